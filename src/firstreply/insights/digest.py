"""Digest: figures of a whole period as a letter, in its reader's language and by what they may see."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import parse_qs
from uuid import UUID

from firstreply.core.sight import Viewer
from firstreply.insights import asked_for
from firstreply.insights.dates import Dates
from firstreply.insights.live import Asked, ask
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES, Words, use
from firstreply.store.queries import samples
from firstreply.store.tenancy import acting

_TITLES: Final = {
    "day": mark("How fast you answered yesterday"),
    "week": mark("How fast you answered last week"),
    "month": mark("How fast you answered last month"),
    "quarter": mark("How fast you answered last quarter"),
}
_PARTS: Final = ("headline", "previous_period", "sla", "by_person")
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
    @property
    def calendar(self) -> str: ...


class Written(NamedTuple):
    """A letter: its title, its lines as text, and the same as JSON for tables: `period`, `note`, `figures` (titles and
    values), `people` (name, answered, open, median).
    """

    title: str
    lines: list[str]
    figures: dict[str, Any]


def written(organisation: UUID, who: Viewer, one: Wish, *, now: datetime) -> Written | None:
    """The letter; None while the numbers are being prepared. Outside any transaction."""
    words = use(one.language if one.language in LANGUAGES else "en")
    with acting(organisation):
        invented = samples.sources()  # nobody is mailed about people who do not exist
    given = parse_qs(one.query, keep_blank_values=True)  # "": of whom nobody knows it
    since, until = int(one.since.timestamp()), int(one.until.timestamp())
    asked = Asked(
        where=replace(asked_for.where(given, since=since, until=until), without=invented),
        clock="wall" if given.get("clock") == ["wall"] else "business",
    )
    answer = ask(organisation, who, asked, *_PARTS, now=now)
    if answer.preparing is not None:
        return None
    dates = Dates(words, one.calendar, one.zone)
    told = _told(words, dates, one, answer.parts)
    return Written(words.say(_TITLES[one.every]), _lines(words, told), told)


def _told(words: Words, dates: Dates, one: Wish, parts: Mapping[str, Any]) -> dict[str, Any]:
    since, until = dates.day(one.since.isoformat()), dates.day(one.until.isoformat())
    period = words.say(mark("{since} to {until}"), since=since, until=until)
    if not asked_for.count(parts["headline"]):
        return {"period": period, "note": words.say(mark("Nobody asked in this period"))}
    figures = [(words.say(title), value) for title, value in _figures(words, parts)]
    people = [
        (
            str(row.get("name") or "") or words.say(mark("Nobody")),
            words.number(row["answered"]),
            words.number(row["open"]),
            words.duration(row["median_s"]),
        )
        for row in parts["by_person"][:_PEOPLE]
    ]
    return {"period": period, "figures": figures, "people": people}


def _figures(words: Words, parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    block, sla, previous = parts["headline"], parts["sla"], parts["previous_period"]
    yield mark("New inquiries"), words.number(asked_for.count(block))
    yield mark("Median first response"), words.duration(block["median_s"])
    yield mark("Nine in ten answered within"), words.duration(block["p90_s"])
    yield mark("Not answered yet"), words.number(block["open"])
    if sla and sla["within"] is not None:
        yield mark("Promise kept"), words.percent(sla["within"])
    if previous and previous["block"]["median_s"] is not None:
        yield mark("Median in the period before"), words.duration(previous["block"]["median_s"])


def _lines(words: Words, told: Mapping[str, Any]) -> list[str]:
    if "note" in told:
        return [told["period"], told["note"]]
    text = mark("{name}: {answered} answered, {open} open, median {median}")
    people = [
        words.say(text, name=name, answered=answered, open=open_, median=median)
        for name, answered, open_, median in told["people"]
    ]
    return [told["period"], *(f"{title}: {value}" for title, value in told["figures"]), "", *people]
