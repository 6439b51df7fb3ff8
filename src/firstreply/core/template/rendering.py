"""Rendering: a template with its values put in."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from firstreply.core.template.clean import FSI, PDI, clean, isolated, one_line
from firstreply.core.template.field import is_known
from firstreply.core.template.slot import Slot, Stray, pieces, slots

LONGEST_VALUE: Final = 1000  #: signs of a value that are put in
_LONGEST_SUBJECT: Final = 200


class Run(NamedTuple):
    """A piece of what came out. `field`: whose value it is, "" for the template's own words.

    `state`: text, value, fallback or missing.
    """

    text: str
    field: str
    state: str


class Rendered(NamedTuple):
    """What came out. A field without value and fallback stays as it is written, and is named in `missing`."""

    text: str
    subject: str
    used: tuple[str, ...]
    missing: tuple[str, ...]
    runs: tuple[Run, ...]  #: the text again, in pieces


def render(text: str, facts: Mapping[str, str], language: str, *, subject: str = "") -> Rendered:
    """The text and the subject (one line) with `facts` put in. Never fails, and never reads a value as a template.

    `facts` are values by field, in the language of the template; an empty one counts as unknown.
    """
    runs = _runs(text, facts, language, several=True)
    above = _runs(one_line(subject), facts, language, several=False)
    line = " ".join("".join(one.text for one in above).split())
    put_in = (*above, *runs)
    return Rendered(
        text="".join(one.text for one in runs),
        subject=_cut(line),
        used=_named(put_in, "value"),
        missing=_named(put_in, "missing"),
        runs=runs,
    )


def gaps(text: str) -> tuple[str, ...]:
    """Fields that still stand in a text that was to be sent, as `{first_name}`; each once."""
    return tuple(dict.fromkeys(one.name for one in slots(text) if is_known(one.name)))


def _runs(text: str, facts: Mapping[str, str], language: str, *, several: bool) -> tuple[Run, ...]:
    found = []
    for piece in pieces(clean(text)):
        if isinstance(piece, Slot):
            found.append(_put_in(piece, facts, language, several=several))
        else:
            found.append(Run(piece.sign if isinstance(piece, Stray) else piece, "", "text"))
    return tuple(found)


def _put_in(slot: Slot, facts: Mapping[str, str], language: str, *, several: bool) -> Run:
    given = facts.get(slot.name, "")[:LONGEST_VALUE]
    value = clean(given).strip() if several else one_line(given)
    if value:
        return Run("\n".join(isolated(line, language) for line in value.split("\n")), slot.name, "value")
    if slot.fallback is not None:
        return Run(slot.fallback, slot.name, "fallback")
    return Run(f"{{{slot.name}}}", slot.name, "missing")


def _cut(line: str) -> str:
    """A subject of a length that mail takes; what was isolated stays so."""
    if len(line) <= _LONGEST_SUBJECT:
        return line
    short = line[: _LONGEST_SUBJECT - 1].strip()
    return short + PDI if short.count(FSI) > short.count(PDI) else short


def _named(runs: tuple[Run, ...], state: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.field for one in runs if one.state == state))
