"""Setting: all that decides about an inquiry, read once: as it is in force, or with one change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.calendar import Calendar
from firstreply.core.qualify import from_dict as read_rule
from firstreply.core.qualify import read_definition
from firstreply.core.refusal import Refused
from firstreply.core.route import Pool, Ruleset
from firstreply.core.score import read_scoring
from firstreply.journey.organise.promises import checked
from firstreply.journey.organise.rules import condition
from firstreply.store.queries import definitions, due, identity, rehearsal, routing
from firstreply.store.queries.definitions import Judging
from firstreply.store.queries.due import Hours, Promising, Terms
from firstreply.store.queries.rehearsal import Whose

KINDS: Final = ("qualification", "score", "routing", "promise", "hours", "pool")
#: The id of what is not there yet.
NEW: Final = UUID(int=0)


class Proposal(NamedTuple):
    """A change that is thought of. `about` names the promise, calendar or pool; None: a new one.

    `value` is as it would be stored: a definition, the terms of a promise, the dict of a calendar, that of a pool.
    A promise with `retired` would be given no more.
    """

    kind: str
    value: Mapping[str, Any]
    about: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How leads are judged, given and promised an answer. A value: a change makes another one."""

    judging: Judging
    ruleset: Ruleset | None
    crew: routing.Crew
    pools: Mapping[str, tuple[str, Pool]]
    settings: Mapping[str, Any]
    terms: Terms
    positions: Mapping[UUID, int]
    whose: Whose
    at: datetime

    @property
    def incomplete(self) -> str:
        """What becomes of a lead of whom too little is known."""
        return str(self.settings.get("incomplete", ""))


def in_force(at: datetime) -> Setting:
    """As it is; whoever works at that instant. A dozen queries, however much there is. Writes nothing."""
    published = definitions.routing()
    terms = due.terms()
    return Setting(
        judging=definitions.judging(),
        ruleset=None if published is None else published.ruleset,
        crew=routing.crew(at),
        pools=routing.pools(),
        settings=identity.home().settings,
        terms=replace(terms, hours=terms.hours or rehearsal.hours()),
        positions=rehearsal.positions(),
        whose=rehearsal.whose(at),
        at=at,
    )


def proposed(setting: Setting, change: Proposal) -> Setting:
    """As it would be. Refuses what the step that puts it in force refuses of the value itself."""
    match change.kind:
        case "qualification":
            read = read_definition({**change.value, "version": _number(change.value)})
            return replace(setting, judging=replace(setting.judging, qualification=read))
        case "score":
            points = read_scoring({**change.value, "version": _number(change.value)})
            return replace(setting, judging=replace(setting.judging, scoring=points))
        case "routing":
            given = {**change.value, "version": _number(change.value)}
            return replace(setting, ruleset=Ruleset.from_dict(given, "", condition))
        case "promise":
            return _promising(setting, change)
        case "hours":
            return _open(setting, change)
        case "pool":
            return _shared(setting, change)
    raise Refused("rehearsal_kind_unknown", kind=change.kind, known=", ".join(KINDS))


def known(change: Proposal, setting: Setting) -> None:
    """Refuse `reference_unknown` for a change of what is not there, not in force, or another organisation's."""
    there: dict[str, Collection[UUID]] = {
        "promise": {one.id for one in setting.terms.slas},
        "hours": setting.terms.hours.keys(),
        "pool": {UUID(one) for one in setting.pools},
    }
    if change.about is not None and change.about not in there.get(change.kind, ()):
        raise Refused("reference_unknown", field="about", id=str(change.about))


def _number(value: Mapping[str, Any]) -> Any:
    return value.get("version", 1)


def _promising(setting: Setting, change: Proposal) -> Setting:
    own = change.about or NEW
    kept = [one for one in setting.terms.slas if one.id != own]
    places = dict(setting.positions)
    if not change.value.get("retired"):
        terms = checked(
            {name: value for name, value in change.value.items() if name not in ("name", "retired")}
        )
        rule = terms["condition"]
        place = terms.get("position")
        last = max((places[one.id] for one in kept), default=-1)
        places[own] = places.get(own, last + 1) if place is None else place
        promise = Promising(
            id=own, name=str(change.value.get("name", "")), covers=terms["covers"],
            rule=None if rule is None else read_rule(rule), seconds=terms["seconds"],
            warn_at=tuple(terms["warn_at"]), ladder=terms["ladder"], calendar=_id(terms["calendar_id"]),
            priority=terms["priority"],
        )  # fmt: skip
        kept.append(promise)
    # What stands at the place that it is given moves on.
    kept.sort(key=lambda one: (places.get(one.id, 0), one.id != own, one.id))
    return replace(setting, terms=replace(setting.terms, slas=tuple(kept)), positions=places)


def _open(setting: Setting, change: Proposal) -> Setting:
    own = change.about or NEW
    calendar = Calendar.from_dict(change.value)
    problems = calendar.problems()
    if problems:
        raise Refused(problems[0].code, **problems[0].facts)
    hours = {**setting.terms.hours, own: Hours(None, calendar)}
    members = {
        name: replace(one, calendar=calendar) if setting.whose.of(UUID(name)) == own else one
        for name, one in setting.crew.members.items()
    }
    crew = replace(setting.crew, members=members)
    return replace(setting, terms=replace(setting.terms, hours=hours), crew=crew)


def _shared(setting: Setting, change: Proposal) -> Setting:
    own = str(change.about or NEW)
    name, before = setting.pools.get(own, (str(change.value.get("name", "")), None))
    given = {key: value for key, value in change.value.items() if key != "name"}
    pool = Pool.from_dict({**given, "id": own}, "", None if before is None else before.state)
    return replace(setting, pools={**setting.pools, own: (name, pool)})


def _id(given: Any) -> UUID | None:
    return given if given is None or isinstance(given, UUID) else UUID(str(given))
