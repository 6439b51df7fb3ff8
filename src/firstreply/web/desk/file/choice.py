"""Choice: how a file is to be read, as somebody chose it on its page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.http import QueryDict

from firstreply.core.lead.reading import field_key
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words
from firstreply.journey.file.planned import Planned
from firstreply.web.desk import persona

_FIELDS: Final = (
    "name", "emails", "phones", "company", "need", "product", "segment", "budget", "currency", "deal_size", "authority",
    "timeframe", "country", "region", "city", "language", "tags", "birthday", "customer_id", "source", "campaign",
    "occurred_at",
)  # fmt: skip
DELIMITERS: Final = {",": mark("Comma"), ";": mark("Semicolon"), "\t": mark("Tab"), "|": mark("Vertical bar")}
SHAPES: Final = {
    "gregorian:ymd": mark("Year, month, day"),
    "gregorian:dmy": mark("Day, month, year"),
    "gregorian:mdy": mark("Month, day, year"),
    "jalali:ymd": mark("Jalali: year, month, day"),
    "jalali:dmy": mark("Jalali: day, month, year"),
    "hijri:ymd": mark("Hijri: year, month, day"),
    "hijri:dmy": mark("Hijri: day, month, year"),
}
_SAMPLES: Final = 3
_MOST: Final = 1000


class Chosen(NamedTuple):
    """What somebody chose; None of what they were not asked yet."""

    reading: dict[str, Any] | None = None
    mapping: dict[str, list[int]] | None = None
    options: dict[str, Any] | None = None


class Line(NamedTuple):
    """A column as the page shows it."""

    at: int
    header: str
    samples: list[str]
    field: str
    choices: list[tuple[str, str]]
    is_guess: bool


def chosen(given: QueryDict) -> Chosen:
    """What stands in the page's fields; nothing where the page was not filled in."""
    if "here" not in given:
        return Chosen()
    header = given.get("header", "")
    reading: dict[str, Any] = {
        name: given.get(name, "") for name in ("encoding", "delimiter", "sheet") if given.get(name)
    }
    if header.isascii() and header.isdigit():
        reading["header"] = int(header)
    mapping: dict[str, list[int]] = {}
    for at in range(_MOST):
        if field := given.get(f"column-{at}", ""):
            mapping.setdefault(field, []).append(at)
    return Chosen(reading, mapping if _same(given, reading) else None, _options(given))


def _same(given: QueryDict, reading: Mapping[str, Any]) -> bool:
    """Whether columns were chosen of the file as it is read now: else they mean something else."""
    return given.get("read", "") == "|".join(f"{name}={reading[name]}" for name in sorted(reading))


def read_as(planned: Planned) -> str:
    """What columns were chosen of, to go along with the page."""
    told = planned.reading.to_dict()
    asked = {name: told[name] for name in ("encoding", "delimiter", "sheet") if told[name]}
    asked["header"] = planned.reading.header
    return "|".join(f"{name}={asked[name]}" for name in sorted(asked))


def _options(given: QueryDict) -> dict[str, Any]:
    found: dict[str, Any] = {"clock": "inquiries" if given.get("clock") == "inquiries" else "contacts"}
    found |= {name: text for name in ("source", "campaign", "owner") if (text := given.get(name, "").strip())}
    tags = [one.strip() for one in given.get("tags", "").replace("،", ",").split(",") if one.strip()]
    dates = {name[5:]: given[name] for name in given if name.startswith("date-") and given[name]}
    return found | ({"tags": tags} if tags else {}) | ({"dates": dates} if dates else {})


def lines(words: Words, planned: Planned) -> list[Line]:
    """Each column with some of what stands in it and what it is taken for."""
    taken = {at: field for field, several in planned.mapping.items() for at in several}
    rows = [one.cells for one in planned.sample if not one.wrong]
    return [
        Line(
            at=one.index,
            header=one.header,
            samples=_samples(rows, one.index),
            field=taken.get(one.index, ""),
            choices=_choices(words, (one.field, taken.get(one.index, "")), one.header),
            is_guess=bool(one.field) and one.field == taken.get(one.index),
        )
        for one in planned.columns
    ]


def _samples(rows: Iterable[Sequence[str]], at: int) -> list[str]:
    found = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
    return list(dict.fromkeys(found))[:_SAMPLES]


def _choices(words: Words, also: Iterable[str], header: str) -> list[tuple[str, str]]:
    own = field_key(header)
    several = [*_FIELDS, *(one for one in also if one), *([f"custom.{own}"] if own else [])]
    known = {"first_name": words.say("First name"), "last_name": words.say("Last name")}
    return [(one, known.get(one) or persona.called(words, one)) for one in dict.fromkeys(several)]


def shape(words: Words, name: str) -> str:
    """A way to write dates, in the reader's language."""
    return words.say(SHAPES[name]) if name in SHAPES else name
