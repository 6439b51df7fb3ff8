"""Parse rules: the person behind a portal's notification, read from where a team once marked them in an example.

A rule finds a value by what stands around it: anchors, literal and compared as `plain_text` compares. There is nothing
to backtrack: each anchor is looked for once, from where the one before it was found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from firstreply.core.capture.plain_text import Plain, plain
from firstreply.core.lead.fold import fold, fold_email
from firstreply.core.lead.reading import LONGEST_NEED, field_key
from firstreply.core.refusal import Refused

MOST_RULES: Final = 100
MOST_FIELDS: Final = 40
MOST_FOUND: Final = 20  #: values of a field that is read wherever it stands
LONGEST_ANCHOR: Final = 200
_MOST_ANCHORS: Final = 6
_LONGEST_NAME: Final = 60
#: Fields of a persona that a rule may fill; besides these `custom.` and a key of one's own.
FIELDS: Final = (
    "name", "company", "email", "phone", "need", "product", "segment", "budget", "currency", "authority", "timeframe",
    "deal_size", "tag", "language", "country", "region", "city", "source", "campaign", "customer_id",
)  # fmt: skip
_CUSTOM: Final = "custom."
_OPEN, _CLOSE = "<([{\"'«", ">)]}\"'»,;"


class Span(StrEnum):
    """How far a value goes: to the end of its line, or over several lines."""

    LINE = "line"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """Where a field stands: after all of `before`, in order, up to `after` ("": the end of the line or the text).

    An anchor that begins with a line break stands at the beginning of a line; others in the line of the one before.
    `every`: wherever it stands, not only the first time.
    """

    field: str
    before: tuple[str, ...]
    after: str = ""
    span: Span = Span.LINE
    every: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """For mails of one portal: `sender` is an address or a domain, `subject` words that its subject has in it."""

    name: str
    sender: str
    subject: str = ""
    fields: tuple[FieldRule, ...]

    def fits(self, sender: str, subject: str) -> bool:
        """Whether a mail is one of these. `sender` is the bare address of From."""
        address = fold_email(sender) or sender.casefold()
        wanted = self.sender
        if "@" in wanted:
            same = address == wanted
        else:
            domain = address.rpartition("@")[2]
            same = domain == wanted or domain.endswith(f".{wanted}")
        return same and fold(self.subject) in fold(subject[:1000])

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; `rule_of(r.to_dict()) == r`."""
        return {
            "name": self.name,
            "sender": self.sender,
            "subject": self.subject,
            "fields": [
                {"field": one.field, "before": list(one.before), "after": one.after, "span": one.span.value,
                 "every": one.every}
                for one in self.fields
            ],
        }  # fmt: skip


class Found(NamedTuple):
    """One value: of which field, and where it stands in the text."""

    field: str
    value: str
    start: int
    end: int


def found(rule: Rule, text: str) -> tuple[Found, ...]:
    """What a rule finds in the text of a mail, in the order of its fields. Linear in the text for each field."""
    flat = plain(text)
    return tuple(one for field in rule.fields for one in _values(field, flat))


def fields_of(values: Iterable[Found]) -> dict[str, Any]:
    """Values as fields of an inquiry: addresses, numbers and tags as lists, addresses without what is around them."""
    out: dict[str, Any] = {}
    for one in values:
        value = _address(one.value) if one.field == "email" else one.value
        name, _, key = one.field.partition(".")
        if key:
            out.setdefault(name, {}).setdefault(key, value)
        elif name in ("email", "phone", "tag"):
            out.setdefault(f"{name}s", []).append(value)
        else:
            out.setdefault(name, value)
    return out


def first_of(rules: Sequence[Rule], sender: str, subject: str) -> Rule | None:
    """The first rule for mails of this sender and subject."""
    return next((one for one in rules if one.fits(sender, subject)), None)


def _values(field: FieldRule, flat: Plain) -> Iterable[Found]:
    at, count = 0, 0
    while count < (MOST_FOUND if field.every else 1):
        start = _after_all(field.before, flat.text, at)
        if start < 0:
            return
        end = _end(field, flat.text, start)
        value = flat.cut(start, end)[:LONGEST_NEED]
        if value:
            count += 1
            yield Found(field.field, value, flat.places[start], _last(flat, end))
        at = max(end, start)


def _last(flat: Plain, end: int) -> int:
    return flat.places[end - 1] + 1


def _after_all(anchors: tuple[str, ...], text: str, at: int) -> int:
    """The place after the last of the anchors, each looked for from the one before; -1 where one is missing."""
    for number, anchor in enumerate(anchors):
        line = text.find("\n", at)
        stop = len(text) if anchor.startswith("\n") or number == 0 or line < 0 else line
        at = _found(anchor, text, at, stop)
        if at < 0:
            return -1
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def _found(anchor: str, text: str, at: int, stop: int) -> int:
    """The place after an anchor; a word in it is a whole word there."""
    at = max(0, at - 1) if anchor.startswith("\n") else at
    while True:
        place = text.find(anchor, at, stop)
        if place < 0:
            return -1
        end = place + len(anchor)
        if not (anchor[-1].isalnum() and end < len(text) and text[end].isalnum()):
            return end
        at = place + 1


def _end(field: FieldRule, text: str, start: int) -> int:
    """Where a value ends. One that has nothing on its line stands on the next."""
    if text[start : start + 1] == "\n" and field.span is Span.LINE:
        return start
    line = text.find("\n", start)
    stop = len(text) if line < 0 or field.span is Span.LINES else line
    if not field.after:
        return stop
    place = text.find(field.after, start, stop)
    return stop if place < 0 else place


def _address(value: str) -> str:
    """The e-mail address in a value such as `Jane <jane@example.com>` or `mailto:jane@example.com`; else the value."""
    for word in value.replace("mailto:", " ").split()[:50]:
        bare = word.strip(_OPEN + _CLOSE + ".")
        if "@" in bare and fold_email(bare):
            return bare
    return value


def rule_of(given: Any) -> Rule:
    """Read a rule as JSON. Refuses `mail_rule_wrong` naming the field."""
    if not isinstance(given, Mapping):
        raise Refused("mail_rule_wrong", field="")
    name, subject = _line(given, "name", _LONGEST_NAME), _line(given, "subject", LONGEST_ANCHOR, needed=False)
    sender = sender_of(_line(given, "sender", 254))
    fields = given.get("fields")
    if not isinstance(fields, list) or not 0 < len(fields) <= MOST_FIELDS:
        raise Refused("mail_rule_wrong", field="fields")
    read = tuple(_field(one, f"fields[{n}]") for n, one in enumerate(fields))
    return Rule(name=name, sender=sender, subject=subject, fields=read)


def rules_of(given: Any) -> tuple[Rule, ...]:
    """Read a list of rules. Refuses `mail_rule_wrong` naming the rule and the field."""
    if not isinstance(given, list) or len(given) > MOST_RULES:
        raise Refused("mail_rule_wrong", field="rules")
    rules = []
    for n, one in enumerate(given):
        try:
            rules.append(rule_of(one))
        except Refused as refused:
            raise Refused(refused.code, field=f"rules[{n}].{refused.facts['field']}") from None
    if len({one.name for one in rules}) < len(rules):
        raise Refused("mail_rule_wrong", field="name")
    return tuple(rules)


def sender_of(given: str) -> str:
    """An address folded, or a domain in its ASCII form. Refuses `mail_rule_wrong`."""
    text = given.strip().removeprefix("@")
    folded = fold_email(text) if "@" in text else fold_email(f"x@{text}").removeprefix("x@")
    if not folded:
        raise Refused("mail_rule_wrong", field="sender")
    return folded


def is_field(name: str) -> bool:
    """Whether a rule may fill it."""
    return name in FIELDS or (
        name.startswith(_CUSTOM) and field_key(name.removeprefix(_CUSTOM)) == name[7:] != ""
    )


def _field(given: Any, at: str) -> FieldRule:
    if not isinstance(given, Mapping):
        raise Refused("mail_rule_wrong", field=at)
    name, before, after = given.get("field"), given.get("before"), given.get("after", "")
    if not isinstance(name, str) or not is_field(name):
        raise Refused("mail_rule_wrong", field=f"{at}.field")
    if (
        not isinstance(before, list)
        or not 0 < len(before) <= _MOST_ANCHORS
        or not all(map(_is_anchor, before))
    ):
        raise Refused("mail_rule_wrong", field=f"{at}.before")
    if after and not _is_anchor(after):
        raise Refused("mail_rule_wrong", field=f"{at}.after")
    span, every = given.get("span", Span.LINE.value), given.get("every", False)
    if span not in (*Span,) or not isinstance(every, bool):
        raise Refused("mail_rule_wrong", field=f"{at}.{'every' if span in (*Span,) else 'span'}")
    return FieldRule(field=name, before=tuple(map(anchor_of, before)), after=anchor_of(after) if after else "",
                     span=Span(span), every=every)  # fmt: skip


def _is_anchor(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= LONGEST_ANCHOR and bool(anchor_of(given).strip())


def anchor_of(given: str) -> str:
    """Text as anchors are compared; a line break before or after it stays, spaces do not."""
    bare = plain(given).text[1:]
    opens = "\n" if given.lstrip(" \t\u00a0")[:1] in ("\n", "\r") else ""
    closes = "\n" if bare and given.rstrip(" \t\u00a0")[-1:] in ("\n", "\r") else ""
    return f"{opens}{bare}{closes}"


def _line(given: Mapping[str, Any], name: str, longest: int, *, needed: bool = True) -> str:
    text = given.get(name, "")
    bare = " ".join(text.split()) if isinstance(text, str) else ""
    if not isinstance(text, str) or len(bare) > longest or (needed and not bare) or "\0" in text:
        raise Refused("mail_rule_wrong", field=name)
    return bare
