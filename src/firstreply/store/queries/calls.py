"""Calls: telephone calls as they are known, and the lists of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from firstreply.core.capture.call import Known
from firstreply.core.sight import Viewer
from firstreply.store import bulk
from firstreply.store.models import Call, Lead
from firstreply.store.queries.paging import After, Order, Page, paged
from firstreply.store.queries.sight import seen
from firstreply.store.tenancy import organisation

NEWEST: Final = Order("at", descending=True)
#: Reports name a call by its source and the telephone system's own id.
Key = tuple[UUID, str]
_KNOWN: Final = """
SELECT c.source_id, c.external_id, c.id, c.message_id, c.inbound, c.party, c.at, c.reached, c.name, c.agent, c.seconds,
       c.text, c.link
FROM call c JOIN unnest(%(sources)s::uuid[], %(ids)s::text[]) AS v(source_id, external_id)
  ON v.source_id = c.source_id AND v.external_id = c.external_id
WHERE c.organisation_id = %(own)s
"""


class Kept(NamedTuple):
    """A call that we have, its row, and the message it became where nobody was reached."""

    id: UUID
    message: UUID | None
    call: Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which calls; None asks for nothing."""

    lead: UUID | None = None
    member: UUID | None = None
    inbound: bool | None = None
    reached: bool | None = None


class CallShown(NamedTuple):
    """A call as lists show it."""

    id: UUID
    at: datetime
    direction: str
    reached: bool
    party: str
    name: str
    lead_id: UUID | None
    member_id: UUID | None
    source_id: UUID | None
    seconds: int
    text: str
    link: str


class Holder(NamedTuple):
    """Whose a lead is, and what it is called."""

    owner: UUID | None
    team: UUID | None
    name: str
    company: str


def kept(keys: Collection[Key]) -> dict[Key, Kept]:
    """Calls that we have, of these."""
    if not keys:
        return {}
    rows = bulk.fetch(
        _KNOWN,
        {
            "own": organisation(),
            "sources": [source for source, _ in keys],
            "ids": [name for _, name in keys],
        },
    )
    return {(row[0], row[1]): Kept(row[2], row[3], _known(*row[4:])) for row in rows}


def holders(leads: Collection[UUID]) -> dict[UUID, Holder]:
    """Whose these leads are."""
    if not leads:
        return {}
    rows = Lead.objects.filter(id__in=leads).values_list("id", "owner_id", "team_id", "name", "company")
    return {own: Holder(owner, team, name, company) for own, owner, team, name, company in rows}


def page(who: Viewer, wanted: Wanted, after: After | None, limit: int) -> Page[CallShown]:
    """Calls of leads that the viewer may see, and their own, the newest first; one query."""
    plain: dict[str, Any] = {
        "member_id": wanted.member,
        "inbound": wanted.inbound,
        "reached": wanted.reached,
    }
    query = Call.objects.filter(
        _seen(who), **{name: value for name, value in plain.items() if value is not None}
    )
    if wanted.lead is not None:  # also those of leads that were merged into it
        query = query.filter(Q(lead_id=wanted.lead) | Q(lead__merged_into_id=wanted.lead))
    return paged(query, NEWEST, after, limit, _shown)


def one(call: UUID) -> CallShown | None:
    """One call."""
    return next(iter(_shown(list(Call.objects.filter(pk=call)))), None)


def _seen(who: Viewer) -> Q:
    condition = seen(who, "lead__")
    if not condition:
        return condition
    return condition | Q(member_id=who.member)


def _known(
    inbound: bool,
    party: str,
    at: datetime,
    reached: bool,
    name: str,
    agent: str,
    seconds: int,
    text: str,
    link: str,
) -> Known:
    return Known(
        inbound=inbound, party=party, at=at, reached=reached, name=name, agent=agent, seconds=seconds, text=text,
        link=link,
    )  # fmt: skip


def _shown(rows: list[Call]) -> list[CallShown]:
    return [CallShown._make(_value(row, name) for name in CallShown._fields) for row in rows]


def _value(row: Call, name: str) -> Any:
    return ("in" if row.inbound else "out") if name == "direction" else getattr(row, name)
