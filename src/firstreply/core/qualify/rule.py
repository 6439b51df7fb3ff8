"""Rules: conditions over what is known of a lead, joined by all, any and not. One value, in Python and as a query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from decimal import Decimal
from typing import Any, Final, Union

from firstreply.core.lead.persona import plain_number
from firstreply.core.qualify.field import Kind, Value, canonical_field, comparable, read_value, takes
from firstreply.core.refusal import Refused

VERSION: Final = 1  #: of the written form
DEEPEST: Final = 8
MOST_PARTS: Final = 200  #: conditions and groups of one rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`field op value`. About a field that is not known every comparison is false, so its Not is true.

    Checked when made: raises Refused("rule_unknown_field" | "rule_unknown_operator" | "rule_wrong_type" |
    "rule_value_too_long").
    """

    field: str
    op: str
    value: Value = None
    wanted: Any = made(init=False, compare=False, repr=False)  #: the value as it is compared

    def __post_init__(self) -> None:
        name = canonical_field(self.field)
        object.__setattr__(self, "field", name)
        object.__setattr__(self, "value", read_value(takes(name, self.op), self.value))
        object.__setattr__(self, "wanted", comparable(name, self.value))


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds; without parts for everybody."""

    parts: tuple["Rule", ...] = ()

    def __post_init__(self) -> None:
        _measured(self)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds; without parts for nobody."""

    parts: tuple["Rule", ...] = ()

    def __post_init__(self) -> None:
        _measured(self)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds exactly when its part does not."""

    part: "Rule"

    def __post_init__(self) -> None:
        _measured(self)


Rule = Union[AllOf, AnyOf, Not, Condition]  # noqa: UP007 (names that are quoted above)


def parts_of(rule: Rule) -> tuple[Rule, ...]:
    """The direct parts of a rule; none of a condition."""
    if isinstance(rule, Condition):
        return ()
    return (rule.part,) if isinstance(rule, Not) else rule.parts


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every condition, in order."""
    if isinstance(rule, Condition):
        yield rule
    for part in parts_of(rule):
        yield from conditions(part)


def _depth(rule: Rule) -> int:
    return 1 + max((_depth(part) for part in parts_of(rule)), default=0)


def _size(rule: Rule) -> int:
    return 1 + sum(_size(part) for part in parts_of(rule))


def _measured(rule: Rule) -> None:
    if _depth(rule) > DEEPEST:
        raise Refused("rule_too_deep", limit=DEEPEST)
    if _size(rule) > MOST_PARTS:
        raise Refused("rule_too_large", limit=MOST_PARTS)


def from_dict(given: Any, custom: Mapping[str, Kind] | None = None) -> Rule:
    """The rule of its written form: `{"version": 1, "rule": {"field": "country", "op": "is", "value": "DE"}}`.

    Groups are `{"all": [...]}`, `{"any": [...]}` and `{"not": {...}}`. `custom` names the team's own fields and kinds;
    None lets any key pass. Raises Refused with `path` (`rule.all[1].not`): "rule_malformed", "rule_version_unknown",
    "rule_unknown_field", "rule_unknown_operator", "rule_wrong_type", "rule_value_too_long", "rule_too_deep",
    "rule_too_large".
    """
    if not isinstance(given, Mapping) or set(given) != {"version", "rule"}:
        raise Refused("rule_malformed", path="", want='{"version": 1, "rule": {...}}')
    if given["version"] != VERSION or isinstance(given["version"], bool):
        raise Refused("rule_version_unknown", path="version", version=str(given["version"])[:20])
    return _Reader(custom).read(given["rule"], "rule", DEEPEST)


class _Reader:
    def __init__(self, custom: Mapping[str, Kind] | None) -> None:
        self.custom = custom
        self.left = MOST_PARTS

    def read(self, given: Any, path: str, levels: int) -> Rule:
        self.left -= 1
        if self.left < 0:
            raise Refused("rule_too_large", path=path, limit=MOST_PARTS)
        if levels < 1:
            raise Refused("rule_too_deep", path=path, limit=DEEPEST)
        if not isinstance(given, Mapping):
            raise Refused("rule_malformed", path=path, want="an object")
        keys = set(given)
        if keys in ({"all"}, {"any"}):
            (name,) = keys
            parts = self._parts(given[name], f"{path}.{name}", levels - 1)
            return AllOf(parts) if name == "all" else AnyOf(parts)
        if keys == {"not"}:
            return Not(self.read(given["not"], f"{path}.not", levels - 1))
        return self._condition(given, keys, path)

    def _parts(self, given: Any, path: str, levels: int) -> tuple[Rule, ...]:
        if not isinstance(given, list | tuple):
            raise Refused("rule_malformed", path=path, want="a list")
        return tuple(self.read(one, f"{path}[{n}]", levels) for n, one in enumerate(given))

    def _condition(self, given: Mapping[str, Any], keys: set[str], path: str) -> Condition:
        if not {"field", "op"} <= keys <= {"field", "op", "value"}:
            raise Refused("rule_malformed", path=path, want="field, op, value; or all, any, not")
        name, op = given["field"], given["op"]
        if not isinstance(name, str) or not isinstance(op, str):
            raise Refused("rule_malformed", path=path, want="text for field and op")
        try:
            takes(canonical_field(name), op, self.custom)
            return Condition(field=name, op=op, value=given.get("value"))
        except Refused as refused:
            raise Refused(refused.code, **{**refused.facts, "path": path}) from refused


def to_dict(rule: Rule) -> dict[str, Any]:
    """The written form, JSON-able; `from_dict(to_dict(rule)) == rule`."""
    return {"version": VERSION, "rule": _told(rule)}


def _told(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Condition):
        told: dict[str, Any] = {"field": rule.field, "op": rule.op}
        return told if rule.value is None else {**told, "value": told_value(rule.value)}
    if isinstance(rule, Not):
        return {"not": _told(rule.part)}
    return {"all" if isinstance(rule, AllOf) else "any": [_told(part) for part in rule.parts]}


def told_value(value: Any) -> Any:
    """A value of a condition or a persona as JSON holds it: numbers as text, dates ISO, sets sorted."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [told_value(one) for one in value]
    return sorted(value) if isinstance(value, frozenset) else value
