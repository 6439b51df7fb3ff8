"""Audit: who did what that is no lead's own story: what was decided, and what was done to get in or take out."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.store.models import AuditEntry, Fact, Member

_TIES: Final = 50  #: lines of one instant at the most


class Entry(NamedTuple):
    """One line. `what` and `before`/`after` are of decisions; the rest of what was noted."""

    at: datetime
    kind: str
    member: str
    address: str
    agent: str
    what: str
    id: str
    before: dict[str, Any]
    after: dict[str, Any]
    data: dict[str, Any]


def entries(
    before: datetime | None, limit: int, *, member: UUID | None = None
) -> tuple[list[Entry], datetime | None]:
    """The newest before then, and where the next page begins: a query for decisions, for what was noted, for names.

    Lines of one instant stay on one page: a page may be a little longer than `limit`.
    """
    facts = Fact.objects.filter(lead_id=None, kind=FactKind.DECIDED.value)
    noted = AuditEntry.objects.all()
    if member is not None:
        facts, noted = facts.filter(member_id=member), noted.filter(member_id=member)
    if before is not None:
        facts, noted = facts.filter(at__lt=before), noted.filter(at__lt=before)
    decided = list(facts.order_by("-at", "-id")[: limit + _TIES])
    others = list(noted.order_by("-at", "-id")[: limit + _TIES])
    names = _names({row.member_id for row in decided} | {row.member_id for row in others})
    lines = [*(_decision(row, names) for row in decided), *(_note(row, names) for row in others)]
    lines.sort(key=lambda one: one.at, reverse=True)
    end = limit
    while end < len(lines) and lines[end].at == lines[end - 1].at:
        end += 1
    return lines[:end], lines[end - 1].at if end < len(lines) else None


def _names(members: set[UUID | None]) -> dict[UUID, str]:
    known = [one for one in members if one is not None]
    return dict(Member.objects.filter(pk__in=known).values_list("id", "name")) if known else {}


def _decision(row: Fact, names: dict[UUID, str]) -> Entry:
    data = row.data
    return Entry(
        row.at,
        "decided",
        names.get(row.member_id, "") if row.member_id else "",
        "",
        "",
        str(data.get("what", "")),
        str(data.get("id", "")),
        _dict(data.get("before")),
        _dict(data.get("after")),
        {},
    )


def _note(row: AuditEntry, names: dict[UUID, str]) -> Entry:
    who = names.get(row.member_id, "") if row.member_id else ""
    return Entry(row.at, row.kind, who, row.address, row.agent, "", "", {}, {}, row.data)


def _dict(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else ({} if found in (None, "") else {"": found})
