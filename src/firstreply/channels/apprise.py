"""Apprise: any chat or SMS service that a person names by an address (tgram://, slack://, ntfy:// ...)."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.outward import outward

SECONDS: Final = 10.0
#: They write addresses, and so secrets, into the log.
_TALKATIVE: Final = ("apprise", "urllib3.connectionpool")
_STEP: Final = 5.0  #: for one connect or read
#: Services that are this machine itself, or that connect in threads of their own, out of sight of `outward`.
_LEFT_OUT: Final = frozenset(
    {"amqp", "amqps", "blink1", "dbus", "deltachat", "gio", "glib", "gnome", "growl", "irc", "ircs", "kde", "macosx"}
    | {"mqtt", "mqtts", "nostr", "nostrs", "qt", "rsyslog", "smpp", "smpps", "syslog", "windows", "xmpp", "xmpps"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A short message. The address holds the service's secret, so it is shown to nobody."""

    address: str = field(repr=False)
    title: str
    text: str
    hosts: Collection[str] = ()  #: of a private network, and may be reached


def send(note: Note) -> Answer:
    """Hand the message to the service. The services say no more than yes or no."""
    service = _service(note.address)
    if service is None:
        return Rejected(reason="address_not_understood")
    host = _host(note.address)
    try:
        with outward(seconds=SECONDS, hosts=(host,) if host in note.hosts else ()):
            taken = service.notify(title=note.title, body=note.text)
    except Exception as error:  # a hundred services, each with errors of its own
        return TryAgain(reason=f"service: {type(error).__name__}", unreachable=True)
    return Sent() if taken else TryAgain(reason="service_refused", unreachable=True)


def understood(address: str) -> bool:
    """Whether the address names a service that we send to."""
    return _service(address) is not None


def _service(address: str) -> Any:
    scheme = address.partition(":")[0].strip().lower()
    if not scheme or scheme in _LEFT_OUT:
        return None
    from apprise import Apprise  # heavy: only for who sends
    from apprise.asset import AppriseAsset

    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    asset = AppriseAsset(async_mode=False, plugin_paths=[], secure_logging=True)
    found = Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if found is not None:
        found.socket_connect_timeout = found.socket_read_timeout = _STEP
    return found


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
