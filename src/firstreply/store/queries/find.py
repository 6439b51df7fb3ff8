"""Find: leads by whatever is known of them, in any of their words, without looking through all of them.

First the names, companies, addresses and numbers that begin with what was typed. Then what is rare, by the index on
words. What is common is found among the newest leads, of which `_NEWEST` are looked through; so that no word takes
long, however many leads have it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from firstreply.core.lead.words import Asked, Place, asked, places, query
from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.store import bulk
from firstreply.store.models import Lead, LeadWords
from firstreply.store.queries import leads, sight
from firstreply.store.queries.said import SAID
from firstreply.store.tenancy import organisation

_NEWEST: Final = 2000  #: leads that are looked through
_MOST: Final = 5000  #: leads that the index may name
_FEW: Final = 2000  #: leads to which a list may be narrowed one by one
_RANKED: Final = 200  #: of which the best come first
_BEGIN: Final = 30  #: whose names begin so
_BEFORE: Final = 40  #: characters before what was found in a long text
_AROUND: Final = 160
_LATEST: Final = (
    30  #: messages, notes and files of a lead that are looked at: those whose words it is found by
)
_TEXT: Final = 4000
#: Fields in the order in which they count.
_FIELDS: Final = (
    "name",
    "company",
    "emails",
    "phones",
    "customer_id",
    "tags",
    "product",
    "segment",
    "need",
    "city",
)
_COLUMNS: Final = (
    "id",
    "name",
    "company",
    "persona",
    "stage",
    "points",
    "owner_id",
    "team_id",
    "inquired_at",
)


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    hit: bool


class Hit(NamedTuple):
    """A lead that was found. `field` says where (also `message`, `note` or `file`), `pieces` shows it there."""

    id: UUID
    name: str
    company: str
    email: str
    phone: str
    stage: str
    points: int
    owner_id: UUID | None
    team_id: UUID | None
    inquired_at: datetime
    field: str
    pieces: tuple[Piece, ...]


class Found(NamedTuple):
    """The best first. `more`: others may be found by saying more."""

    hits: list[Hit]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What leads of a list must have in their words. `ids`: all that do, where they are few; else `asked` of each."""

    asked: str
    ids: tuple[UUID, ...] | None

    def of(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """Those of `rows` that do."""
        if self.ids is not None:  # as one array: a thousand parameters take longer than the query
            return rows.extra(where=["lead.id = ANY(%s)"], params=[list(self.ids)])
        return rows.filter(Exists(_saying(self.asked)))


def find(who: Viewer, text: str, *, limit: int = 20) -> Found:
    """The leads that the viewer may see and that have every word of `text`, or begin with all of it.

    At most six queries, whatever is found.
    """
    asking = asked(text)
    if not asking.words:
        return Found([], False)
    wanted = query(organisation(), asking)
    rows = {row.pk: row for row in _beginning(who, asking)}
    rows |= {row.pk: row for row in _worded(who, asking, wanted, limit)}
    ranked = sorted(((_in_fields(row, asking), row) for row in rows.values()), key=_rank)
    best = ranked[:limit]
    said = _said([row.pk for field, row in best if field is None], asking)
    hits = [_hit(row, field or _in_said(row, said, asking)) for field, row in best]
    return Found(hits, len(ranked) > limit or (asking.is_short and len(hits) >= limit))


def narrowed(text: str = "", facets: Iterable[tuple[str, str]] = ()) -> Narrowed | None:
    """What a list is narrowed to by words and by what must be equal; None: by nothing. One query."""
    wanted = query(organisation(), asked(text), facets)
    if not wanted:
        return None
    ids = _matching(wanted, _FEW + 1)
    return Narrowed(asked=wanted, ids=tuple(ids) if len(ids) <= _FEW else None)


def _matching(wanted: str, most: int) -> list[UUID]:
    return [row[0] for row in bulk.fetch("SELECT leads_matching(%s, %s)", [wanted, most])]


def _saying(wanted: str) -> QuerySet[LeadWords]:
    return LeadWords.objects.filter(lead_id=OuterRef("pk"), words__says=wanted)


def _beginning(who: Viewer, asking: Asked) -> QuerySet[Lead]:
    found = sight.leads(who).filter(leads.begins(asking.whole, _FEW))
    return found.only(*_COLUMNS).order_by("-inquired_at")[:_BEGIN]


def _recent(who: Viewer, wanted: str) -> QuerySet[Lead]:
    """Of the newest; each part by an index of its own, so that none is looked through in vain."""
    shown = sight.leads(who).order_by("-inquired_at").values("pk")[:_NEWEST]
    if who.role not in SEE_ALL:
        shown = _newest_of(who)
    found = Lead.objects.filter(pk__in=shown).filter(Exists(_saying(wanted)))
    return found.only(*_COLUMNS).order_by("-inquired_at")


def _newest_of(who: Viewer) -> Any:
    """Of their own and of each of their teams, those that came last."""
    everything = Lead.objects.filter(merged_into=None, withdrawn_at=None).order_by("-id").values("id")
    parts = [everything.filter(owner_id=who.member)[:_NEWEST]]
    parts += [everything.filter(team_id=team)[:_NEWEST] for team in sorted(who.teams | who.manages)]
    return parts[0].union(*parts[1:]).order_by("-id")[:_NEWEST] if parts[1:] else parts[0]


def _worded(who: Viewer, asking: Asked, wanted: str, limit: int) -> list[Lead]:
    """By the index, where it names few; else the newest, and what it names besides where that is not enough."""
    ids = [] if asking.is_short else _matching(wanted, _FEW + 1)
    if ids and len(ids) <= _FEW:
        return _named(who, wanted, ids)
    if not ids and not asking.is_short:
        return []
    recent = list(_recent(who, wanted)[: _RANKED + 1])
    if len(recent) >= limit or asking.is_short:
        return recent
    return [*recent, *_named(who, wanted, _matching(wanted, _MOST))]


def _named(who: Viewer, wanted: str, ids: list[UUID]) -> list[Lead]:
    found = Narrowed(asked=wanted, ids=tuple(ids)).of(sight.leads(who))
    return list(found.only(*_COLUMNS).order_by("-inquired_at")[:_RANKED])


def _said(ids: list[UUID], asking: Asked) -> Mapping[UUID, tuple[str, str]]:
    """What was written of leads that nothing else finds, as far as it has one of the words: its kind, its text."""
    if not ids:
        return {}
    told = {"own": organisation(), "ids": ids, "most": _LATEST, "text": _TEXT}
    found: dict[UUID, tuple[str, str]] = {}
    for lead, kind, subject, body in bulk.fetch(_WRITTEN, told):
        for text in (subject, body):
            if lead not in found and places(text, asking):
                found[lead] = kind, text
    return found


_WRITTEN: Final = f"""
SELECT v.id, m.kind, m.subject, m.body FROM unnest(%(ids)s::uuid[]) AS v(id) CROSS JOIN LATERAL (
    SELECT v.id AS own UNION ALL SELECT id FROM lead WHERE organisation_id = %(own)s AND merged_into_id = v.id) k
CROSS JOIN LATERAL ({SAID}) m ORDER BY v.id, m.at DESC
"""


def _texts(row: Lead) -> Iterable[tuple[str, str]]:
    for field in _FIELDS:
        value = row.persona.get(field)
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and text:
                yield field, text


class _Where(NamedTuple):
    """Where a lead has what was looked for: the field, its text, the places in it."""

    field: str
    text: str
    places: list[Place]


def _in_fields(row: Lead, asking: Asked) -> _Where | None:
    for field, text in _texts(row):
        if found := _places(field, text, asking):
            return _Where(field, text, found)
    return None


def _in_said(row: Lead, said: Mapping[UUID, tuple[str, str]], asking: Asked) -> _Where:
    kind, text = said.get(row.pk, ("message", ""))
    return _Where(kind, text, places(text, asking))


def _places(field: str, text: str, asking: Asked) -> list[Place]:
    """Numbers and addresses are found by parts that are no words of their own."""
    if field == "phones":
        ends = [form for forms in asking.words for form in forms]
        digits = "".join(one for one in text if one.isdigit())
        hit = any(digits[::-1].startswith(one[1:]) if one[0] == "~" else one in digits for one in ends)
        return [Place(0, len(text))] if hit else []
    if field == "emails" and text.startswith(asking.whole):
        return [Place(0, len(asking.whole))]
    return places(text, asking)


def _hit(row: Lead, where: _Where) -> Hit:
    persona = row.persona
    return Hit(
        id=row.pk,
        name=row.name,
        company=row.company,
        email=next(iter(persona.get("emails", ())), ""),
        phone=next(iter(persona.get("phones", ())), ""),
        stage=row.stage,
        points=row.points,
        owner_id=row.owner_id,
        team_id=row.team_id,
        inquired_at=row.inquired_at,
        field=where.field,
        pieces=tuple(_pieces(where.text, where.places)),
    )


def _pieces(text: str, where: list[Place]) -> Iterable[Piece]:
    begin = max(where[0].start - _BEFORE, 0) if where else 0
    end = min(begin + _AROUND, len(text))
    if begin:
        yield Piece("…", False)
    at = begin
    for start, stop in where:
        if stop > end:
            break
        if start > at:
            yield Piece(text[at:start], False)
        yield Piece(text[start:stop], True)
        at = stop
    if at < end:
        yield Piece(text[at:end] + ("…" if end < len(text) else ""), False)


def _rank(found: tuple[_Where | None, Lead]) -> tuple[int, float]:
    """By where it was found, then the newest first."""
    where, row = found
    place = _FIELDS.index(where.field) if where else len(_FIELDS)
    return place, -row.inquired_at.timestamp()
