"""Condition: the one editor of rules about leads: comparisons, and groups of them one level deep.

A rule that lies deeper is edited as text: nothing of it is lost, and its sentence stands beside it.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from firstreply.channels.file.places import country, language
from firstreply.core.lead.fold import ascii_digits
from firstreply.core.qualify import AllOf, AnyOf, Condition, Not, Rule, from_dict, to_dict
from firstreply.core.qualify.field import CUSTOM, FIELDS, OPERATORS, Kind, Takes, takes
from firstreply.core.refusal import Refused
from firstreply.insights.day_input import read_day, typed
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.condition import NOUNS, for_rule
from firstreply.insights.sentences.condition import OPERATORS as CALLED
from firstreply.insights.sentences.speaking import isolated
from firstreply.web.desk.rule.tree import Tree, several, text

_SPLIT: Final = re.compile(r"[,،;؛]")
_BREAKS: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINES: Final = re.compile(r"\r?\n")
_FIRST_YEAR: Final = 1000
_OWN: Final = "custom"  #: the choice of a field of the team's own
#: Comparisons of a field of the team's own, which may hold anything: each says what it takes.
_OF_OWN: Final = {
    **{op: CALLED[op] for op in OPERATORS[Kind.TEXT]},
    "=": mark("is the number"), "<": mark("is below"), "<=": mark("is at most"), ">": mark("is over"),
    ">=": mark("is at least"), "between": mark("is between the numbers"), "is_true": mark("is yes"),
    "is_false": mark("is no"), "on": mark("is the day"), "before": mark("is before"), "after": mark("is after"),
    "within": mark("is between the days"), "older_than": CALLED["older_than"], "newer_than": CALLED["newer_than"],
}  # fmt: skip


def empty() -> Tree:
    """A rule that says nothing yet."""
    return {"join": "all", "parts": []}


def comparison() -> Tree:
    """A comparison to begin with."""
    return {"field": "country", "op": "is", "value": ""}


def group() -> Tree:
    """A group to begin with."""
    return {"join": "any", "parts": [comparison()]}


MADE: Final = {"comparison": comparison, "group": group}


def tree_of(rule: Rule | None, speak: Sentences) -> Tree:
    """The rule as the editor has it; `text` where it lies too deep."""
    if rule is None:
        return empty()
    try:
        if isinstance(rule, AllOf | AnyOf):
            return {"join": _join(rule), "parts": [_part(one, speak) for one in rule.parts]}
        return {"join": "all", "parts": [_part(rule, speak)]}
    except _DeepError:
        return {"text": json.dumps(to_dict(rule)["rule"], ensure_ascii=False, indent=2)}


class _DeepError(Exception):
    """More than the editor can show."""


def _join(rule: AllOf | AnyOf) -> str:
    return "all" if isinstance(rule, AllOf) else "any"


def _part(rule: Rule, speak: Sentences) -> Tree:
    if isinstance(rule, AllOf | AnyOf):
        return {"join": _join(rule), "parts": [_comparison(one, speak) for one in rule.parts]}
    return _comparison(rule, speak)


def _comparison(rule: Rule, speak: Sentences) -> Tree:
    turned = isinstance(rule, Not)
    one = rule.part if isinstance(rule, Not) else rule
    if not isinstance(one, Condition):
        raise _DeepError
    own = one.field.startswith(CUSTOM)
    found = {"field": _OWN if own else one.field, "op": one.op, **_typed(one, speak)}
    found |= {"own": one.field.removeprefix(CUSTOM)} if own else {}
    return found | ({"not": "on"} if turned else {})


def _typed(one: Condition, speak: Sentences) -> Tree:
    given, wanted = to_dict(one)["rule"].get("value"), takes(one.field, one.op)
    days = one.value if isinstance(one.value, tuple) else (one.value,)
    if any(isinstance(day, date) and day.year < _FIRST_YEAR for day in days):
        raise _DeepError  # who types such a year means another one
    if wanted is Takes.NOTHING:
        return {}
    if any(_BREAKS.search(text) for text in (given if isinstance(given, list) else [str(given)])):
        raise _DeepError  # a box of one line would join its lines
    if wanted is Takes.TEXTS:
        lines = any(_SPLIT.search(part) for part in given)
        return {"value": "\n".join([*given, ""]) if lines else ", ".join(given)}
    if wanted in (Takes.NUMBERS, Takes.DAYS):
        low, high = (_shown(part, wanted, speak) for part in one.value)  # type: ignore[union-attr]  # two of them
        return {"value": low, "high": high}
    return {"value": _shown(one.value, wanted, speak)}


def _shown(value: Any, wanted: Takes, speak: Sentences) -> str:
    if wanted in (Takes.DAY, Takes.DAYS):
        return typed(value, speak.dates)
    return (
        str(value)
        if wanted is Takes.TEXT
        else speak.words.digits(f"{value:f}" if not isinstance(value, int) else str(value))
    )


def rule_of(tree: Any, speak: Sentences, place: str = "") -> dict[str, Any]:
    """What was filled in, as a rule is written: `{"version": 1, "rule": {...}}`.

    Refuses as core does; where it is wrong is told as the page shows it: the `place`, and the field.
    """
    if text(tree, "text"):
        try:
            written = json.loads(text(tree, "text"))
        except ValueError as error:
            where = place or speak.say(mark("Condition"))
            raise Refused("rule_malformed", path=where, want="JSON") from error
        return to_dict(from_dict({"version": 1, "rule": written}))
    parts = [_read(one, speak, place) for one in several(tree, "parts")]
    return to_dict(AnyOf(tuple(parts)) if text(tree, "join") == "any" and parts else AllOf(tuple(parts)))


def _read(tree: Any, speak: Sentences, place: str) -> Rule:
    if text(tree, "join"):
        parts = tuple(_read(one, speak, place) for one in several(tree, "parts"))
        return AllOf(parts) if text(tree, "join") == "all" else AnyOf(parts)
    field = text(tree, "field")
    name = f"{CUSTOM}{text(tree, 'own')}" if field == _OWN else field
    op = text(tree, "op")
    try:
        one = Condition(field=name, op=op, value=_value(tree, name, op, speak))
    except Refused as refused:
        path = _where(speak, place, field, text(tree, "own"))
        raise Refused(refused.code, **{"path": path, "field": name, **refused.facts}) from refused
    return Not(one) if text(tree, "not") else one


def _where(speak: Sentences, place: str, field: str, own: str) -> str:
    known = speak.say(NOUNS[field]) if field in NOUNS else own and isolated(own)
    noun = known or speak.say(mark("Field"))
    return speak.say(mark("{what}: {how}"), what=place, how=noun) if place else noun


def _value(tree: Any, field: str, op: str, speak: Sentences) -> Any:
    wanted, given = takes(field, op), str(tree.get("value", ""))
    if wanted is Takes.NOTHING:
        return None
    if wanted is Takes.TEXTS:
        split = _LINES if _LINES.search(given) else _SPLIT
        return [_coded(one.strip(), field) for one in split.split(given) if one.strip()]
    if wanted in (Takes.NUMBERS, Takes.DAYS):
        return [_one(part, wanted, speak) for part in (given, text(tree, "high"))]
    return _coded(given.strip(), field) if wanted is Takes.TEXT else _one(given, wanted, speak)


def _one(given: str, wanted: Takes, speak: Sentences) -> Any:
    if wanted in (Takes.DAY, Takes.DAYS):
        return read_day(given, speak.dates.system).isoformat()
    return ascii_digits(given).strip() if wanted is Takes.COUNT else given.strip()


def _coded(given: str, field: str) -> str:
    """Countries and languages may be named; what is compared is their code."""
    return country(given) if field == "country" else language(given) if field == "language" else given


def fields(speak: Sentences) -> list[tuple[str, str]]:
    """Fields to choose from."""
    return [(name, speak.say(noun)) for name, noun in NOUNS.items()]


def operators(speak: Sentences, field: str) -> list[tuple[str, str]]:
    """Comparisons that a field takes."""
    if field == _OWN:
        return list({op: (op, speak.say(text)) for op, text in _OF_OWN.items()}.values())
    return [(op, speak.say(CALLED[op])) for op in (OPERATORS[FIELDS[field]] if field in FIELDS else ())]


def fitting(tree: Any) -> Any:
    """The same with comparisons that each field takes: whoever chooses another field gets its first one."""
    if isinstance(tree, Mapping):
        found = {name: fitting(one) for name, one in tree.items()}
        if "field" in found and "op" in found:
            field = text(found, "field")
            known = [] if field == _OWN else list(OPERATORS[FIELDS[field]]) if field in FIELDS else []
            if known and found["op"] not in known:
                found |= {"op": known[0], "value": "", "high": ""}
        return found
    return [fitting(one) for one in tree] if isinstance(tree, list) else tree


def wanted(field: str, op: str) -> str:
    """What stands beside a comparison: nothing, text, texts, number, two numbers, day, two days, count of days."""
    try:
        return takes(f"{CUSTOM}x" if field == _OWN else field, op).value
    except Refused:
        return Takes.TEXT.value


def sentence(tree: Any, speak: Sentences) -> str:
    """What is filled in so far in words; what is wrong with it where it says nothing yet."""
    try:
        return for_rule(speak, from_dict(rule_of(tree, speak)))
    except Refused as refused:
        return speak.words.for_refusal(refused.code, refused.facts)
