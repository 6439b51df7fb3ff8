"""Pools: the people among whom leads are shared out, by which method, and where the line stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Self

from firstreply.core.refusal import Refused
from firstreply.core.route.member import UNLIMITED, Capacity
from firstreply.core.route.reading import Reader, each_once

MOST_WEIGHT: Final = 100
STATE_VERSION: Final = 1


class Mode(StrEnum):
    """How a pool chooses."""

    ROUND_ROBIN = "round_robin"  #: one after another; weights are ignored
    WEIGHTED = "weighted"  #: one after another, each as often as their weight says, evenly spread
    LEAST_LOADED = "least_loaded"  #: fewest open waits for their weight, then longest without
    BEST_MATCH = (
        "best_match"  #: the higher the score, the better the converter among those whose turn it can be
    )
    CLAIM = "claim"  #: offered to one after another, exclusively and for a while; then given
    POINT_OF_CONTACT = "point_of_contact"  #: the first seat that is there; who hands out what comes
    QUALIFY_TEAM = "qualify_team"  #: in turn to those who qualify by telephone before sales sees it


class Absence(StrEnum):
    """What becomes of the turn of somebody who was not there when it came."""

    SKIP = "skip"  #: lost: once back, at the end of the line
    KEEP_TURN = "keep_turn"  #: one missed turn is kept: once back, next
    ACCRUE = "accrue"  #: missed turns are kept up to the pool's `most_credit`, and given until even


class WhenClosed(StrEnum):
    """What to do when nobody of a pool is working."""

    NEXT_TO_OPEN = "next_to_open"  #: in turn among those who open first
    ON_CALL = "on_call"  #: the first of `on_call`; without one, as above
    ANYWAY = "anyway"  #: in turn among all who are not on leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A member's place in a pool."""

    member: str
    weight: int = 1  #: 1 to 100
    since: int | None = None  #: when they joined the pool, epoch seconds; None: with the pool

    @classmethod
    def from_dict(cls, raw: object, at: str = "seat") -> Self:
        reader = Reader({"member": raw} if isinstance(raw, str) else raw, at, ("member", "weight", "since"))
        return cls(
            member=reader.text("member"),
            weight=reader.number("weight", 1, 1, MOST_WEIGHT),
            since=reader.optional_number("since"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """How gently newcomers begin. They always start at the pool's level, with nothing to catch up."""

    days: int = 0  #: their share rises in quarters over so many days; 0: full at once
    per_day: int | None = None  #: and while it does, no more than this a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one seat stands in the line."""

    turns: Fraction = Fraction(0)  #: turns had so far, divided by weight
    passed: bool = False  #: their turn came while they were not there


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolState:
    """All a pool remembers between decisions; JSON by `to_dict` and `from_dict`."""

    places: Mapping[str, Place] = field(default_factory=dict)  #: by member
    given: int = 0  #: leads given or offered so far

    def to_dict(self) -> dict[str, Any]:
        """`{"version": 1, "given": 7, "places": {member: ["7/2", false]}}`."""
        places = {member: [str(place.turns), place.passed] for member, place in sorted(self.places.items())}
        return {"version": STATE_VERSION, "given": self.given, "places": places}

    @classmethod
    def from_dict(cls, raw: object, at: str = "state") -> Self:
        """Read what `to_dict` wrote; None and {} are a pool that has not begun.

        Refuses as `Reader` does, and `routing_state_version_unknown`.
        """
        if raw is None or raw == {}:
            return cls()
        reader = Reader(raw, at, ("version", "given", "places"))
        if reader.raw.get("version") != STATE_VERSION:
            raise Refused("routing_state_version_unknown", at=at, version=str(reader.raw.get("version")))
        places = reader.raw.get("places")
        if not isinstance(places, Mapping):
            raise Refused("routing_not_an_object", at=reader.place("places"))
        return cls(
            given=reader.number("given", 0),
            places={
                str(name): _place(one, f"{reader.place('places')}.{name}") for name, one in places.items()
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Who shares leads, how, and what is asked of them before one is given. Seats are in order of turn."""

    id: str
    seats: tuple[Seat, ...]
    mode: Mode = Mode.ROUND_ROBIN
    team: str | None = None  #: whose pool it is: where that team's leads fall back to
    absence: Absence = Absence.SKIP
    most_credit: int = 5  #: turns that can be owed to one seat, and by one
    when_closed: WhenClosed = WhenClosed.NEXT_TO_OPEN
    on_call: tuple[str, ...] = ()
    ask_hours: bool = True
    ask_online: bool = False
    ask_language: bool = True  #: only where both the lead's and the member's are known
    capacity: Capacity = UNLIMITED  #: of members who have set none of their own
    newcomers: Newcomers = field(default_factory=Newcomers)
    offer_seconds: int = 120  #: how long an offer of a claim pool is exclusive
    most_offers: int = 3  #: after so many it is given, not offered
    state: PoolState = field(default_factory=PoolState)

    @classmethod
    def from_dict(cls, raw: object, at: str = "pool", state: PoolState | None = None) -> Self:
        """Read a pool: keys are the fields' names, without `state`, which is kept apart.

        A seat is a member's id or `{"member", "weight"?, "since"?}`. Refuses as `Reader` does, and
        `routing_repeated` for somebody who sits twice.
        """
        reader = Reader(raw, at, [name for name in cls.__dataclass_fields__ if name != "state"])
        seats = reader.several("seats", Seat.from_dict)
        each_once([seat.member for seat in seats], reader.place("seats"))
        return cls(
            id=reader.text("id"),
            seats=seats,
            mode=reader.choice("mode", Mode, Mode.ROUND_ROBIN),
            team=reader.optional_text("team"),
            absence=reader.choice("absence", Absence, Absence.SKIP),
            most_credit=reader.number("most_credit", 5, 1, 1000),
            when_closed=reader.choice("when_closed", WhenClosed, WhenClosed.NEXT_TO_OPEN),
            on_call=reader.texts("on_call"),
            ask_hours=reader.flag("ask_hours", True),
            ask_online=reader.flag("ask_online", False),
            ask_language=reader.flag("ask_language", True),
            capacity=Capacity.from_dict(reader.raw.get("capacity"), reader.place("capacity")),
            newcomers=_newcomers(reader.raw.get("newcomers"), reader.place("newcomers")),
            offer_seconds=reader.number("offer_seconds", 120, 5, 86_400),
            most_offers=reader.number("most_offers", 3, 1, 100),
            state=state or PoolState(),
        )

    def to_dict(self) -> dict[str, Any]:
        """What `from_dict` reads, every key written out."""
        return {
            "id": self.id,
            "seats": [{"member": one.member, "weight": one.weight, "since": one.since} for one in self.seats],
            "mode": self.mode.value,
            "team": self.team,
            "absence": self.absence.value,
            "most_credit": self.most_credit,
            "when_closed": self.when_closed.value,
            "on_call": list(self.on_call),
            "ask_hours": self.ask_hours,
            "ask_online": self.ask_online,
            "ask_language": self.ask_language,
            "capacity": self.capacity.to_dict(),
            "newcomers": {"days": self.newcomers.days, "per_day": self.newcomers.per_day},
            "offer_seconds": self.offer_seconds,
            "most_offers": self.most_offers,
        }


def _newcomers(raw: object, at: str) -> Newcomers:
    if raw is None:
        return Newcomers()
    reader = Reader(raw, at, ("days", "per_day"))
    return Newcomers(days=reader.number("days", 0, 0, 366), per_day=reader.optional_number("per_day", 1))


def _place(raw: object, at: str) -> Place:
    if not isinstance(raw, list | tuple) or len(raw) != 2 or not isinstance(raw[1], bool):
        raise Refused("routing_value_wrong", at=at, want="turns_and_passed")
    try:
        return Place(turns=Fraction(raw[0]), passed=raw[1])
    except (TypeError, ValueError, ZeroDivisionError):
        raise Refused("routing_value_wrong", at=at, want="turns_and_passed") from None
