"""Page: Insights, the waits behind any figure, and both as CSV."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.insights.asked_for import DIMENSIONS, IDS, count, id_of
from firstreply.insights.dates import Dates
from firstreply.insights.day_input import typed
from firstreply.insights.live import (
    Answer,
    Group,
    Share,
    Which,
    ask,
    behind,
    behind_funnel,
    known,
    table_csv,
    waits_csv,
)
from firstreply.insights.metrics import registry
from firstreply.insights.statistics.buckets import NAMES
from firstreply.store.queries import leads, samples, stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.insight import asking, cards, drawn, groups
from firstreply.web.desk.insight.asking import PATH, PERIODS, Question
from firstreply.web.desk.insight.opening import KINDS, SIDES, measured, sides
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.page import asks_for_part, show, signed_in
from firstreply.web.desk.views_bar import opened, views_bar
from firstreply.web.desk.visit import Visit

_HEAD: Final = (
    "headline",
    "previous_period",
    "decided",
    "sla",
    "response_rate_30d",
    "trend",
    "curve",
    "came",
)
_REST: Final = ("benchmarks", "findings_decided", "funnel")
_CSV: Final = frozenset(
    {"headline", "trend", "curve", "arrivals", "funnel", "benchmarks", "volume", "heatmap"}
    | {f"by_{name}" for name in (*DIMENSIONS, "weekday", "hour")}
    | {f"funnel_by_{name}" for name in ("source", "product", "segment", "campaign", "period")}
)
_ENDS: Final = frozenset({"answered", "open", "dismissed", "voided", "off_hours", "covered", *SIDES})
_OPENED: Final = (
    "group",
    "key",
    "share",
    "limit",
    "end",
    "bucket",
)  #: what an address says of the waits it opens
_VIEWS: Final = "insights"
_LIMIT: Final = 50


@signed_in
def page(who: Visit) -> HttpResponse:
    """How fast, how many, how well: filters in the address, every figure opens. A view of it may open first."""
    if not asks_for_part(who.request) and (to := opened(who, _VIEWS, PATH)) is not None:
        return to
    asked = asking.read(who)
    by = _chosen(who.request.GET.get("by", ""))
    parts = (*_HEAD, *_REST, *(f"by_{name}" for name in (*groups.FIRST, *by)))
    answer = ask(who.organisation, who.viewer, asked.asked, *parts, now=who.now)
    facts = {} if answer.preparing is not None else _drawn(who, asked, answer, by)
    with acting(who.organisation):
        invented = samples.count()
    return show(
        who,
        "insight/page.html.j2",
        fragment="figures",
        asked=asked,
        answer=answer,
        bar=views_bar(who, _VIEWS, path=PATH, query=asked.query, one_form=asking.one_form),
        invented=invented,
        more=[(name, groups.title(who.words, name), name in by) for name in groups.MORE],
        **_filters(who, asked),
        **facts,
    )


@signed_in
def waits(who: Visit) -> HttpResponse:
    """The waits behind a figure, newest first."""
    asked = asking.read(who)
    which = _behind(who)
    found = behind(
        who.organisation,
        who.viewer,
        asked.asked,
        **which,
        after=who.request.GET.get("after") or None,
        limit=_LIMIT,
        now=who.now,
    )
    with acting(who.organisation):
        wanted = {row.wait.lead_id for row in found.rows if row.wait.lead_id}
        named = {one.id: one for one in leads.several(who.viewer, wanted)}
    kept = {name: who.request.GET.get(name, "") for name in _OPENED}
    return show(
        who,
        "insight/waits.html.j2",
        fragment="rows",
        asked=asked,
        found=found,
        named=named,
        kind=kind,
        sides=sides(who.words, asked, found.sides, which.get("share"), kept),
        measured=measured(who.words, asked, found.sides, which.get("share")),
        onward=asked.address("/insights/waits", **kept, after=found.after or ""),
        csv=asked.address("/insights/waits.csv", **kept),
        back=asked.address(),
    )


@signed_in
def reached(who: Visit) -> HttpResponse:
    """The leads that reached a stage of the funnel."""
    asked = asking.read(who)
    stage = who.request.GET.get("stage", "")
    ids = behind_funnel(who.organisation, who.viewer, asked.asked, stage, limit=_LIMIT, now=who.now)
    with acting(who.organisation):
        found = leads.several(who.viewer, set(ids))
    order = {own: place for place, own in enumerate(ids)}
    rows = sorted(found, key=lambda one: order[one.id])
    return show(who, "insight/leads.html.j2", stage=stage, rows=rows, back=asked.address(), most=_LIMIT)


@signed_in
def table_as_csv(who: Visit) -> HttpResponseBase:
    """A table of the page, whole."""
    asked, part = asking.read(who), who.request.GET.get("part", "")
    if part not in _CSV:
        raise Refused("not_found", what="part", id=part)
    answer = ask(who.organisation, who.viewer, asked.asked, part, now=who.now)
    if answer.preparing is not None:
        raise Refused("insights_preparing", percent=round(answer.preparing * 100))
    return _file(table_csv(part, answer.parts[part], who.words), part)


@signed_in
def waits_as_csv(who: Visit) -> HttpResponseBase:
    """Every wait behind a figure."""
    asked = asking.read(who)
    rows = waits_csv(who.organisation, who.viewer, asked.asked, **_behind(who), now=who.now)
    return _file(rows, "waits")


def _file(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        (line.encode() for line in lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="firstreply-{name.replace("_", "-")}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _drawn(who: Visit, asked: Question, answer: Answer, by: tuple[str, ...]) -> dict[str, Any]:
    words, parts = who.words, answer.parts
    dates = Dates(words, who.looks.system, answer.zone)
    return {
        "cards": cards.cards(words, asked, parts),
        "sections": drawn.sections(words, dates, asked, parts),
        "tables": groups.groups(words, dates, asked, parts, (*groups.FIRST, *by)),
        "funnel": drawn.funnel(words, asked, parts["funnel"], _stages(who)),
        "findings": drawn.benchmarks(words, asked, parts["benchmarks"], parts["findings_decided"]),
        "terms": _terms(answer.definitions),
        "previous": _days(dates, parts["previous_period"]),
        "count": count(parts["headline"]),
    }


def _days(dates: Dates, period: Mapping[str, Any] | None) -> tuple[str, str] | None:
    return (dates.day(period["from"]), dates.day(period["to"])) if period else None


def _terms(definitions: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Title and sentence of every metric, those that the answer does not define included."""
    found = {name: (one.title, one.sentence) for name, one in registry.EVERY.items()}
    return found | {name: (one["title"], one["sentence"]) for name, one in definitions.items()}


def _filters(who: Visit, asked: Question) -> dict[str, Any]:
    """What can be chosen; a dimension with nothing to choose from is left out."""
    offered = known(who.organisation, who.viewer, who.now)
    dates = Dates(who.words, who.looks.system, who.zone)
    channels = [(one, kind(who.words, one).name) for one, _ in offered.get("channels") or ()]
    called = {**offered, "channels": channels}
    choices = [
        (name, groups.title(who.words, name), called.get(field) or [], asked.chosen.get(name, ()))
        for name, (field, _) in DIMENSIONS.items()
    ]
    return {
        "choices": [one for one in choices if one[2] or one[3]],
        "periods": [(name, who.words.digits(who.words.say(title))) for name, title in PERIODS],
        "since": typed(asked.since, dates),
        "until": typed(asked.until, dates),
    }


def _stages(who: Visit) -> Mapping[str, str]:
    with acting(who.organisation):
        own = stages.named()
        return own | {one.key: stage_name(who.words, one.key, one.name) for one in stages.stages()}


def _chosen(text: str) -> tuple[str, ...]:
    return tuple(name for name in groups.MORE if name in text.split(","))


def _behind(who: Visit) -> Which:
    """Group, end and bucket that the address names; what is none of ours asks for nothing."""
    given = who.request.GET
    dimension, key = given.get("group", ""), given.get("key", "")
    group: Group | None = None
    if dimension in (*DIMENSIONS, "weekday", "hour", "trend", "arrivals"):
        group = Group(dimension, _key(dimension, key))
    end, bucket = given.get("end", ""), given.get("bucket", "")
    kind, limit = given.get("share", ""), given.get("limit", "")
    seconds = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) < 9 else 0
    return {
        "share": Share(kind, seconds) if kind in KINDS else None,
        "group": group,
        "end": end if end in _ENDS else "",
        "bucket": bucket if bucket in NAMES else "",
    }


def _key(dimension: str, key: str) -> Any:
    if not key:
        return None
    if dimension in ("weekday", "hour", "trend", "arrivals"):
        return int(key) if key.isascii() and key.isdecimal() and len(key) < 12 else None
    if dimension in IDS:
        return id_of(key)
    return key
