"""Asking: what stands in the address of Insights, read as a question; and questions written as addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict

from firstreply.core.refusal import Refused
from firstreply.insights import asked_for
from firstreply.insights.asked_for import DIMENSIONS, MOST
from firstreply.insights.day_input import read_day
from firstreply.insights.live import Asked, presets
from firstreply.insights.reasons import mark
from firstreply.web.desk.views_bar import ALL
from firstreply.web.desk.visit import Visit

PERIODS: Final = (
    ("today", mark("Today")),
    ("7d", mark("7 days")),
    ("30d", mark("30 days")),
    ("month", mark("This month")),
    ("last_month", mark("Last month")),
    ("quarter", mark("This quarter")),
    ("year", mark("This year")),
    ("all", mark("All time")),
)
USUAL: Final = "30d"
PATH: Final = "/insights"
CONDITIONS: Final = ("clock", "waits", *DIMENSIONS)
#: What an address says of the question, in the order of its one form; what else stands in it is no part of that.
_SAID: Final = ("period", "since", "until", *CONDITIONS, "compare", "by", "funnel")
_GOES_WITHOUT: Final = {("period", USUAL), ("clock", "business"), ("waits", "first")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and how it stands in the address. `since` and `until` are the days of a period of one's own."""

    asked: Asked
    period: str
    since: date | None
    until: date | None
    chosen: Mapping[str, tuple[str, ...]]
    parts: tuple[tuple[str, str], ...]  #: of the address, without what goes without saying

    @property
    def query(self) -> str:
        """What stands after the ? of its address, in its one form."""
        return urlencode(self.parts)

    @property
    def conditions(self) -> str:
        """The same without its stretch of time: what figures of any stretch can be asked for by."""
        return urlencode([(name, value) for name, value in self.parts if name in CONDITIONS])

    def address(self, path: str = PATH, **changes: str) -> str:
        """The same question elsewhere, or with other values; "" leaves one out."""
        kept = [(name, value) for name, value in self.parts if name not in changes]
        found = kept + [(name, value) for name, value in changes.items() if value]
        if path == PATH and not found:
            return f"{path}?{ALL}"  # without anything a view may open instead
        return f"{path}?{urlencode(found)}" if found else path


def read(who: Visit) -> Question:
    """What is asked. Refuses `date_unreadable`, `period_backwards`; what is no id of ours asks for nothing."""
    given = who.request.GET
    chosen = {name: tuple(given.getlist(name)[:MOST]) for name in DIMENSIONS if given.getlist(name)}
    system, zone = who.looks.system, ZoneInfo(who.zone)
    first, last = _day(given, "since", system), _day(given, "until", system)
    period = given.get("period", USUAL)
    known = presets(who.now, who.zone, "jalali" if system == "jalali" else "gregorian")
    if first or last:
        period = "own"
        since, until = _midnight(first, zone), _midnight(last and last + timedelta(days=1), zone)
        if since is not None and until is not None and since >= until:
            raise Refused("period_backwards")
    else:
        period = period if period in known else USUAL
        since, until = known[period]
    where = asked_for.where(dict(given.lists()), since=since, until=until)
    asked = Asked(
        where=where,
        clock="wall" if given.get("clock") == "wall" else "business",
        compare=given.get("compare") != "no",
    )
    return Question(asked=asked, period=period, since=first, until=last, chosen=chosen, parts=_parts(given))


def one_form(query: str) -> str:
    """A query of Insights as `Question.query` writes it: those that ask the same are equal."""
    return urlencode(_parts(QueryDict(query)))


def _parts(given: QueryDict) -> tuple[tuple[str, str], ...]:
    """ "" of a dimension is a value: those that nobody knows it of."""
    own = bool(given.get("since") or given.get("until"))
    return tuple(
        (name, value)
        for name in _SAID
        for value in (given.getlist(name)[:MOST] if name in DIMENSIONS else given.getlist(name)[-1:])
        if (value or name in DIMENSIONS) and (name, value) not in _GOES_WITHOUT
        if not (own and name == "period")
    )


def _day(given: QueryDict, name: str, system: str) -> date | None:
    text = given.get(name, "").strip()
    return read_day(text, system) if text else None


def _midnight(day: date | None, zone: ZoneInfo) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
