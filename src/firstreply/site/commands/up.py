"""`firstreply up`: the whole product on this machine, until Ctrl-C."""

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from firstreply.core.refusal import Refused
from firstreply.site.commands.begin import begin
from firstreply.site.lock import only_one
from firstreply.site.settings import Settings

if TYPE_CHECKING:
    from firstreply.site.postgres.server import EmbeddedPostgres

_OWN_SECONDS = 20.0  #: a backup or a dying predecessor may hold the database for a while
_PORT_SECONDS = 8.0  #: processes of a killed predecessor are ending


def command() -> None:
    """PostgreSQL, web, live stream and worker; what dies is started again, Ctrl-C ends all."""
    settings = begin("up", fresh=False)
    lock = only_one(settings.home)
    from firstreply.site import ready
    from firstreply.site.runner import listening
    from firstreply.site.runner.part import PARTS, Part, package_path
    from firstreply.site.runner.supervisor import Supervisor

    for port in (settings.port, settings.live_port):
        listening.refuse_taken(settings.host, port, _PORT_SECONDS)
    begin("up", fresh=True)
    server = ready.embedded(settings)
    try:
        if server is not None:
            _own(server)
            server.start()
        ready.prepare(settings, server)
        environment = {"FIRSTREPLY_HOME": str(settings.home), "PYTHONPATH": package_path()}
        threading.Thread(target=_say_where, args=(settings,), daemon=True).start()
        Supervisor([Part(name, environment) for name in PARTS], server).run()
    finally:
        if server is not None:
            server.stop()
            server.release()
        os.close(lock)


def _own(server: "EmbeddedPostgres") -> None:
    until = time.monotonic() + _OWN_SECONDS
    while not server.own():
        if time.monotonic() > until:
            raise Refused("postgres_in_use", path=str(server.folder))
        time.sleep(0.1)


def _say_where(settings: Settings) -> None:
    """Once the web answers, say where it is and how to begin."""
    from firstreply.site.runner import listening

    while not listening.answers(settings.host, settings.port):
        time.sleep(0.1)
    sys.stdout.write(welcome(settings, _setup_key(settings)))
    sys.stdout.flush()


def _setup_key(settings: Settings) -> str | None:
    """The key of the first step; None once an organisation exists."""
    from firstreply.site.database import connected
    from firstreply.site.keys import setup_key
    from firstreply.site.roles import app_dsn

    with connected(app_dsn(settings)) as connection:
        if connection.execute("SELECT 1 FROM organisations() LIMIT 1").fetchone():
            settings.setup_key_file.unlink(missing_ok=True)
            return None
    return setup_key(settings.setup_key_file)


def welcome(settings: Settings, key: str | None) -> str:
    """What the terminal shows when all is up."""
    lines = [
        "",
        f"FirstReply is running at {settings.address}  (Ctrl-C ends it)",
        f"  API       {settings.address}/api/v1/docs",
        f"  Health    {settings.address}/healthz",
        f"  Home      {settings.home}",
    ]
    if key is not None:
        lines += [
            "",
            "First step: open this page and make your organisation. The link works once:",
            f"  {settings.address}/welcome?key={key}",
            "Its key lies in the file setup-key of the home folder, too.",
        ]
    return "\n".join(lines) + "\n\n"
