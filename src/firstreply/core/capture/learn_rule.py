"""Learn rule: what stands around the values that somebody marked in an example, as anchors that find them again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from firstreply.core.capture.parse_rules import (
    LONGEST_ANCHOR,
    MOST_FIELDS,
    FieldRule,
    Found,
    Rule,
    Span,
    found,
    is_field,
    sender_of,
)
from firstreply.core.capture.plain_text import Plain, plain
from firstreply.core.refusal import Refused

_LONGEST_AFTER: Final = 60
_LABEL: Final = 40  #: letters within which a line's label ends
_LINES_UP: Final = 15  #: lines above a value among which the heading of its section is looked for
_SEVERAL_LINES: Final = frozenset({"need"})


class Mark(NamedTuple):
    """Somebody says: from `start` to `end` of the example stands this field."""

    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A mark in the text as it is compared."""

    field: str
    start: int
    end: int


def learn(text: str, marks: Sequence[Mark], *, name: str, sender: str, subject: str = "") -> Rule:
    """A rule that finds in the example what was marked, and in others of its kind what stands in the same places.

    Refuses `mail_rule_wrong` naming the field, `mark_wrong` (outside of the text, empty, over another, or an unknown
    field) and `mark_without_anchor` with the number of the mark: nothing that stays the same tells where it begins or
    ends.
    """
    if not 0 < len(marks) <= MOST_FIELDS:
        raise Refused("mail_rule_wrong", field="marks")
    flat = plain(text)
    places = [_place(flat, one, number) for number, one in enumerate(marks)]
    for number, one in enumerate(places):
        if any(two is not one and two.start < one.end and one.start < two.end for two in places):
            raise Refused("mark_wrong", mark=number)
    around = _Around(flat, sorted(places, key=lambda one: one.start))
    rules = tuple(around.rule(one, number) for number, one in enumerate(places))
    return Rule(
        name=" ".join(name.split()), sender=sender_of(sender), subject=" ".join(subject.split()), fields=rules
    )


def _place(flat: Plain, mark: Mark, number: int) -> _Place:
    if not 0 <= mark.start < mark.end <= len(flat.source) or not is_field(mark.field):
        raise Refused("mark_wrong", mark=number)
    start, end = flat.before(mark.start), flat.before(mark.end)
    while start < end and flat.text[start].isspace():
        start += 1
    while start < end and flat.text[end - 1].isspace():
        end -= 1
    if start >= end:
        raise Refused("mark_wrong", mark=number)
    return _Place(field=mark.field, start=start, end=end)


class _Around:
    """The text around each mark."""

    def __init__(self, flat: Plain, places: Sequence[_Place]) -> None:
        self._flat = flat
        self._text = flat.text
        self._places = places

    def rule(self, one: _Place, number: int) -> FieldRule:
        """The anchors of one mark; the rule that they make finds the mark again, and nothing before it."""
        several = "\n" in self._text[one.start : one.end] or (
            one.field in _SEVERAL_LINES and not self._beside(one)
        )
        after = self._below(one) if several else self._behind(one)
        before = self._before(one)
        if before is None or after is None:
            raise Refused("mark_without_anchor", mark=number, field=one.field)
        rule = FieldRule(
            field=one.field, before=before, after=after, span=Span.LINES if several else Span.LINE
        )
        for heading in ((), *self._headings(one)):
            tried = replace(rule, before=(*heading, *before))
            if self._finds(tried, one):
                return tried
        raise Refused("mark_without_anchor", mark=number, field=one.field)

    def _finds(self, rule: FieldRule, one: _Place) -> bool:
        hits: tuple[Found, ...] = found(Rule(name="", sender="", fields=(rule,)), self._flat.source)
        start = self._flat.places[one.start]
        return bool(hits) and hits[0].start == start and hits[0].value == self._flat.cut(one.start, one.end)

    def _line(self, at: int) -> tuple[int, int]:
        """The line in which a letter stands: where its break is, and where the next one is."""
        end = self._text.find("\n", at)
        return self._text.rfind("\n", 0, at), len(self._text) if end < 0 else end

    def _before(self, one: _Place) -> tuple[str, ...] | None:
        """What stands before a mark in its line, between the marks there; else the line above."""
        begin, _ = self._line(one.start)
        at, parts = begin, []
        for other in self._places:
            if begin <= other.start < one.start:
                parts.append(self._text[at : other.start])
                at = other.end
        parts = [part.strip(" \t") for part in (*parts, self._text[at : one.start])]
        if parts[0] == "\n":  # a value stands first in the line: the line above is its label
            above = self._above(begin)
            if above is None:
                return None
            parts[0] = above
        if len(parts) > 1 and not parts[-1]:
            return None
        return tuple(part[-LONGEST_ANCHOR:] for part in parts if part)

    def _above(self, begin: int) -> str | None:
        """The line that ends at a break, with its breaks; None when somebody's value stands in it."""
        start = self._text.rfind("\n", 0, begin)
        if start < 0 or self._holds_mark(start, begin):
            return None
        return self._text[start : begin + 1]

    def _headings(self, one: _Place) -> list[tuple[str, ...]]:
        """Lines above, the nearest first, none of which is a mark's: one may be the heading of its section."""
        begin, _ = self._line(one.start)
        found_lines: list[tuple[str, ...]] = []
        for _ in range(_LINES_UP):
            start = self._text.rfind("\n", 0, begin) if begin > 0 else -1
            if start < 0:
                break
            line = self._text[start:begin]
            if not self._holds_mark(start, begin) and len(line) <= LONGEST_ANCHOR:
                found_lines.append((f"{line}\n",))
            begin = start
        return found_lines

    def _holds_mark(self, start: int, end: int) -> bool:
        return any(other.start < end and start < other.end for other in self._places)

    def _beside(self, one: _Place) -> str:
        """What stands behind a mark in its line, up to the next mark."""
        _, end = self._line(one.start)
        stop = min((other.start for other in self._places if one.end <= other.start < end), default=end)
        return self._text[one.end : stop].strip(" \t")

    def _behind(self, one: _Place) -> str | None:
        """The fewest words behind a mark that are not in it; "" for the end of the line, None where nothing tells."""
        _, end = self._line(one.start)
        rest = self._beside(one)
        if not rest:
            return "" if not any(one.end <= other.start < end for other in self._places) else None
        inside = self._text[one.start : one.end]
        for stop in _stops(rest):
            if rest[:stop] not in inside:
                return rest[:stop]
        return None

    def _below(self, one: _Place) -> str:
        """The label of the line below a mark; "" where the text ends with it."""
        _, end = self._line(one.end)
        if end >= len(self._text):
            return ""
        _, stop = self._line(end + 1)
        marked = min((other.start for other in self._places if end < other.start < stop), default=stop)
        line = self._text[end:marked].rstrip(" \t")
        if line == "\n":
            return ""
        ends = [line.find(sign) + 1 for sign in (":", "\t") if 0 < line.find(sign) <= _LABEL]
        return (line[: min(ends)] if ends else line[:_LONGEST_AFTER]).rstrip(" \t")


def _stops(rest: str) -> list[int]:
    """Where each word of a text ends, signs before and behind it being words of their own."""
    ends = []
    for at in range(1, len(rest) + 1):
        ended = at == len(rest) or rest[at].isspace() or rest[at].isalnum() != rest[at - 1].isalnum()
        if ended and not rest[at - 1].isspace():
            ends.append(at)
    return [at for at in ends if at <= _LONGEST_AFTER][:10]
