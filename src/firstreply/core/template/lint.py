"""Lint: what is wrong with a template, or may be, before anybody gets it."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from firstreply.core.template.clean import fits
from firstreply.core.template.field import is_known, may_be_empty
from firstreply.core.template.rendering import render
from firstreply.core.template.short_message import segments
from firstreply.core.template.slot import Slot, Stray, pieces

LONGEST: Final = 20_000  #: signs of a text
LONGEST_SUBJECT: Final = 200
_WHATSAPP: Final = 4096
_TELEGRAM: Final = 4096
_MOST_SEGMENTS: Final = 3
_MOST_OF_A_KIND: Final = 5
_DIGITS: Final = (re.compile("[0-9]"), re.compile("[٠-٩]"), re.compile("[۰-۹]"))
_LINK: Final = re.compile(r"(?i)\bhttp://[^\s<>\"{}|]+|(?<![\w/@.])www\.[^\s<>\"{}|]+")
_SPACES: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
_DOUBLED: Final = re.compile(r"\{\{\s*([a-z_]+)\s*(?:\|[^{}\n]*)?\}\}")
_SCRIPT: Final = MappingProxyType({"ar": "[\u0600-\u06ff]", "fa": "[\u0600-\u06ff]", "en": "[A-Za-z]"})
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Problem(NamedTuple):
    """One thing. `grave` ones keep a text from being published; `at` and `length` say where, in signs.

    `part` is `text` or `subject`; `facts` are what its sentence needs.
    """

    code: str
    part: str
    at: int
    length: int
    grave: bool
    facts: Mapping[str, Any] = _NOTHING


def lint(
    text: str, *, subject: str = "", language: str = "", channel: str = "", wants_subject: bool = False
) -> tuple[Problem, ...]:
    """What is wrong: grave things first, then by place. `channel` is the kind it is for, "" any."""
    found = [*_of_text(text, language, channel)]
    for part, told in (("subject", subject), ("text", text)):
        found += _few(_of_fields(told, part)) + _few(_of_spelling(told, part))
    if len(subject) > LONGEST_SUBJECT:
        found.append(
            _problem("template_subject_long", "subject", 0, len(subject), True, limit=LONGEST_SUBJECT)
        )
    if wants_subject and not subject.strip():
        found.append(_problem("template_subject_missing", "subject", 0, 0, False))
    return tuple(sorted(found, key=lambda one: (not one.grave, one.part != "subject", one.at)))


def _of_text(text: str, language: str, channel: str) -> Iterator[Problem]:
    if not text.strip():
        yield _problem("template_empty", "text", 0, 0, True)
        return
    limit = {"whatsapp": _WHATSAPP, "telegram": _TELEGRAM}.get(channel, LONGEST)
    if len(text) > limit:
        yield _problem("template_long", "text", limit, len(text) - limit, True, limit=limit)
    words = render(text, {}, language).text
    if channel == "sms" and (sent := segments(words)).parts > _MOST_SEGMENTS:
        yield _problem(
            "template_sms_long", "text", 0, len(text), False, parts=sent.parts, encoding=sent.encoding
        )
    script = _SCRIPT.get(language.partition("-")[0])
    own = "".join(one for one in pieces(text) if isinstance(one, str))
    if script and any(sign.isalpha() for sign in own) and not re.search(script, own):
        yield _problem("template_other_script", "text", 0, 0, False)
    used = [found for one in _DIGITS if (found := one.search(text))]
    if len(used) > 1:
        second = sorted(used, key=lambda one: one.start())[1]
        yield _problem("template_digits_mixed", "text", second.start(), 1, False)


def _of_fields(told: str, part: str) -> Iterator[Problem]:
    for piece in pieces(told):
        if isinstance(piece, Stray):
            yield _problem("template_brace_alone", part, piece.at, 1, True, sign=piece.sign)
        elif isinstance(piece, Slot):
            if not is_known(piece.name):
                yield _problem(
                    "template_field_unknown", part, piece.at, piece.length, True, field=piece.name or "{}"
                )
            elif piece.fallback is None and may_be_empty(piece.name):
                yield _problem(
                    "template_fallback_missing", part, piece.at, piece.length, False, field=piece.name
                )
    for found in _DOUBLED.finditer(told):
        if is_known(found[1]):
            yield _problem(
                "template_braces_doubled", part, found.start(), len(found[0]), False, field=found[1]
            )


def _of_spelling(told: str, part: str) -> Iterator[Problem]:
    if not fits(told.replace("\r", "")):
        yield _problem("template_signs_unfit", part, 0, 0, False)
    for found in _SPACES.finditer(told):
        yield _problem("template_spaces_doubled", part, found.start(), len(found[0]), False)
    for found in _LINK.finditer(told):
        yield _problem("template_link_open", part, found.start(), len(found[0]), False, link=found[0])


def _problem(code: str, part: str, at: int, length: int, grave: bool, /, **facts: Any) -> Problem:
    told = MappingProxyType(facts)
    return Problem(code=code, part=part, at=at, length=length, grave=grave, facts=told)


def _few(found: Iterator[Problem]) -> list[Problem]:
    """The first ones of each kind: a page full of the same sentence helps nobody."""
    kept: list[Problem] = []
    for one in found:
        if sum(one.code == other.code for other in kept) < _MOST_OF_A_KIND:
            kept.append(one)
    return kept
