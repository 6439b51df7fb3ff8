"""Leads from their facts: who they are, how far they are, whose they are, how to reach them, what they did."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from firstreply.core.lead.story import KINDS, Point, Story, fold
from firstreply.journey import contact
from firstreply.journey.rebuild.findings import Findings, Table
from firstreply.journey.rebuild.merges import Kin
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import ContactPoint, Engagement, Lead
from firstreply.store.persona import columns
from firstreply.store.queries import truth
from firstreply.store.tenancy import organisation

LEAD: Final = Table(
    model=Lead,
    columns=(
        "name", "company", "persona", "folded", "budget", "deal_size", "language", "country", "stage", "stage_at",
        "source_id", "points", "point_reasons", "qualified", "qualified_reasons", "owner_id", "team_id",
        "inquired_at", "last_in_at", "merged_into_id", "withdrawn_at", "created_at", "touches", "consents",
    ),
)  # fmt: skip
#: Who was last reached when: of messages, and once it is known who is whom.
CONTACT: Final = Table(model=Lead, columns=("last_out_at",))
_Counts = dict[UUID, Counter[Any]]


def leads(kin: Kin, found: Findings, *, write: bool) -> None:
    """Every lead, with its contact points and engagements, piece by piece."""
    for piece in truth.leads():
        stories = fold(truth.told(kin.of(piece), KINDS))
        told = {own: stories[own] for own in piece if own in stories}
        _rows(piece, told, found, write)
        _reach(piece, told, found, write)
        _engaged(piece, told, found, write)


def contacts(found: Findings, *, write: bool) -> None:
    """When each was last reached, by what was said to them and to those who are them."""
    for piece in truth.leads():
        stored = CONTACT.stored(id__in=piece)
        told = contact.reached(list(stored))
        rebuilt = {own: {"last_out_at": told[own]} for own in stored}
        changes = CONTACT.compare(stored, rebuilt, found)
        if write:
            changes.update()


def _rows(piece: Collection[UUID], told: Mapping[UUID, Story], found: Findings, write: bool) -> None:
    """A lead of which no fact speaks is told of, and left: nothing says that it may go."""
    rebuilt = {own: _columns(story) for own, story in told.items()}
    changes = LEAD.compare(LEAD.stored(id__in=piece), rebuilt, found)
    if write:
        # Whom a lead is merged into may be missing, too: written first without, then with it.
        changes.insert({"merged_into_id": None} for _ in changes.missing)
        merged = [row for row in changes.missing if row["merged_into_id"] is not None]
        bulk.update(Lead, [{"id": row["id"], "merged_into_id": row["merged_into_id"]} for row in merged])
        changes.update(revised=True)


def _columns(story: Story) -> dict[str, Any]:
    return {
        **columns(story.persona),
        "stage": story.stage,
        "stage_at": story.stage_at,
        "source_id": story.source,
        "points": story.points,
        "point_reasons": list(story.point_reasons),
        "qualified": story.qualified,
        "qualified_reasons": dict(story.qualified_reasons or {}),
        "owner_id": story.owner,
        "team_id": story.team,
        "inquired_at": story.inquired_at,
        "last_in_at": story.last_in_at,
        "merged_into_id": story.merged_into,
        "withdrawn_at": story.withdrawn_at,
        "created_at": story.created_at,
        "touches": dict(story.touches),
        "consents": dict(story.consents),
    }


def _reach(piece: Collection[UUID], told: Mapping[UUID, Story], found: Findings, write: bool) -> None:
    rows = ContactPoint.objects.filter(lead_id__in=piece).values_list("lead_id", "kind", "value", "shared")
    stored = _counted((lead, rest) for lead, *rest in rows)
    rebuilt: _Counts = {own: Counter(dict(story.reach)) for own, story in told.items()}
    gone, come = _differences("contact_point", "reach", stored, rebuilt, found)
    if write:
        for lead, points in gone.items():
            _forget_points(lead, points)
        bulk.insert(
            ContactPoint,
            [
                {"id": new_id(), "lead_id": lead, "kind": kind, "value": value, "shared": shared}
                for lead, points in come.items()
                for kind, value, shared in points.elements()
            ],
        )


def _engaged(piece: Collection[UUID], told: Mapping[UUID, Story], found: Findings, write: bool) -> None:
    rows = Engagement.objects.filter(lead_id__in=piece).values_list("lead_id", "kind", "at")
    stored = _counted((lead, rest) for lead, *rest in rows)
    rebuilt: _Counts = {own: Counter(story.engaged) for own, story in told.items()}
    gone, come = _differences("engagement", "done", stored, rebuilt, found)
    if write:
        for lead, done in gone.items():
            for (kind, at), count in done.items():
                some = Engagement.objects.filter(lead_id=lead, kind=kind, at=at).order_by("-id")[:count]
                Engagement.objects.filter(pk__in=[one.pk for one in some]).delete()
        bulk.insert(
            Engagement,
            [
                {"lead_id": lead, "kind": kind, "at": at}
                for lead, done in come.items()
                for kind, at in done.elements()
            ],
        )


def _counted(rows: Any) -> _Counts:
    found: _Counts = defaultdict(Counter)
    for lead, rest in rows:
        found[lead][tuple(rest)] += 1
    return found


def _differences(
    table: str, column: str, stored: _Counts, rebuilt: _Counts, found: Findings
) -> tuple[_Counts, _Counts]:
    """(what each lead has too much, what it lacks); told as one difference a lead."""
    gone: _Counts = {}
    come: _Counts = {}
    for lead in stored.keys() | rebuilt.keys():
        was, now = stored.get(lead, Counter()), rebuilt.get(lead, Counter())
        found.rows[table] += now.total()
        if was != now:
            gone[lead], come[lead] = was - now, now - was
            found.add(table, lead, column, sorted(gone[lead].elements()), sorted(come[lead].elements()))
    return gone, come


def _forget_points(lead: UUID, points: Mapping[Point, int]) -> None:
    for (kind, value, shared), count in points.items():
        bulk.run(
            "DELETE FROM contact_point WHERE id IN (SELECT id FROM contact_point WHERE organisation_id = %(own)s"
            " AND lead_id = %(lead)s AND kind = %(kind)s AND value = %(value)s AND shared = %(shared)s"
            " ORDER BY id DESC LIMIT %(count)s)",
            {
                "own": organisation(),
                "lead": lead,
                "kind": kind,
                "value": value,
                "shared": shared,
                "count": count,
            },
        )
