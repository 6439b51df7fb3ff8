"""One: a call while it is worked out, and its row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from firstreply.channels.phone import to_e164
from firstreply.core.capture.brought import Called, Rang
from firstreply.core.capture.call import CallKind, Known, known, together
from firstreply.journey.call.agent import member_of
from firstreply.journey.thread.reading import Arrived
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Call
from firstreply.store.queries import calls
from firstreply.store.queries.calls import Kept, Key
from firstreply.store.queries.people import People


@dataclass(slots=True, kw_only=True)
class One:
    """A call: as it was known before this batch, and as it is now."""

    id: UUID
    key: Key
    arrivals: list[Arrived]
    before: Kept | None
    now: Known
    lead: UUID | None = None
    message: UUID | None = None

    @property
    def was(self) -> CallKind | None:
        """What it was before this batch; None: nothing was known of it."""
        return self.before.call.kind if self.before else None

    @property
    def arrival(self) -> Arrived:
        """The first of its reports."""
        return self.arrivals[0]


def every(came: Iterable[tuple[Arrived, Called | Rang]], region: str, lead: UUID | None = None) -> list[One]:
    """The calls of a batch, all their reports together; one query."""
    reports = [(one, called) for one, called in came if isinstance(called, Called)]
    before = calls.kept({(one.source_id, called.id) for one, called in reports})
    found: dict[Key, One] = {}
    for arrival, called in reports:
        key = (arrival.source_id, called.id)
        told = _read(called, arrival, region)
        if key in found:
            found[key].now = together(found[key].now, told)
            found[key].arrivals.append(arrival)
            continue
        had = before.get(key)
        found[key] = One(
            id=had.id if had else new_id(),
            key=key,
            arrivals=[arrival],
            before=had,
            now=together(had.call, told) if had else told,
            message=had.message if had else None,
            lead=lead,
        )
    return list(found.values())


def _read(called: Called, arrival: Arrived, region: str) -> Known:
    """A report with its number as it can be dialled; nothing happens later than we hear of it."""
    told = known(called)
    return replace(
        told,
        party=to_e164(told.party, region) or told.party,
        at=min(told.at, arrival.received_at),
    )


def write(some: Sequence[One], ours: People, region: str) -> None:
    """Write the rows of calls."""
    rows = [(one, _row(one, ours, region)) for one in some]
    bulk.insert(Call, [row for one, row in rows if one.before is None])
    bulk.update(Call, [row for one, row in rows if one.before is not None])


def _row(one: One, ours: People, region: str) -> dict[str, Any]:
    call = one.now
    return {
        "id": one.id,
        "source_id": one.key[0],
        "external_id": one.key[1],
        "inbound": call.inbound,
        "reached": call.reached,
        "party": call.party,
        "name": call.name,
        "lead_id": one.lead,
        "member_id": member_of(call.agent, ours, call.at, region),
        "agent": call.agent,
        "at": call.at,
        "seconds": call.seconds,
        "text": call.text,
        "link": call.link,
        "message_id": one.message,
    }
