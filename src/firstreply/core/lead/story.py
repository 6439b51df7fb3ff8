"""Story: what the facts of leads come to: the projection of a lead, worked out from nothing but what happened.

Facts count in the order in which they were recorded, which their ids tell: a fact says what was known from then on,
however long ago the thing itself happened. Leads that were merged are folded together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead import consent, touch
from firstreply.core.lead.alike import alike
from firstreply.core.lead.consent import Consent
from firstreply.core.lead.merge import NEWEST_COUNTS, merged
from firstreply.core.lead.persona import Persona

INQUIRED: Final = "inquired"  #: the engagement that an inquiry is
ALIKE: Final = "alike"  #: the kind of contact point that a key of likeness is kept as; always shared
Point = tuple[str, str, bool]  #: kind, value, shared
Beside = Mapping[str, Any]  #: touches or consents


class Told(NamedTuple):
    """One fact as it is folded."""

    id: UUID
    kind: FactKind
    at: datetime
    lead: UUID | None
    wait: UUID | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A lead as its facts tell it. `reach` counts its contact points; `gave` are those that went over in a merge."""

    inquired_at: datetime
    last_in_at: datetime | None
    created_at: datetime
    persona: Persona
    source: UUID | None = None
    stage: str = "open"
    stage_at: datetime | None = None  #: since when; None: since its first inquiry
    points: int = 0
    point_reasons: tuple[Any, ...] = ()
    qualified: str = ""
    qualified_reasons: Mapping[str, Any] | None = None
    owner: UUID | None = None
    team: UUID | None = None
    merged_into: UUID | None = None
    withdrawn_at: datetime | None = None
    reach: Mapping[Point, int]
    engaged: tuple[tuple[str, datetime], ...] = ()
    touches: Beside = field(default_factory=dict)
    consents: Beside = field(default_factory=dict)
    gave: Mapping[Point, int] | None = None
    merge: Told | None = None  #: the fact of its last merge


Stories = dict[UUID, Story]
_FIRST: Final = frozenset({FactKind.INQUIRED, FactKind.LISTED})  #: by which a lead begins


def fold(told: Iterable[Told], before: Mapping[UUID, Story] | None = None) -> Stories:
    """Leads by id as they are after these facts, `before` being what earlier ones came to. In any order given."""
    stories = dict(before or {})
    for one in sorted(told, key=attrgetter("id")):
        step = _STEPS.get(one.kind)
        if step is not None and one.lead is not None and (one.lead in stories or one.kind in _FIRST):
            step(stories, one.lead, one)
    return stories


def _inquired(stories: Stories, lead: UUID, one: Told) -> None:
    persona = Persona.from_dict(one.data["persona"])
    before = stories.get(lead)
    reach = Counter({(kind, value, False): 1 for kind, value in one.data["points"]})
    if before is None:
        reach.update((ALIKE, key, True) for key in alike(persona))
        stories[lead] = Story(
            inquired_at=one.at,
            last_in_at=one.at,
            created_at=one.at,
            persona=persona,
            source=_id(one.data.get("source")),
            reach=reach,
            engaged=((INQUIRED, one.at),),
            touches=touch.touches({}, one.data.get("touch", {})),
        )
        return
    stories[lead] = replace(
        before,
        inquired_at=max(before.inquired_at, one.at),
        last_in_at=max(before.last_in_at or one.at, one.at),
        persona=persona,
        reach=Counter(before.reach) + reach,
        engaged=(*before.engaged, (INQUIRED, one.at)),
        touches=touch.touches(before.touches, one.data.get("touch", {})),
    )


def _consented(stories: Stories, lead: UUID, one: Told) -> None:
    before = stories[lead]
    agreed = consent.after(before.consents, Consent.from_dict(one.data), one.at)
    stories[lead] = replace(before, consents=agreed)


def _listed(stories: Stories, lead: UUID, one: Told) -> None:
    """As an inquiry, but nothing was asked: neither when they last asked nor what they did changes."""
    before = stories.get(lead)
    _inquired(stories, lead, one)
    if before is None:
        stories[lead] = replace(stories[lead], last_in_at=None, engaged=())
        return
    asked, spoke, did = before.inquired_at, before.last_in_at, before.engaged
    stories[lead] = replace(stories[lead], inquired_at=asked, last_in_at=spoke, engaged=did)


def _withdrawn(stories: Stories, lead: UUID, one: Told) -> None:
    """What a file said of them was taken back; or they themselves, whom nobody reaches any more."""
    before, data = stories[lead], one.data
    if data["whole"]:
        stories[lead] = replace(before, withdrawn_at=one.at, reach=Counter(), engaged=())
        return
    fields = before.persona.to_dict() | {name: after for name, (_, after) in data["fields"].items()}
    gone = Counter({(kind, value, False): 1 for kind, value in data["gone"]})
    engaged = Counter(before.engaged) - Counter(
        (INQUIRED, datetime.fromisoformat(at)) for at in data["asked"]
    )
    spoke = data["last_in_at"]
    stories[lead] = replace(
        before,
        persona=_persona(fields),
        reach=Counter(before.reach) - gone,
        engaged=tuple(engaged.elements()),
        inquired_at=datetime.fromisoformat(data["inquired_at"]),
        last_in_at=None if spoke is None else datetime.fromisoformat(spoke),
    )


def _engaged(stories: Stories, lead: UUID, one: Told) -> None:
    before = stories[lead]
    stories[lead] = replace(before, engaged=(*before.engaged, (str(one.data["what"]), one.at)))


def _changed(stories: Stories, lead: UUID, one: Told) -> None:
    before = stories[lead]
    fields = before.persona.to_dict()
    for name, (_, after) in one.data.items():
        fields[name] = after
    gone, come = one.data.get(REACH, ((), ()))
    lost = {(kind, value, False) for kind, value in gone}
    reach = Counter({point: count for point, count in before.reach.items() if point not in lost})
    reach.update((kind, value, kind == ALIKE) for kind, value in come)
    stories[lead] = replace(before, persona=_persona(fields), reach=reach)


REACH: Final = (
    "reach"  #: in a change, beside the fields: contact points let go and gained, [kind, value] each
)


def _scored(stories: Stories, lead: UUID, one: Told) -> None:
    points, reasons = one.data["points"], tuple(one.data["reasons"])
    stories[lead] = replace(stories[lead], points=points, point_reasons=reasons)


def _qualified(stories: Stories, lead: UUID, one: Told) -> None:
    reasons = {"reasons": one.data["reasons"], "missing": one.data["missing"]}
    stories[lead] = replace(stories[lead], qualified=one.data["answer"], qualified_reasons=reasons)


def _stage_moved(stories: Stories, lead: UUID, one: Told) -> None:
    stories[lead] = replace(stories[lead], stage=one.data["after"], stage_at=_since(one))


def _since(one: Told) -> datetime | None:
    """Whoever was put back is there since when it was there before."""
    if "since" not in one.data:
        return one.at
    since = one.data["since"]
    return None if since is None else datetime.fromisoformat(since)


def _assigned(stories: Stories, lead: UUID, one: Told) -> None:
    if one.data["how"] != "aside":  # whoever answers beside sales does not own it
        owner, team = _id(one.data["member"]), _id(one.data["team"])
        stories[lead] = replace(stories[lead], owner=owner, team=team)


def _offered(stories: Stories, lead: UUID, one: Told) -> None:
    if one.data["how"] == "offered":  # asking for cover leaves it whose it was
        stories[lead] = replace(stories[lead], owner=None, team=_id(one.data["team"]))


def _merged(stories: Stories, lead: UUID, one: Told) -> None:
    into = UUID(one.data["into"])
    guest, host = stories[lead], stories.get(into)
    if host is None:
        return
    owner, team = (host.owner, host.team) if host.owner else (guest.owner, guest.team)
    beside = beside_as_one(guest.touches, guest.consents, host.touches, host.consents)
    stories[into] = replace(
        host,
        persona=as_one(guest.persona, guest.inquired_at, host.persona, host.inquired_at),
        owner=owner,
        team=team,
        inquired_at=max(guest.inquired_at, host.inquired_at),
        touches=beside["touches"],
        consents=beside["consents"],
        reach=Counter(host.reach) + Counter(guest.reach),
    )
    stories[lead] = replace(guest, merged_into=into, reach=Counter(), gave=guest.reach, merge=one)
    for other in map(UUID, one.data["chained"]):
        if other in stories:
            stories[other] = replace(stories[other], merged_into=into)


def _unmerged(stories: Stories, lead: UUID, one: Told) -> None:
    guest, own = stories[lead], UUID(one.data["from"])
    host = stories.get(own)
    if host is None or guest.merge is None:
        return
    told, back = guest.merge.data, Counter(host.reach) & Counter(guest.gave or {})
    after = replace(host, reach=Counter(host.reach) - back)
    if told["into"] == one.data["from"]:  # in a chain it was passed on since, and what it brought with it
        came = {
            name: was for name, (was, new) in told.get("beside", {}).items() if getattr(host, name) == new
        }
        after = replace(after, persona=without(host.persona, told["changed"]), **came)
        if host.owner == guest.owner:
            after = replace(after, owner=_id(told["owner"]), team=_id(told["team"]))
    stories[own] = after
    stories[lead] = replace(guest, merged_into=None, reach=Counter(guest.reach) + back, gave=None, merge=None)
    for other in map(UUID, told["chained"]):
        if other in stories and stories[other].merged_into == own:
            stories[other] = replace(stories[other], merged_into=lead)


def as_one(guest: Persona, guest_asked: datetime, host: Persona, host_asked: datetime) -> Persona:
    """What is known of two who are one: the host's, gaps filled; what they want is what they said last."""
    persona, _ = merged(host, guest)
    if guest_asked > host_asked:
        return persona
    return replace(persona, **{name: getattr(host, name) for name in NEWEST_COUNTS if getattr(host, name)})


def beside_as_one(
    guest_touches: Beside, guest_consents: Beside, host_touches: Beside, host_consents: Beside
) -> dict[str, dict[str, Any]]:
    """How two who are one came, and what they agreed to."""
    return {
        "touches": touch.as_one(host_touches, guest_touches),
        "consents": consent.as_one(host_consents, guest_consents),
    }


def without(persona: Persona, changes: Mapping[str, Any]) -> Persona:
    """Without what a merge brought ({field: [before, after]}), as far as nobody has changed it since."""
    now = persona.to_dict()
    return _persona(
        {**now, **{name: was for name, (was, after) in changes.items() if now.get(name) == after}}
    )


def _persona(fields: Mapping[str, Any]) -> Persona:
    return Persona.from_dict(
        {name: value for name, value in fields.items() if value is not None and name != REACH}
    )


def _id(given: str | None) -> UUID | None:
    return None if given is None else UUID(given)


_STEPS: Final[Mapping[FactKind, Callable[[Stories, UUID, Told], None]]] = {
    FactKind.INQUIRED: _inquired,
    FactKind.LISTED: _listed,
    FactKind.WITHDRAWN: _withdrawn,
    FactKind.ENGAGED: _engaged,
    FactKind.CONSENTED: _consented,
    FactKind.CHANGED: _changed,
    FactKind.SCORED: _scored,
    FactKind.QUALIFIED: _qualified,
    FactKind.STAGE_MOVED: _stage_moved,
    FactKind.ASSIGNED: _assigned,
    FactKind.OFFERED: _offered,
    FactKind.MERGED: _merged,
    FactKind.UNMERGED: _unmerged,
}
KINDS: Final = frozenset(_STEPS)
