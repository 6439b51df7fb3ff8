"""Digest: figures of a whole period as a letter, in its reader's language and by what they may see."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import parse_qs
from uuid import UUID

from firstreply.core.sight import Viewer
from firstreply.insights import asked_for
from firstreply.insights.dates import Dates
from firstreply.insights.live import Asked, ask
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES, Words, use

_TITLES: Final = {
    "day": mark("How fast you answered yesterday"),
    "week": mark("How fast you answered last week"),
    "month": mark("How fast you answered last month"),
    "quarter": mark("How fast you answered last quarter"),
}
_PARTS: Final = ("headline", "previous_period", "sla", "by_person", "oldest_unanswered")
_PEOPLE: Final = 10


class Wish(Protocol):
    """What is wanted: how often (core.digest.EVERY), of which period, by which filters (an address of Insights)."""

    @property
    def every(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...
    @property
    def zone(self) -> str: ...
    @property
    def language(self) -> str: ...


def written(organisation: UUID, who: Viewer, one: Wish, *, now: datetime) -> tuple[str, list[str]] | None:
    """Title and lines of the letter; None while the numbers are being prepared. Outside any transaction."""
    words = use(one.language if one.language in LANGUAGES else "en")
    given, since, until = parse_qs(one.query), int(one.since.timestamp()), int(one.until.timestamp())
    asked = Asked(
        where=asked_for.where(given, since=since, until=until),
        clock="wall" if given.get("clock") == ["wall"] else "business",
    )
    answer = ask(organisation, who, asked, *_PARTS, now=now)
    if answer.preparing is not None:
        return None
    dates = Dates(words, "jalali" if words.lang == "fa" else "gregorian", one.zone)
    return words.say(_TITLES[one.every]), list(_lines(words, dates, one, answer.parts))


def _lines(words: Words, dates: Dates, one: Wish, parts: Mapping[str, Any]) -> Iterator[str]:
    block = parts["headline"]
    count = asked_for.count(block)
    since, until = dates.day(one.since.isoformat()), dates.day(one.until.isoformat())
    yield words.say(mark("{since} to {until}"), since=since, until=until)
    if not count:
        yield words.say(mark("Nobody asked in this period"))
        return
    yield _said(words, mark("New inquiries"), words.number(count))
    yield _said(words, mark("Median first response"), words.duration(block["median_s"]))
    yield _said(words, mark("Nine in ten answered within"), words.duration(block["p90_s"]))
    yield _said(words, mark("Not answered yet"), words.number(block["open"]))
    if parts["sla"] and parts["sla"]["within"] is not None:
        yield _said(words, mark("Promise kept"), words.percent(parts["sla"]["within"]))
    previous = parts["previous_period"]
    if previous and previous["block"]["median_s"] is not None:
        before = words.duration(previous["block"]["median_s"])
        yield _said(words, mark("Median in the period before"), before)
    yield ""
    for row in parts["by_person"][:_PEOPLE]:
        name = str(row.get("name") or "") or words.say(mark("Nobody"))
        yield words.say(
            mark("{name}: {answered} answered, {open} open, median {median}"),
            name=name,
            answered=row["answered"],
            open=row["open"],
            median=words.duration(row["median_s"]),
        )


def _said(words: Words, title: str, value: str) -> str:
    return f"{words.say(title)}: {value}"
