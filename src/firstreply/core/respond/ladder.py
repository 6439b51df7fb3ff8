"""The ladder: what happens to a wait that nobody answers, and exactly when (the clock, section 5; R4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol, Self

from firstreply.core.calendar import Calendar
from firstreply.core.calendar.breaks import Stretch, merged
from firstreply.core.calendar.part import due_after
from firstreply.core.refusal import Refused
from firstreply.core.respond.wait import Outcome

MOST_STEPS: Final = 20
MOST_PERCENT: Final = 1000
MOST_AFTER: Final = 366 * 86_400
_KEYS: Final = frozenset({"percent", "after", "action", "only_if"})


class Action(StrEnum):
    """What a step does."""

    WARN_OWNER = "warn_owner"
    TELL_MANAGER = "tell_manager"
    TELL_TEAM = "tell_team"
    TELL_ADMINS = "tell_admins"
    REROUTE = "reroute"  #: to the next one in turn


class OnlyIf(StrEnum):
    """On which waits it does it. None that has ended, in any case."""

    ALWAYS = "always"
    UNTOUCHED = "untouched"  #: the owner has done nothing about it since it became theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: at a share of the target, or some open time after the due instant; exactly one of the two.

    Refuses `ladder_step_without_time`, `ladder_percent_out_of_range` and `ladder_after_out_of_range`.
    """

    percent: int | None = None  #: of the target, 1 to 1000; over 100 is after the due instant
    after: int | None = None  #: open seconds after the due instant, up to a year
    action: Action
    only_if: OnlyIf = OnlyIf.ALWAYS

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.after is None):
            raise Refused("ladder_step_without_time", percent=self.percent, after=self.after)
        if self.percent is not None and not 1 <= self.percent <= MOST_PERCENT:
            raise Refused("ladder_percent_out_of_range", percent=self.percent, most=MOST_PERCENT)
        if self.after is not None and not 0 <= self.after <= MOST_AFTER:
            raise Refused("ladder_after_out_of_range", after=self.after, most=MOST_AFTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Steps in any order. Refuses `ladder_too_long`, and `ladder_step_repeated` for one that is there twice."""

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS:
            raise Refused("ladder_too_long", steps=len(self.steps), most=MOST_STEPS)
        for n, step in enumerate(self.steps):
            if step in self.steps[:n]:
                raise Refused("ladder_step_repeated", step=n)

    @classmethod
    def from_dict(cls, raw: object) -> Self:
        """Read `{"steps": [{"percent": 60, "action": "reroute", "only_if": "untouched"}, {"after": 1800, ...}]}`.

        Refuses `ladder_malformed` with the place, and what `Ladder` and `Step` refuse.
        """
        steps = raw.get("steps", []) if isinstance(raw, Mapping) and set(raw) <= {"steps"} else None
        if not isinstance(steps, list | tuple):
            raise Refused("ladder_malformed", at="steps")
        return cls(steps=tuple(_step(one, f"steps[{n}]") for n, one in enumerate(steps)))

    def to_dict(self) -> dict[str, Any]:
        return {
            "steps": [
                {"percent": one.percent, "after": one.after, "action": one.action.value, "only_if": one.only_if.value}
                for one in self.steps
            ]
        }  # fmt: skip


#: Move on what nobody has touched while there is time; tell those who can help when there is none left.
DEFAULT: Final = Ladder(
    steps=(
        Step(percent=60, action=Action.REROUTE, only_if=OnlyIf.UNTOUCHED),
        Step(percent=80, action=Action.TELL_MANAGER),
        Step(after=0, action=Action.TELL_TEAM),
        Step(after=3600, action=Action.TELL_ADMINS),
    )
)


class MomentKind(StrEnum):
    """What a scheduled moment of a wait is."""

    WARNING = "warning"
    REROUTE = "reroute"
    BREACH = "breach"  #: the due instant passes
    ESCALATION = "escalation"


#: At the same instant the promise breaks first; whoever is told is told after the lead has moved.
_ORDER: Final = (MomentKind.BREACH, MomentKind.REROUTE, MomentKind.WARNING, MomentKind.ESCALATION)
_KINDS: Final = {Action.WARN_OWNER: MomentKind.WARNING, Action.REROUTE: MomentKind.REROUTE}


class Moment(NamedTuple):
    """Something to be done about a wait at an instant, epoch seconds.

    `step` is the position in the ladder; warnings of the target itself and the breach have None.
    """

    kind: MomentKind
    step: int | None
    at: int
    action: Action | None = None  #: None: the breach, which is recorded
    only_if: OnlyIf = OnlyIf.ALWAYS


class Timed(Protocol):
    """The part of a target that counts here (`core.sla.Target`)."""

    @property
    def seconds(self) -> int: ...
    @property
    def calendar(self) -> Calendar: ...


class Promised(Protocol):
    """The part of a promise that counts here (`core.sla.Promise`)."""

    @property
    def target(self) -> Timed: ...
    @property
    def start(self) -> int: ...
    @property
    def due(self) -> int: ...
    @property
    def warnings(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitState:
    """How a wait stands when a moment comes. Instants are epoch seconds."""

    outcome: Outcome = Outcome.OPEN
    ended_at: int | None = None
    assigned_at: int | None = None  #: when it became its owner's
    touched_at: int | None = None  #: when the owner last did anything about it


def moments(promise: Promised, ladder: Ladder, pauses: Iterable[Stretch] = ()) -> tuple[Moment, ...]:
    """All that is scheduled for a wait, in order: the promise's warnings, its breach, the ladder's steps.

    Everything is measured in the open time of the promise's calendar; `pauses` are those the promise was made
    with (`core.sla.paused`). A step whose time never comes, because the calendar ends, is left out.
    """
    in_order = merged(sorted(pause for pause in pauses if pause[0] < pause[1]))
    found = [Moment(MomentKind.WARNING, None, at, Action.WARN_OWNER) for at in promise.warnings]
    found.append(Moment(MomentKind.BREACH, None, promise.due))
    for n, step in enumerate(ladder.steps):
        at = _at(step, promise, in_order)
        if at is not None:
            kind = _KINDS.get(step.action, MomentKind.ESCALATION)
            found.append(Moment(kind, n, at, step.action, step.only_if))
    return tuple(
        sorted(found, key=lambda one: (one.at, _ORDER.index(one.kind), -1 if one.step is None else one.step))
    )


def still_due(moment: Moment, wait: WaitState) -> bool:
    """Whether a moment that has come is still to be acted on.

    A breach is, even when it is noticed late, unless the wait was answered by then or never owed an answer;
    everything else only while the wait is open, and on condition.
    """
    if moment.kind is MomentKind.BREACH:
        late = wait.outcome is Outcome.ANSWERED and wait.ended_at is not None and wait.ended_at > moment.at
        return wait.outcome is Outcome.OPEN or late
    if wait.outcome is not Outcome.OPEN:
        return False
    return moment.only_if is OnlyIf.ALWAYS or not _touched(wait)


def _touched(wait: WaitState) -> bool:
    if wait.touched_at is None:
        return False
    return wait.assigned_at is None or wait.touched_at >= wait.assigned_at


def _at(step: Step, promise: Promised, pauses: Sequence[Stretch]) -> int | None:
    calendar = promise.target.calendar
    try:
        if step.percent is None:
            assert step.after is not None  # one of the two is always there
            return due_after(calendar, promise.due, step.after, pauses)
        return due_after(calendar, promise.start, promise.target.seconds * step.percent // 100, pauses)
    except Refused:  # `never_due` or `beyond_horizon`
        return None


def _step(raw: object, at: str) -> Step:
    if not isinstance(raw, Mapping) or not set(raw) <= _KEYS:
        raise Refused("ladder_malformed", at=at)
    for key in ("percent", "after"):
        if raw.get(key) is not None and type(raw[key]) is not int:
            raise Refused("ladder_malformed", at=f"{at}.{key}")
    if raw.get("action") not in list(Action):
        raise Refused("ladder_malformed", at=f"{at}.action")
    only_if = raw.get("only_if", OnlyIf.ALWAYS)
    if only_if not in list(OnlyIf):
        raise Refused("ladder_malformed", at=f"{at}.only_if")
    return Step(
        percent=raw.get("percent"),
        after=raw.get("after"),
        action=Action(raw["action"]),
        only_if=OnlyIf(only_if),
    )
