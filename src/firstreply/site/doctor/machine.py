"""This machine: Python, home folder, disk, ports, mail server."""

import os
import platform
import shutil
import smtplib
import socket
import sys
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from firstreply.core.refusal import Refused
from firstreply.site.doctor.finding import Finding, fail, ok, warn
from firstreply.site.lock import is_running
from firstreply.site.runner import listening
from firstreply.site.settings import Settings

_LEAST: Final = 256 << 20  #: octets of free disk below which PostgreSQL soon stops
_LITTLE: Final = 2 << 30


def machine(settings: Settings) -> Iterator[Finding]:
    """Everything that needs no database."""
    yield _python()
    yield from _home(settings)
    yield _disk(settings)
    yield from _ports(settings)
    yield _mail(settings)
    yield from _senders(settings)


def _python() -> Finding:
    return ok("python", f"Python {platform.python_version()} at {sys.executable}")


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    if not os.access(home, os.W_OK | os.X_OK):
        yield fail(
            "home",
            f"{home} cannot be written",
            "Give it to the user FirstReply runs as, or set FIRSTREPLY_HOME.",
        )
        return
    yield ok("home", f"{home} can be written")
    for name in ("secret-key", "vapid-key", "setup-key", "firstreply.toml"):
        path = home / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield warn("keys", f"Others may read {path}", f"chmod 600 {path}")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home).free
    says = f"{free / (1 << 30):.1f} GiB free"
    if free < _LEAST:
        return fail("disk", says, "Make room: PostgreSQL stops taking anything when the disk is full.")
    if free < _LITTLE:
        return warn("disk", says, "Make room soon.")
    return ok("disk", says)


def _ports(settings: Settings) -> Iterator[Finding]:
    running = is_running(settings.home)
    for name, port in (("port", settings.port), ("live_port", settings.live_port)):
        if running:
            if listening.answers(settings.host, port):
                yield ok(name, f"{settings.host}:{port} answers")
            else:
                yield warn(name, f"{settings.host}:{port} does not answer", "See what `firstreply up` logs.")
            continue
        try:
            listening.refuse_taken(settings.host, port)
        except Refused:
            hint = f"End the other program, or set FIRSTREPLY_{name.upper()}."
            yield fail(name, f"{settings.host}:{port} is taken by another program", hint)
        else:
            yield ok(name, f"{settings.host}:{port} is free")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_url:
        return warn(
            "mail", "No mail server: nobody is told by e-mail", "Set FIRSTREPLY_SMTP_URL to send e-mail."
        )
    url = urlsplit(settings.smtp_url)
    host, tls = url.hostname or "", url.scheme == "smtps"
    try:
        port = url.port or (465 if tls else 587)
        with (smtplib.SMTP_SSL if tls else smtplib.SMTP)(host, port, timeout=10) as server:
            server.ehlo()
            if not tls and server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
    except smtplib.SMTPAuthenticationError:
        return fail("mail", f"{host} refuses the login", "Check user and password in FIRSTREPLY_SMTP_URL.")
    except (OSError, smtplib.SMTPException, ValueError, socket.gaierror) as error:
        return fail(
            "mail", f"{host}: {error}", "Check host and port in FIRSTREPLY_SMTP_URL, and the firewall."
        )
    return ok("mail", f"{host} answers")


def _senders(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url and not settings.mail_from:
        yield fail("mail_from", "Mail has no sender, so none is sent", "Set FIRSTREPLY_MAIL_FROM.")
    if not settings.vapid_contact and not settings.mail_from:
        hint = "Set FIRSTREPLY_VAPID_CONTACT to mailto:you@example.com: some push services take nothing without it."
        yield warn("vapid_contact", "Push services are not told whom to write to", hint)
