"""Holds: whether a rule is true of a lead, and which conditions decided it."""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from firstreply.core.lead.persona import Persona
from firstreply.core.qualify.rule import AllOf, AnyOf, Condition, Not, Rule, told_value
from firstreply.core.qualify.sheet import Sheet, sheet


class Reason(NamedTuple):
    """A condition that decided: what it asked, what was found (None: not known), and whether it held."""

    condition: Condition
    found: Any
    held: bool

    def to_dict(self) -> dict[str, Any]:
        """JSON-able: field, op, value, found, held."""
        field, op, value = self.condition.field, self.condition.op, told_value(self.condition.value)
        return {"field": field, "op": op, "value": value, "found": told_value(self.found), "held": self.held}


def holds(rule: Rule, lead: Persona | Sheet) -> bool:
    """Whether the rule is true of the lead. A persona alone has no score, age or day: pass a `sheet` for those.

    Always true or false: a comparison with what is not known is false, and its Not is true.
    """
    return _holds(rule, lead if isinstance(lead, Sheet) else sheet(lead))


def _holds(rule: Rule, lead: Sheet) -> bool:
    if isinstance(rule, Condition):
        found = lead.values.get(rule.field)
        return _COMPARE[rule.op](found, rule.wanted, lead.today)
    if isinstance(rule, AllOf):
        return all(_holds(part, lead) for part in rule.parts)
    if isinstance(rule, AnyOf):
        return any(_holds(part, lead) for part in rule.parts)
    return not _holds(rule.part, lead)


def because(rule: Rule, lead: Persona | Sheet) -> tuple[Reason, ...]:
    """The conditions that decided, in the rule's order: with these as they are, no other condition could change it.

    An all that holds needs all its parts, one that does not is decided by those that fail; an Any the other way round,
    where the first part that holds is enough.
    """
    return _decided(rule, lead if isinstance(lead, Sheet) else sheet(lead))[1]


def _decided(rule: Rule, lead: Sheet) -> tuple[bool, tuple[Reason, ...]]:
    if isinstance(rule, Condition):
        held = _holds(rule, lead)
        return held, (Reason(condition=rule, found=lead.values.get(rule.field), held=held),)
    if isinstance(rule, Not):
        held, reasons = _decided(rule.part, lead)
        return not held, reasons
    return _decided_group(rule, lead)


def _decided_group(rule: AllOf | AnyOf, lead: Sheet) -> tuple[bool, tuple[Reason, ...]]:
    decisive = isinstance(rule, AnyOf)
    seen = [_decided(part, lead) for part in rule.parts]
    deciding = [reasons for held, reasons in seen if held is decisive]
    if not deciding:
        return not decisive, tuple(reason for _, reasons in seen for reason in reasons)
    if decisive:
        deciding = deciding[:1]
    return decisive, tuple(reason for reasons in deciding for reason in reasons)


_Compare = Callable[[Any, Any, date | None], bool]


def _typed(kind: type, compare: Callable[[Any, Any], bool]) -> _Compare:
    """A comparison that is false unless the field holds that type: not known, or a custom field of another kind."""

    def compared(found: Any, wanted: Any, _: date | None) -> bool:
        return isinstance(found, kind) and compare(found, wanted)

    return compared


def _older(found: Any, wanted: int, today: date | None) -> bool:
    return isinstance(found, date) and today is not None and (today - found).days > wanted


def _newer(found: Any, wanted: int, today: date | None) -> bool:
    return isinstance(found, date) and today is not None and (today - found).days < wanted


def _between(found: Any, wanted: tuple[Any, Any]) -> bool:
    return bool(wanted[0] <= found <= wanted[1])


_COMPARE: Final[Mapping[str, _Compare]] = {
    "is_known": lambda found, _, __: found is not None,
    "is_empty": lambda found, _, __: found is None,
    "is": _typed(str, operator.eq),
    "is_not": _typed(str, operator.ne),
    "in": _typed(str, lambda found, wanted: found in wanted),
    "contains": _typed(str, lambda found, wanted: wanted in found),
    "starts_with": _typed(str, lambda found, wanted: found.startswith(wanted)),
    "=": _typed(Decimal, operator.eq),
    "<": _typed(Decimal, operator.lt),
    "<=": _typed(Decimal, operator.le),
    ">": _typed(Decimal, operator.gt),
    ">=": _typed(Decimal, operator.ge),
    "between": _typed(Decimal, _between),
    "has": _typed(frozenset, lambda found, wanted: wanted in found),
    "has_any": _typed(frozenset, lambda found, wanted: not found.isdisjoint(wanted)),
    "has_all": _typed(frozenset, lambda found, wanted: found >= wanted),
    "is_true": _typed(bool, lambda found, _: found),
    "is_false": _typed(bool, lambda found, _: not found),
    "on": _typed(date, operator.eq),
    "before": _typed(date, operator.lt),
    "after": _typed(date, operator.gt),
    "within": _typed(date, _between),
    "older_than": _older,
    "newer_than": _newer,
}
