"""Opening: every figure leads to the waits behind it; charts that the report draws lead there too."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from firstreply.insights.live import Share
from firstreply.insights.reasons import mark
from firstreply.insights.report.svg_columns import BUCKETS
from firstreply.insights.words import Words
from firstreply.web.desk.insight.asking import Question

BEHIND: Final = "/insights/waits"
#: As the report's charts write what they open: `href="#d-buckets" data-f="first;b=3"`.
#: Shares that open, and on which sides of them waits stand.
KINDS: Final = ("within", "finding", "rate", "promise")
SIDES: Final = ("decided", "met", "missed", "pending")
_DAY: Final = 86_400
_LINK: Final = re.compile(r'href="#d-[a-z0-9_]*" data-f="(?:first)?;?([a-z]?)=?(\d*)"')


def figure(text: str, asked: Question, **behind: str) -> Markup:
    """A number that opens."""
    return Markup('<a href="{}">{}</a>').format(asked.address(BEHIND, **behind), text)


def kept_of(words: Words, stand: Mapping[str, int]) -> str:
    """How many kept it of how many that are decided."""
    kept, decided = stand["met"], stand["met"] + stand["missed"]
    return words.say(mark("{kept} of {all}"), kept=words.number(kept), all=words.number(decided))


class Side(NamedTuple):
    """A side of a share: what it is, how many waits stand there, its address, whether it is what is shown."""

    title: str
    waits: str
    href: str
    here: bool


def sides(
    words: Words, asked: Question, found: Mapping[str, int], share: Share | None, kept: Mapping[str, str]
) -> list[Side]:
    """The sides of the share that is looked at, all decided ones first; none where there is no share."""
    if not found or share is None:
        return []
    limit = words.duration(_DAY if share.kind == "rate" else share.limit_s)
    promise = share.kind == "promise"
    titles = {
        "decided": words.say(mark("All decided")),
        "met": words.say(mark("Promise kept")) if promise else words.say(mark("Within {span}"), span=limit),
        "missed": words.say(mark("Missed")) if promise else words.say(mark("Not within {span}"), span=limit),
        "pending": words.say(mark("Not decided yet")),
    }
    counts = {**found, "decided": found["met"] + found["missed"]}
    return [
        Side(
            title,
            words.number(counts[end]),
            asked.address(BEHIND, **{**kept, "end": end}),
            end == kept["end"],
        )
        for end, title in titles.items()
        if end != "pending" or found["pending"]
    ]


def measured(words: Words, asked: Question, found: Mapping[str, int], share: Share | None) -> list[str]:
    """How the share that is looked at was measured, in sentences."""
    told = {
        "promise": mark("Each by the hours that its promise was made with."),
        "finding": mark("New inquiries, in clock time."),
        "rate": mark("New inquiries of the last 30 days, in clock time."),
        "within": mark("In clock time.") if asked.asked.clock == "wall" else mark("In working time."),
    }
    said = [] if share is None else [words.say(told[share.kind])]
    if share is not None and share.kind in ("within", "finding") and found.get("pending"):
        said.append(
            words.say(
                mark("The share also counts how long those not decided yet have waited without an answer.")
            )
        )
    return said


def linked(chart: Markup, asked: Question, points: Sequence[Mapping[str, Any]] = ()) -> Markup:
    """A chart of the report whose shapes lead to the waits behind them here."""

    def there(found: re.Match[str]) -> str:
        return str(Markup('href="{}"').format(asked.address(BEHIND, **_behind(found[1], found[2], points))))

    return Markup(_LINK.sub(there, str(chart)))  # noqa: S704 (what is put in is escaped)


def _behind(kind: str, value: str, points: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    if kind == "b":
        return {"bucket": BUCKETS[int(value)][0]}
    if kind == "t" and int(value) < len(points):
        began = datetime.fromisoformat(points[int(value)]["from"])
        return {"group": "trend", "key": str(int(began.timestamp()))}
    return {}
