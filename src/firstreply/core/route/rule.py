"""Routing rules: which leads, and to whom they go. Conditions are values of another room; the caller evaluates them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from firstreply.core.refusal import Refused
from firstreply.core.route.reading import Reader, each_once


class Action(StrEnum):
    """What a rule does with a lead that it matches."""

    MEMBER = "member"  #: to one person (`target`)
    POOL = "pool"  #: into a pool (`target`)
    PREVIOUS_OWNER = "previous_owner"  #: whoever had this lead before
    CAPTURER = "capturer"  #: whoever captured it keeps it
    TEAM_ONLY = "team_only"  #: to somebody of a team (`target`) and nobody else, save as the last resort


_TARGETED = frozenset({Action.MEMBER, Action.POOL, Action.TEAM_ONLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. When its person cannot take the lead, `otherwise` (a pool) does, else the next rule is asked."""

    id: str
    version: int = 1
    order: int = 0  #: lower is asked first; equal ones in the order given
    condition: object = None  #: handed to `matches`; None matches every lead
    action: Action
    target: str | None = None
    otherwise: str | None = None
    ask_hours: bool = False  #: a named person also has to be working now; leave and capacity always count

    @classmethod
    def from_dict(
        cls, raw: object, at: str = "rule", read: Callable[[object, str], object] = lambda raw, at: raw
    ) -> Self:
        """Read a rule: keys are the fields' names; `read(raw, at)` reads its condition.

        Refuses as `Reader` does, and `routing_target_missing` or `routing_target_unwanted`.
        """
        reader = Reader(raw, at, tuple(cls.__dataclass_fields__))
        reader.text("action")
        action = reader.choice("action", Action, Action.POOL)
        target = reader.optional_text("target")
        if (target is None) == (action in _TARGETED):
            code = "routing_target_missing" if target is None else "routing_target_unwanted"
            raise Refused(code, at=reader.place("target"), action=action.value)
        condition = reader.raw.get("condition")
        return cls(
            id=reader.text("id"),
            version=reader.number("version", 1, 1),
            order=reader.number("order", 0),
            condition=None if condition is None else read(condition, reader.place("condition")),
            action=action,
            target=target,
            otherwise=reader.optional_text("otherwise"),
            ask_hours=reader.flag("ask_hours", False),
        )

    def to_dict(self, write: Callable[[Any], object] = lambda condition: condition) -> dict[str, Any]:
        """What `from_dict` reads; `write` turns its condition into JSON."""
        return {
            "id": self.id,
            "version": self.version,
            "order": self.order,
            "condition": None if self.condition is None else write(self.condition),
            "action": self.action.value,
            "target": self.target,
            "otherwise": self.otherwise,
            "ask_hours": self.ask_hours,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """All rules in force, and the pools to fall back on when none of them finds anybody."""

    version: int = 1
    rules: tuple[Rule, ...] = ()
    fallback: tuple[str, ...] = ()  #: pools, in order

    @classmethod
    def from_dict(
        cls, raw: object, at: str = "ruleset", read: Callable[[object, str], object] = lambda raw, at: raw
    ) -> Self:
        """Read `{"version": 3, "rules": [...], "fallback": [pool ids]}`. Refuses as `Rule.from_dict` does, and
        `routing_repeated` for a rule that is there twice."""
        reader = Reader(raw, at, tuple(cls.__dataclass_fields__))
        rules = reader.several("rules", lambda one, place: Rule.from_dict(one, place, read))
        each_once([rule.id for rule in rules], reader.place("rules"))
        return cls(version=reader.number("version", 1, 1), rules=rules, fallback=reader.texts("fallback"))

    def to_dict(self, write: Callable[[Any], object] = lambda condition: condition) -> dict[str, Any]:
        rules = [rule.to_dict(write) for rule in self.rules]
        return {"version": self.version, "rules": rules, "fallback": list(self.fallback)}

    def problems(self, pools: Mapping[str, object], members: Mapping[str, object]) -> tuple[Refused, ...]:
        """What to refuse before it is published: `routing_pool_unknown` and `routing_member_unknown`."""
        found = []
        for n, rule in enumerate(self.rules):
            named = [("otherwise", rule.otherwise)]
            if rule.action is Action.POOL:
                named.append(("target", rule.target))
            found += [
                Refused("routing_pool_unknown", at=f"rules[{n}].{key}", pool=pool)
                for key, pool in named
                if pool is not None and pool not in pools
            ]
            if rule.action is Action.MEMBER and rule.target not in members:
                found.append(Refused("routing_member_unknown", at=f"rules[{n}].target", member=rule.target))
        found += [
            Refused("routing_pool_unknown", at=f"fallback[{n}]", pool=pool)
            for n, pool in enumerate(self.fallback)
            if pool not in pools
        ]
        return tuple(found)
