"""Page: Insights, and what is behind any figure."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse

from firstreply.insights.asked_for import DIMENSIONS, count
from firstreply.insights.dates import Dates
from firstreply.insights.live import (
    Answer,
    ask,
    behind,
)
from firstreply.store.queries import leads, samples
from firstreply.store.tenancy import acting
from firstreply.web.desk.insight import asking, cards, drawn, funnel, groups, steps
from firstreply.web.desk.insight.asking import PATH, Question
from firstreply.web.desk.insight.behind import which
from firstreply.web.desk.insight.filters import filters, stage_names, terms
from firstreply.web.desk.insight.opening import measured, sides
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.page import asks_for_part, show, signed_in
from firstreply.web.desk.views_bar import opened, views_bar
from firstreply.web.desk.visit import Visit

_HEAD: Final = (
    "headline",
    "previous_period",
    "decided",
    "sla",
    "response_rate_30d",
    *steps.PARTS,
    "trend",
    "curve",
    "came",
)
_REST: Final = ("benchmarks", "findings_decided", "funnel")
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
    split = who.request.GET.get("funnel", "")
    split = split if split in funnel.BY else ""
    parts = (
        *_HEAD,
        *_REST,
        *(f"by_{name}" for name in (*groups.FIRST, *by)),
        *(f"funnel_by_{one}" for one in [split] if one),
    )
    answer = ask(who.organisation, who.viewer, asked.asked, *parts, now=who.now)
    facts = {} if answer.preparing is not None else _drawn(who, asked, answer, by, split)
    with acting(who.organisation):
        invented = samples.count()
    return show(
        who,
        "insight/page.html.j2",
        fragment="figures",
        asked=asked,
        answer=answer,
        bar=views_bar(who, _VIEWS, path=PATH, query=asked.query, one_form=asking.one_form),
        path=PATH,
        invented=invented,
        ways=[(name, groups.title(who.words, name), name == split) for name in funnel.BY],
        more=[(name, groups.title(who.words, name), name in by) for name in groups.MORE],
        **filters(who, asked, DIMENSIONS),
        **facts,
    )


@signed_in
def waits(who: Visit) -> HttpResponse:
    """The waits behind a figure, newest first."""
    asked = asking.read(who)
    opened_by = which(who)
    found = behind(
        who.organisation,
        who.viewer,
        asked.asked,
        **opened_by,
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
        sides=sides(who.words, asked, found.sides, opened_by.get("share"), kept),
        measured=measured(who.words, asked, found.sides, opened_by.get("share")),
        onward=asked.address("/insights/waits", **kept, after=found.after or ""),
        csv=asked.address("/insights/waits.csv", **kept),
        back=asked.address(),
    )


def _drawn(who: Visit, asked: Question, answer: Answer, by: tuple[str, ...], split: str) -> dict[str, Any]:
    words, parts = who.words, answer.parts
    dates, called = Dates(words, who.looks.system, answer.zone), stage_names(who)
    return {
        "cards": cards.cards(words, asked, parts, who.viewer),
        "steps": steps.steps(words, asked, parts),
        "limits": steps.LIMITS,
        "sections": drawn.sections(words, dates, asked, parts),
        "tables": groups.groups(words, dates, asked, parts, (*groups.FIRST, *by)),
        "funnel": funnel.funnel(words, asked, parts["funnel"], called),
        "split": split and funnel.split(words, dates, asked, split, parts[f"funnel_by_{split}"], called),
        "findings": drawn.benchmarks(words, asked, parts["benchmarks"], parts["findings_decided"]),
        "terms": terms(answer.definitions),
        "previous": _days(dates, parts["previous_period"]),
        "count": count(parts["headline"]),
    }


def _days(dates: Dates, period: Mapping[str, Any] | None) -> tuple[str, str] | None:
    return (dates.day(period["from"]), dates.day(period["to"])) if period else None


def _chosen(text: str) -> tuple[str, ...]:
    return tuple(name for name in groups.MORE if name in text.split(","))
