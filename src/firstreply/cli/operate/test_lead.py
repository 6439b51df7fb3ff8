"""`firstreply send-test-lead`: one marked inquiry through the door, and what became of it."""

import json as as_json
import time
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from firstreply.cli.exits import FAILED, TEMPORARY
from firstreply.cli.import_archive import chosen
from firstreply.core.member import Role
from firstreply.core.route.assignment import Why
from firstreply.core.sight import Viewer
from firstreply.journey import trying
from firstreply.journey.access import api_source
from firstreply.store.queries import arrivals, leads, members, rules, waits
from firstreply.store.queries.arrivals import ArrivalShown
from firstreply.store.queries.organisations import worker_alive
from firstreply.store.tenancy import acting

SECONDS: Final = 10.0  #: how long to wait for what becomes of it
_LOOK: Final = 0.02
_WHY: Final = {
    Why.NAMED: "a rule names them",
    Why.PREVIOUS_OWNER: "they had this lead before",
    Why.CAPTURER: "it was addressed to them",
    Why.TURN: "they are next in line",
    Why.FEWEST_OPEN: "they have the fewest open",
    Why.BEST_MATCH: "their turn, and the best match",
    Why.FIRST_CONTACT: "the first point of contact who is there",
    Why.OFFERED: "offered to them, who are next in line",
    Why.OFFERS_ENDED: "nobody took the offer, and they are next in line",
    Why.NEXT_TO_OPEN: "nobody works now, and they are the first to open",
    Why.ON_CALL: "nobody works now, and they are on call",
    Why.ANYWAY: "nobody works now, and they are next in line",
    Why.LAST_RESORT: "nobody else could take it",
}
_ALL: Final = Viewer(member=None, role=Role.ADMIN)
_NO_WORKER: Final = (
    "No worker runs, so nobody was told. The inquiry is on disk and is worked on as soon as one does:"
    " firstreply up, or firstreply worker."
)
_NOT_YET: Final = (
    "It is on disk, and was not worked on within 10 s. See what the worker logs: firstreply doctor."
)


def command(
    organisation: Annotated[str, typer.Option(help="Name or id. Needed only where there are several.")] = "",
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Bring a test inquiry in as a website would, and say who got it, why, until when, and how long that took.

    It is marked by the tag `test`, and real for all else: whoever gets it is told. Exit code 1 when it could not be
    understood, 5 when no worker runs or none took it within 10 seconds.

    \b
    Examples:
      firstreply send-test-lead
      firstreply send-test-lead --organisation Acme --json
    """
    whose = chosen(organisation)
    sent = _sent(whose)
    found = _worked_on(whose, sent)
    told = _told(whose, found)
    if json:
        typer.echo(as_json.dumps(told, indent=1, ensure_ascii=False))
    else:
        for name, value in told.items():
            if value is not None:
                typer.echo(f"{name:<14} {_WHY[Why(value)] if name == 'why' else value}")
    if found.state == "new":
        typer.echo(_NOT_YET if told["worker"] else _NO_WORKER, err=True)
        raise typer.Exit(TEMPORARY)
    if found.state == "quarantined":
        raise typer.Exit(FAILED)


def _sent(whose: UUID) -> UUID:
    """Bring somebody who was never here, so that the whole way is gone; the arrival."""
    asked = trying.somebody("Test", "A test of the way in: no answer is needed.")
    return trying.bring(whose, api_source(whose), asked, now=datetime.now(UTC))


def _worked_on(whose: UUID, arrival: UUID) -> ArrivalShown:
    """The arrival once it was worked on, or as it is after 10 s; at once where nobody would."""
    until = time.monotonic() + SECONDS
    while True:
        with acting(whose):
            found = arrivals.arrival(arrival)
        assert found is not None  # it is on disk
        if found.state != "new" or time.monotonic() > until or not worker_alive():
            return found
        time.sleep(_LOOK)


def _told(whose: UUID, found: ArrivalShown) -> dict[str, Any]:
    now = datetime.now(UTC)
    took = None if found.done_at is None else round((found.done_at - found.received_at).total_seconds(), 3)
    told: dict[str, Any] = {
        "arrival": str(found.id),
        "state": found.state,
        "reason": found.reason or None,
        "took_seconds": took,
        "worker": worker_alive(),
    }
    with acting(whose):
        return told | (_became(found, now) if found.lead else {})


def _became(found: ArrivalShown, now: datetime) -> dict[str, Any]:
    """Lead, owner, reasons and promise, as whoever sees everything is shown them."""
    assert found.lead is not None  # asked by `_told`
    zone = ZoneInfo(members.organisation().zone)
    lead = leads.one(_ALL, found.lead)
    wait = None if found.wait is None else waits.one(_ALL, found.wait, now)
    given = next(iter(leads.assignments(found.lead, None, 1).rows), None)
    holder = wait.owner_id if wait else lead.owner_id if lead else None
    owner = None if holder is None else members.member(holder, now)
    promise = waits.behind(wait).promise if wait else None
    due = wait.due_at.astimezone(zone).isoformat(timespec="seconds") if wait and wait.due_at else None
    pool = rules.pool(given.pool_id) if given and given.pool_id else None
    return {
        "lead": str(found.lead),
        "name": lead.name if lead else None,
        "owner": owner.name if owner else None,
        "why": given.reasons.get("why") if given else None,
        "step": given.reasons.get("step") if given else None,
        "pool": pool.name if pool else None,
        "wait": str(found.wait) if found.wait else None,
        "promise": promise.name if promise else None,
        "due_at": due,
    }
