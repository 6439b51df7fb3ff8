"""Conditions: the rules about leads in words; one sentence for each, however deep it is."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from firstreply.core.lead.number import read_number
from firstreply.core.qualify import AllOf, AnyOf, Condition, Not, Reason, Rule
from firstreply.core.qualify.field import CUSTOM, FIELDS, Kind
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.countries import called
from firstreply.insights.sentences.speaking import Sentences, isolated

#: Fields as they stand in a sentence, in the order in which they are offered.
NOUNS: Final[Mapping[str, str]] = {
    "country": mark("the country"), "region": mark("the region"), "city": mark("the city"),
    "language": mark("the language"), "budget": mark("the budget"), "deal_size": mark("the size of the deal"),
    "currency": mark("the currency"), "product": mark("the product"), "segment": mark("the segment"),
    "need": mark("what they need"), "authority": mark("their role"), "timeframe": mark("the time frame"),
    "source": mark("the source"), "campaign": mark("the campaign"), "company": mark("the company"),
    "name": mark("the name"), "tags": mark("the tags"), "domains": mark("the e-mail domains"),
    "emails": mark("the e-mail addresses"), "phones": mark("the phone numbers"), "has_email": mark("an e-mail address"),
    "has_phone": mark("a phone number"), "points": mark("the points"), "created": mark("the day they first asked"),
    "birthday": mark("the birthday"), "customer_id": mark("the customer number"),
}  # fmt: skip
#: Comparisons; {field} is one of the above or a field of the team's own.
SENTENCES: Final[Mapping[str, str]] = {
    "is": mark("{field} is {value}"),
    "is_not": mark("{field} is known and is not {value}"),
    "in": mark("{field} is {value}"),
    "contains": mark("{field} contains {value}"),
    "starts_with": mark("{field} begins with {value}"),
    "is_known": mark("{field} is known"),
    "is_empty": mark("{field} is not known"),
    "=": mark("{field} is {value}"),
    "<": mark("{field} is below {value}"),
    "<=": mark("{field} is at most {value}"),
    ">": mark("{field} is over {value}"),
    ">=": mark("{field} is at least {value}"),
    "between": mark("{field} is from {low} to {high}"),
    "has": mark("{field} include {value}"),
    "has_any": mark("{field} include {value}"),
    "has_all": mark("{field} include {value}"),
    "is_true": mark("{field} is there"),
    "is_false": mark("{field} is missing"),
    "on": mark("{field} is {value}"),
    "before": mark("{field} is before {value}"),
    "after": mark("{field} is after {value}"),
    "within": mark("{field} is from {low} to {high}"),
}
#: Comparisons as a list offers them, without their value.
OPERATORS: Final[Mapping[str, str]] = {
    "is": mark("is"), "is_not": mark("is known and is not"), "in": mark("is one of"), "contains": mark("contains"),
    "starts_with": mark("begins with"), "is_known": mark("is known"), "is_empty": mark("is not known"), "=": mark("is"),
    "<": mark("is below"), "<=": mark("is at most"), ">": mark("is over"), ">=": mark("is at least"),
    "between": mark("is between"), "has": mark("include"), "has_any": mark("include one of"),
    "has_all": mark("include all of"), "is_true": mark("is there"), "is_false": mark("is missing"), "on": mark("is"),
    "before": mark("is before"), "after": mark("is after"), "within": mark("is between"),
    "older_than": mark("lies more days back than"), "newer_than": mark("lies fewer days back than"),
}  # fmt: skip
LANGUAGES: Final[Mapping[str, str]] = {
    "en": mark("English"), "ar": mark("Arabic"), "fa": mark("Persian"), "de": mark("German"), "fr": mark("French"),
    "es": mark("Spanish"), "tr": mark("Turkish"), "ru": mark("Russian"), "zh": mark("Chinese"), "it": mark("Italian"),
    "ur": mark("Urdu"), "ku": mark("Kurdish"),
}  # fmt: skip
_QUOTED: Final = frozenset({Kind.TEXT, Kind.LIST})


def for_rule(speak: Sentences, rule: Rule) -> str:
    """The rule as part of a sentence: `the country is Germany and the budget is over 10,000`."""
    if isinstance(rule, Condition):
        return for_condition(speak, rule)
    if isinstance(rule, Not):
        return speak.say(mark("it is not so that {what}"), what=_part(speak, rule.part))
    if not rule.parts:
        return (
            speak.say(mark("it is any lead")) if isinstance(rule, AllOf) else speak.say(mark("it is no lead"))
        )
    parts = [_part(speak, part) for part in rule.parts]
    return speak.either(parts) if isinstance(rule, AnyOf) else speak.both(parts)


def _part(speak: Sentences, rule: Rule) -> str:
    """A part; one that joins several stands in brackets, so that nobody has to guess what belongs together."""
    text = for_rule(speak, rule)
    several = isinstance(rule, AllOf | AnyOf) and len(rule.parts) > 1
    return speak.say(mark("({what})"), what=text) if several else text


def for_condition(speak: Sentences, one: Condition) -> str:
    """One comparison."""
    field = noun(speak, one.field)
    if one.op in ("older_than", "newer_than"):
        return _age(speak, field, one)
    custom = one.field.startswith(CUSTOM)
    if custom and one.op in ("is_true", "is_false"):
        text = mark("{field} is yes") if one.op == "is_true" else mark("{field} is no")
        return speak.say(text, field=field)
    if one.op in ("between", "within"):
        low, high = (_value(speak, one.field, part) for part in _parts(one.value))
        return speak.say(SENTENCES[one.op], field=field, low=low, high=high)
    return speak.say(SENTENCES[one.op], field=field, value=value(speak, one))


def noun(speak: Sentences, field: str) -> str:
    """A field as it stands in a sentence."""
    if field.startswith(CUSTOM):
        return speak.quoted(field.removeprefix(CUSTOM))
    return speak.say(NOUNS[field]) if field in NOUNS else isolated(field)


def value(speak: Sentences, one: Condition) -> str:
    """What it compares with, several joined."""
    parts = [_value(speak, one.field, part) for part in _parts(one.value)]
    return speak.both(parts) if one.op == "has_all" else speak.either(parts)


def for_reason(speak: Sentences, reason: Reason | Mapping[str, Any]) -> str:
    """A condition that decided, and what was found: `the budget is over 10,000 (found: 12,500)`.

    A mapping is one that `Reason.to_dict` wrote; what cannot be read any more is told as it stands.
    """
    if isinstance(reason, Reason):
        return _found(speak, reason.condition, reason.found)
    try:
        condition = Condition(field=reason["field"], op=reason["op"], value=reason.get("value"))
    except (KeyError, ValueError, TypeError):
        return isolated(" ".join(str(reason.get(name, "")) for name in ("field", "op", "value")))
    return _found(speak, condition, reason.get("found"))


def _found(speak: Sentences, condition: Condition, found: Any) -> str:
    text = for_condition(speak, condition)
    if condition.op in ("is_known", "is_empty", "is_true", "is_false"):
        return text
    if found is None:
        return speak.say(mark("{what} (not known)"), what=text)
    several = sorted(found) if isinstance(found, frozenset | set) else _parts(found)
    shown = speak.both([_value(speak, condition.field, one) for one in several[:5]])
    return speak.say(mark("{what} (found: {found})"), what=text, found=shown)


def _age(speak: Sentences, field: str, one: Condition) -> str:
    days = int(str(one.value))
    if one.op == "older_than":
        return speak.words.many(
            "{field} is more than {n} day ago", "{field} is more than {n} days ago", days, field=field
        )
    return speak.words.many(
        "{field} is less than {n} day ago", "{field} is less than {n} days ago", days, field=field
    )


def _parts(given: Any) -> list[Any]:
    return list(given) if isinstance(given, tuple | list) else [given]


def _value(speak: Sentences, field: str, given: Any) -> str:
    if isinstance(given, date):
        return speak.day(given)
    if isinstance(given, Decimal | int) and not isinstance(given, bool):
        return speak.amount(given)
    text = str(given)
    amount = read_number(text) if FIELDS.get(field) is Kind.NUMBER else None
    if amount is not None:
        return speak.amount(amount)
    if field == "country":
        return isolated(called(text, speak.words.lang))
    if field == "language" and text.casefold() in LANGUAGES:
        return speak.say(LANGUAGES[text.casefold()])
    if field in ("emails", "phones", "domains", "currency"):
        return isolated(text)
    custom = field.startswith(CUSTOM)
    return speak.quoted(text) if custom or FIELDS.get(field) in _QUOTED else isolated(text)
