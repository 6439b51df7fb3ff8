"""Definition: what the team calls qualified, in versions, and whether a lead is - or what must be asked first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from firstreply.core.lead.persona import Persona
from firstreply.core.qualify.field import CUSTOM, FIELDS, Kind, canonical_field
from firstreply.core.qualify.holds import Reason, because, holds
from firstreply.core.qualify.rule import AllOf, Condition, Not, Rule, from_dict, parts_of, to_dict
from firstreply.core.qualify.sheet import Sheet, sheet
from firstreply.core.refusal import Refused

#: Fields that no answer of the person fills: we know them or set them ourselves.
_NOT_ASKED: Final = frozenset({"customer_id", "source", "campaign", "tags", "points", "created"})
#: What to ask for when this is not there yet.
_ASK_FOR: Final[Mapping[str, str]] = {"has_email": "emails", "has_phone": "phones", "domains": "emails"}


class Answer(StrEnum):
    """Whether a lead is qualified."""

    YES = "yes"
    NO = "no"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version of what qualified means: a rule, and questions that must be answered before it can be met."""

    version: int
    rule: Rule
    questions: tuple[str, ...] = ()  #: fields of the persona, in the order to ask

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; `read_definition(d.to_dict()) == d`."""
        return {"version": self.version, "qualified": to_dict(self.rule), "questions": list(self.questions)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualified:
    """The answer under one version, the conditions that decided it, and the fields still to ask, in order.

    `missing` is empty unless the answer is INCOMPLETE.
    """

    answer: Answer
    version: int
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()


def read_definition(given: Any, custom: Mapping[str, Kind] | None = None) -> Definition:
    """The definition of `{"version": 3, "qualified": {rule}, "questions": ["budget"]}`; `questions` may be left out.

    Raises Refused("definition_malformed", path=..., want=...), and what a rule is refused for.
    """
    if not isinstance(given, Mapping) or not {"version", "qualified"} <= set(given) <= _KEYS:
        raise Refused("definition_malformed", path="", want="version, qualified, questions")
    version, questions = given["version"], given.get("questions", [])
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Refused("definition_malformed", path="version", want="a whole number from 1")
    if not isinstance(questions, list | tuple):
        raise Refused("definition_malformed", path="questions", want="a list")
    names = tuple(_question(one, f"questions[{n}]", custom) for n, one in enumerate(questions))
    rule = from_dict(given["qualified"], custom)
    return Definition(version=version, rule=rule, questions=tuple(dict.fromkeys(names)))


_KEYS: Final = frozenset({"version", "qualified", "questions"})


def _question(given: Any, path: str, custom: Mapping[str, Kind] | None) -> str:
    name = canonical_field(given) if isinstance(given, str) else ""
    key = name.removeprefix(CUSTOM)
    known = (custom is None or key in custom) and key if name.startswith(CUSTOM) else name in FIELDS
    if not known or name in _NOT_ASKED or name in _ASK_FOR:
        raise Refused("definition_malformed", path=path, want="a field that the person can answer")
    return name


def qualified(lead: Persona | Sheet, definition: Definition) -> Qualified:
    """Whether the lead is qualified, and why.

    NO when no answer to an open question could make the rule hold. YES when the rule holds and every question is
    answered. Otherwise INCOMPLETE, with what to ask: the definition's open questions first, then the fields without
    which the rule cannot be decided.
    """
    lead = lead if isinstance(lead, Sheet) else sheet(lead)
    held = holds(definition.rule, lead)
    open_questions = [name for name in definition.questions if name not in lead.values]
    missing: tuple[str, ...] = ()
    if not _reach(definition.rule, lead)[0]:
        answer = Answer.NO
    elif held and not open_questions:
        answer = Answer.YES
    else:
        wanted = () if held else _open_fields(definition.rule, lead)
        answer = Answer.INCOMPLETE
        missing = tuple(dict.fromkeys((*open_questions, *wanted)))
    return Qualified(
        answer=answer, version=definition.version, reasons=because(definition.rule, lead), missing=missing
    )


def qualified_many(leads: Iterable[Persona | Sheet], definition: Definition) -> tuple[Qualified, ...]:
    """`qualified` of each, in order."""
    return tuple(qualified(lead, definition) for lead in leads)


def _is_open(condition: Condition, lead: Sheet) -> bool:
    """Whether the person's answer could still change this condition."""
    if condition.field in ("has_email", "has_phone"):
        return lead.values.get(condition.field) is False
    return condition.field not in lead.values and condition.field not in _NOT_ASKED


def _reach(rule: Rule, lead: Sheet) -> tuple[bool, bool]:
    """Whether the rule can become true, and whether it can become false, by answers to what is not known.

    Each condition is taken for itself, so a rule that contradicts itself may be called open; never the other way.
    """
    if isinstance(rule, Condition):
        if _is_open(rule, lead):
            return True, True
        held = holds(rule, lead)
        return held, not held
    if isinstance(rule, Not):
        can, cannot = _reach(rule.part, lead)
        return cannot, can
    reached = [_reach(part, lead) for part in rule.parts]
    both = all if isinstance(rule, AllOf) else any
    either = any if isinstance(rule, AllOf) else all
    return both(can for can, _ in reached), either(cannot for _, cannot in reached)


def _open_fields(rule: Rule, lead: Sheet) -> tuple[str, ...]:
    """Fields to ask for, in the rule's order, of those parts that are not yet decided."""
    if isinstance(rule, Condition):
        return (_ASK_FOR.get(rule.field, rule.field),) if _is_open(rule, lead) else ()
    if _reach(rule, lead) != (True, True):
        return ()
    return tuple(name for part in parts_of(rule) for name in _open_fields(part, lead))
