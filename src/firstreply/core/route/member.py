"""Members as routing sees them: who they are, when they work, how much they can take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from firstreply.core.calendar import Calendar
from firstreply.core.member import Presence, Role
from firstreply.core.refusal import Refused
from firstreply.core.route.reading import Reader

Stretch = tuple[int, int]  #: `[start, stop)`, epoch seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How much one person can take; None is without limit."""

    open: int | None = None  #: waits that are open at the same time
    per_day: int | None = None  #: leads given on one day

    @classmethod
    def from_dict(cls, raw: object, at: str = "capacity") -> Self:
        """Read `{"open": 20, "per_day": 50}`; both may be left out. Refuses as `Reader` does."""
        if raw is None:
            return cls()
        reader = Reader(raw, at, ("open", "per_day"))
        return cls(open=reader.optional_number("open"), per_day=reader.optional_number("per_day"))

    def to_dict(self) -> dict[str, int]:
        both = {"open": self.open, "per_day": self.per_day}
        return {name: value for name, value in both.items() if value is not None}


UNLIMITED: Final = Capacity()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who can be given a lead. Instants are epoch seconds."""

    id: str
    teams: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset({Role.REP})
    calendar: Calendar = field(default_factory=Calendar.always)
    leave: tuple[Stretch, ...] = ()  #: away all the time in `[start, stop)`, in any order
    presence: Presence | None = None  #: None: nobody knows, which is never held against them
    capacity: Capacity = UNLIMITED
    languages: frozenset[str] = frozenset()  #: folded tags such as "fa"; none: any language
    tags: frozenset[str] = frozenset()  #: skills, products, anything rules speak of
    joined_at: int | None = None  #: None: long ago
    converts: float | None = None  #: share of leads won, 0 to 1; None: not known yet
    active: bool = True  #: can be given anything at all

    @classmethod
    def from_dict(cls, raw: Mapping[str, object], at: str = "member") -> Self:
        """Read a member: keys are the fields' names, `calendar` as `Calendar.from_dict` reads it,
        `leave` a list of `[start, stop]` in epoch seconds. Only `id` must be there.

        Refuses as `Reader` and `Calendar.from_dict` do, and `routing_leave_backwards`.
        """
        reader = Reader(raw, at, tuple(cls.__dataclass_fields__))
        calendar = reader.raw.get("calendar")
        if calendar is not None and not isinstance(calendar, Mapping):
            raise Refused("routing_not_an_object", at=reader.place("calendar"))
        roles = frozenset(_role(one, reader.place("roles")) for one in reader.texts("roles"))
        return cls(
            id=reader.text("id"),
            teams=reader.texts("teams"),
            roles=roles or frozenset({Role.REP}),
            calendar=Calendar.from_dict(calendar),
            leave=reader.several("leave", _stretch),
            presence=None
            if reader.raw.get("presence") is None
            else reader.choice("presence", Presence, Presence.ONLINE),
            capacity=Capacity.from_dict(reader.raw.get("capacity"), reader.place("capacity")),
            languages=frozenset(one.casefold() for one in reader.texts("languages")),
            tags=frozenset(reader.texts("tags")),
            joined_at=reader.optional_number("joined_at"),
            converts=_share(reader.raw.get("converts"), reader.place("converts")),
            active=reader.flag("active", True),
        )

    def on_leave(self, at: int) -> int | None:
        """When the leave that covers the instant ends, None when none does."""
        return max((stop for start, stop in self.leave if start <= at < stop), default=None)


def _role(name: str, at: str) -> Role:
    if name not in list(Role):
        raise Refused("routing_value_wrong", at=at, want="one_of", choices=[role.value for role in Role])
    return Role(name)


def _stretch(raw: object, at: str) -> Stretch:
    if isinstance(raw, list | tuple) and len(raw) == 2 and all(type(end) is int for end in raw):
        if raw[0] >= raw[1]:
            raise Refused("routing_leave_backwards", at=at)
        return raw[0], raw[1]
    raise Refused("routing_value_wrong", at=at, want="start_and_stop")


def _share(raw: object, at: str) -> float | None:
    if raw is None:
        return None
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        raise Refused("routing_value_wrong", at=at, want="share")
    if not 0 <= raw <= 1:
        raise Refused("routing_number_out_of_range", at=at, value=raw, least=0, most=1)
    return float(raw)
