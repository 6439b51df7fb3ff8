"""The database: version, roles, walls between organisations, tables, clock, worker."""

import time
from collections.abc import Iterator
from typing import Any, Final

import psycopg

from firstreply.site import roles
from firstreply.site.database import OLDEST, connected, not_migrated
from firstreply.site.doctor.finding import Finding, fail, ok, warn
from firstreply.site.doctor.work import work
from firstreply.site.lock import is_running
from firstreply.site.settings import Settings
from firstreply.store.queries import working

_SKEW: Final = 2.0  #: seconds between our clock and the database's that nobody notices
#: Tables of organisations without a wall that holds for their owner too.
_OPEN: Final = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
AND (c.relname = 'organisation' OR EXISTS (SELECT FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped))
ORDER BY c.relname"""
_PREPARE: Final = "Run `firstreply migrate` (or `firstreply up`, which does it first)."


def database(settings: Settings) -> Iterator[Finding]:
    """Everything behind a connection that was seen to work. Raises Refused("database_unreachable")."""
    with connected(roles.admin_url(settings)) as admin:
        yield _version(admin)
        yield from _roles(admin, embedded=not settings.database_url)
        yield _clock(admin)
        yield _walls(admin)
    with connected(roles.app_dsn(settings)) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    yield ok("role", f"The application acts as {row[0] if row else '?'}")
    missing = not_migrated()
    if missing:
        yield fail("tables", f"{len(missing)} migrations are not applied: {', '.join(missing[:5])}", _PREPARE)
        return
    yield ok("tables", "All migrations are applied")
    yield _worker(settings)
    yield from work()


def _version(admin: "psycopg.Connection[Any]") -> Finding:
    number = admin.info.server_version
    says = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    return ok("postgres", says) if number >= OLDEST else fail("postgres", says, "Use PostgreSQL 15 or newer.")


def _roles(admin: "psycopg.Connection[Any]", *, embedded: bool) -> Iterator[Finding]:
    asking = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)"
    found = dict(admin.execute(asking, [[roles.OWNER, roles.APP, roles.SWEEP]]).fetchall())
    for name in (roles.OWNER, roles.APP, roles.SWEEP):
        if name not in found:
            yield fail("roles", f"There is no role {name}", _PREPARE)
        elif found[name]:
            hint = f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS;"
            yield fail("roles", f"{name} skips row-level security: organisations are not kept apart", hint)
        else:
            yield ok("roles", f"{name} is bound by row-level security")
    row = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchone()
    if row and row[0] and not embedded:
        hint = "Give DATABASE_URL a login of its own, without SUPERUSER; docs/operate.md says which rights it needs."
        yield warn("login", "DATABASE_URL logs in as a superuser", hint)


def _clock(admin: "psycopg.Connection[Any]") -> Finding:
    before = time.time()
    row = admin.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    after = time.time()
    assert row is not None
    skew = 0.0 if before <= row[0] <= after else min(abs(row[0] - before), abs(row[0] - after))
    says = f"Our clock and the database's differ by {skew:.1f} s"
    return (
        ok("clock", says)
        if skew < _SKEW
        else fail("clock", says, "Set both by NTP: promises are kept to the second.")
    )


def _walls(admin: "psycopg.Connection[Any]") -> Finding:
    bare = [str(row[0]) for row in admin.execute(_OPEN)]
    if bare:
        hint = "ALTER TABLE ... ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; then tell us how it came to this."
        return fail("walls", f"Not forced on: {', '.join(bare)}", hint)
    return ok("walls", "Row-level security is forced on every table of organisations")


def _worker(settings: Settings) -> Finding:
    seen = working.seen_seconds_ago()
    if seen is not None and seen < working.GONE_S:
        return ok("worker", f"Alive {seen:.1f} s ago")
    says = "No worker was ever seen" if seen is None else f"No worker for {seen:.0f} s"
    if is_running(settings.home):
        return fail(
            "worker", says, "Nothing is routed or told. See what `firstreply up` logs about the worker."
        )
    return warn(
        "worker",
        says,
        "Start `firstreply up`, or `firstreply worker` where this machine is not the only one.",
    )
