"""Files: a table of Insights, whole, and every wait behind a figure, as CSV."""

from collections.abc import Iterator
from typing import Final

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.insights.asked_for import DIMENSIONS
from firstreply.insights.live import ask, table_csv, waits_csv
from firstreply.web.desk.handed import csv_file
from firstreply.web.desk.insight import asking
from firstreply.web.desk.insight.behind import which
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.visit import Visit

_CSV: Final = frozenset(
    {
        "headline",
        "any_touch",
        "assigned",
        "called",
        "trend",
        "curve",
        "arrivals",
        "funnel",
        "benchmarks",
        "volume",
        "heatmap",
        "classes",
    }
    | {"volume.per_day", "volume.top_senders", "volume.top_domains", "threads_shape", "threads_shape.lengths"}
    | {f"by_{name}" for name in (*DIMENSIONS, "weekday", "hour")}
    | {f"funnel_by_{name}" for name in ("source", "product", "segment", "campaign", "period")}
)


@signed_in
def table_as_csv(who: Visit) -> HttpResponseBase:
    """A table of a page, whole: a part, or one table of it (`volume.per_day`)."""
    asked, part = asking.read(who), who.request.GET.get("part", "")
    if part not in _CSV:
        raise Refused("not_found", what="part", id=part)
    whole, _, table = part.partition(".")
    answer = ask(who.organisation, who.viewer, asked.asked, whole, now=who.now)
    if answer.preparing is not None:
        raise Refused("insights_preparing", percent=round(answer.preparing * 100))
    found = answer.parts[whole]
    return _file(table_csv(table or whole, found[table] if table else found, who.words), table or whole)


@signed_in
def waits_as_csv(who: Visit) -> HttpResponseBase:
    """Every wait behind a figure."""
    asked = asking.read(who)
    rows = waits_csv(who.organisation, who.viewer, asked.asked, **which(who), now=who.now)
    return _file(rows, "waits")


def _file(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    return csv_file(lines, f"firstreply-{name.replace('_', '-')}.csv")
