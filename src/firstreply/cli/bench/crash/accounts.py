"""Accounts: what was acknowledged against what is there, and what people and programs were told of it."""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psycopg

from firstreply.cli.bench.crash.bringing import Bringing
from firstreply.cli.bench.crash.receiver import Receiver
from firstreply.cli.bench.crash.watching import ALERT, Watching
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed.installation import COMMAND, Installation, within

_PATIENCE_S: Final = 120.0
_QUIET: Final = (
    b"SELECT (SELECT count(*) FROM arrival WHERE state = 'new')"
    b" + (SELECT count(*) FROM delivery WHERE state = 'pending')"
)
#: Everybody who was brought asked once.
_LEADS_TWICE: Final = (
    "SELECT count(*) - count(DISTINCT persona #>> '{emails,0}') FROM lead WHERE merged_into_id IS NULL"
)
_WAITS_TWICE: Final = "SELECT count(*) - count(DISTINCT lead_id) FROM wait"
_UNALERTED: Final = """SELECT count(*) FROM wait w WHERE w.owner_id IS NULL OR NOT EXISTS (
    SELECT FROM live_event e WHERE e.kind = %s AND e.wait_id = w.id AND e.member_id = w.first_owner_id)"""
_ALERTED_TWICE: Final = """SELECT coalesce(sum(n - 1), 0)::int FROM (
    SELECT count(*) AS n FROM live_event WHERE kind = %s GROUP BY wait_id, member_id) AS each"""


@dataclass(frozen=True, kw_only=True)
class Books:
    """Who kept what."""

    running: Installation
    bringing: Bringing
    watching: Watching
    receiver: Receiver


def settled(running: Installation, watching: Watching) -> None:
    """Wait until all was worked on, sent and shown, or for two minutes each."""

    def quiet() -> bool:
        try:
            with running.admin() as connection:
                return connection.execute(_QUIET).fetchone() == (0,)
        except psycopg.Error:
            return False

    within(_PATIENCE_S, quiet, every=0.5)
    there = running.one("SELECT count(*) FROM live_event WHERE kind = %s", ALERT)
    within(20, lambda: sum(len(set(ids)) for ids in watching.alerts()) >= there, every=0.5)
    time.sleep(2)  # what comes twice would come now


def accounts(books: Books) -> Iterator[Figure]:
    """Every figure with a goal is a law, and the goal is 0."""
    running = books.running
    yield Figure(name="leads", value=running.one("SELECT count(*) FROM lead"), unit="leads")
    yield Figure(name="acknowledged", value=len(books.bringing.acknowledged), unit="inquiries")
    yield Figure(name="brought from archives", value=len(books.bringing.mails), unit="mails")
    yield _law("acknowledged and lost", _lost(books), "inquiries and mails")
    yield _law(
        "put aside", running.one("SELECT count(*) FROM arrival WHERE state = 'quarantined'"), "arrivals"
    )
    yield _law("leads made twice", running.one(_LEADS_TWICE), "leads")
    yield _law("waits opened twice", running.one(_WAITS_TWICE), "waits")
    yield _law("alerts lost", running.one(_UNALERTED, ALERT), "alerts")
    yield _law("alerts made twice", running.one(_ALERTED_TWICE, ALERT), "alerts")
    yield from _on_screens(books)
    yield from _by_webhook(books)
    yield from _rebuilt(running)


def _lost(books: Books) -> int:
    """Receipts without an arrival that was worked on, and mails of archives that are no messages."""
    done = (
        "SELECT count(*) FROM arrival WHERE state = 'done' AND lead_id IS NOT NULL AND id = ANY(%s::uuid[])"
    )
    said = "SELECT count(*) FROM message WHERE lead_id IS NOT NULL AND external_id = ANY(%s)"
    arrivals, mails = list(books.bringing.acknowledged), list(books.bringing.mails)
    found: int = books.running.one(done, arrivals) + books.running.one(said, mails)
    return len(arrivals) + len(mails) - found


def _on_screens(books: Books) -> Iterator[Figure]:
    with books.running.admin() as connection:
        rows = connection.execute("SELECT id FROM live_event WHERE kind = %s", [ALERT])
        made = {row[0] for row in rows}
    shown = books.watching.alerts()
    anew = books.watching.begun_anew
    yield Figure(name="screens cut off", value=books.watching.cut_off, unit="times")
    yield Figure(name="screens told to begin anew", value=anew, unit="times")
    if not anew:
        yield _law("alerts no screen showed", len(made - {own for ids in shown for own in ids}), "alerts")
    yield _law("alerts a screen showed twice", sum(len(ids) - len(set(ids)) for ids in shown), "alerts")


def _by_webhook(books: Books) -> Iterator[Figure]:
    receiver = books.receiver
    keys = Counter(receiver.of.values())
    with books.running.admin() as connection:
        rows = connection.execute("SELECT 'assigned:' || id FROM assignment")
        wanted = {row[0] for row in rows}
    yield Figure(name="webhook deliveries", value=receiver.told.total(), unit="requests")
    again = receiver.told.total() - len(receiver.told)
    yield Figure(name="webhook deliveries repeated under the same id", value=again, unit="requests")
    yield _law("webhook alerts lost", len(wanted - keys.keys()), "alerts")
    yield _law("webhook alerts doubled", keys.total() - len(keys), "alerts")
    yield _law("webhook signatures wrong", receiver.forged, "requests")


def _rebuilt(running: Installation) -> Iterator[Figure]:
    """What `firstreply rebuild --check` finds."""
    done = subprocess.run(  # noqa: S603 (our own words)
        [*COMMAND, "rebuild", "--check", "--json"], env=running.environment, capture_output=True, text=True
    )
    found = _differences(json.loads(done.stdout)) if done.stdout.startswith(("{", "[")) else None
    if found is None:
        raise RuntimeError(f"rebuild --check: {done.returncode} {done.stderr}")
    yield _law("rebuild --check", found, "differences")


def _differences(told: object) -> int:
    """The sum of all numbers named `differences`, however deep."""
    if isinstance(told, dict):
        own = told.get("differences")
        return own if isinstance(own, int) else sum(map(_differences, told.values()))
    return sum(map(_differences, told)) if isinstance(told, list) else 0


def _law(name: str, value: int, unit: str) -> Figure:
    return Figure(name=name, value=value, unit=unit, goal=0, better="less")
