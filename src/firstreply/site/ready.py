"""A database that is there and ready, whoever runs it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from firstreply.core.refusal import Refused
from firstreply.site import database as preparing
from firstreply.site.postgres.server import EmbeddedPostgres
from firstreply.site.roles import admin_url
from firstreply.site.settings import Settings


def embedded(settings: Settings) -> EmbeddedPostgres | None:
    """The server of this home; None when `database_url` names another."""
    return None if settings.database_url else EmbeddedPostgres(settings.postgres_folder)


@contextmanager
def running(settings: Settings) -> Iterator[EmbeddedPostgres | None]:
    """PostgreSQL answers inside: started here when nobody else has, and then ended here."""
    server = embedded(settings)
    if server is None:
        yield None
    else:
        with server:
            yield server


@contextmanager
def database(settings: Settings) -> Iterator[EmbeddedPostgres | None]:
    """PostgreSQL answers inside, and the database is prepared."""
    with running(settings) as server:
        prepare(settings, server)
        yield server


def prepare(settings: Settings, server: EmbeddedPostgres | None) -> None:
    """Database (on the embedded server), roles, rights and tables."""
    if server is not None:
        preparing.create(server.url(database="postgres"))
    try:
        preparing.prepare(admin_url(settings), preparing.migrate)
    except Refused as refused:
        if "sql" in refused.facts:  # to be copied: a sentence would fold its lines
            sys.stderr.write(f"{refused.facts['sql']}\n\n")
        raise
