"""Reached: the leads that got to a stage of the funnel, page by page, and all of them as CSV."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.insights.live import behind_funnel
from firstreply.insights.reasons import mark
from firstreply.store.queries import leads
from firstreply.store.queries.leads import LeadShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import EXPORTING, handed, instant
from firstreply.web.desk.insight import asking
from firstreply.web.desk.insight.asking import Question
from firstreply.web.desk.insight.filters import stage_names
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

_LIMIT: Final = 50
_PIECE: Final = 500
_COLUMNS: Final = (
    ("name", mark("Name")),
    ("company", mark("Company")),
    ("stage", mark("Stage")),
    ("inquired", mark("Last inquiry")),
)


@signed_in
def page(who: Visit) -> HttpResponse:
    """The newest first."""
    asked, stage = asking.read(who), who.request.GET.get("stage", "")
    after = who.request.GET.get("after") or None
    found = behind_funnel(who.organisation, who.viewer, asked.asked, stage, after=after, limit=_LIMIT)
    return show(
        who,
        "insight/leads.html.j2",
        rows=_seen(who, found.ids),
        total=found.total,
        onward=asked.address("/insights/leads", stage=stage, after=found.after) if found.after else "",
        csv=asked.address("/insights/leads.csv", stage=stage) if who.caller.role in EXPORTING else "",
        back=asked.address(),
    )


@signed_in
def as_csv(who: Visit) -> HttpResponseBase:
    """All of them. Refuses `export_not_allowed`, like every list of leads."""
    asked, stage = asking.read(who), who.request.GET.get("stage", "")
    titles = [(key, who.words.say(says)) for key, says in _COLUMNS]
    query = asked.address("", stage=stage).removeprefix("?")
    return handed(who, "leads", query, titles, _rows(who, asked, stage))


def _rows(who: Visit, asked: Question, stage: str) -> Iterator[tuple[str, ...]]:
    names = stage_names(who)
    after: str | None = ""
    while after is not None:
        found = behind_funnel(
            who.organisation, who.viewer, asked.asked, stage, after=after or None, limit=_PIECE
        )
        for one in _seen(who, found.ids):
            yield one.name, one.company, names.get(one.stage, one.stage), instant(one.inquired_at)
        after = found.after


def _seen(who: Visit, ids: list[UUID]) -> list[LeadShown]:
    """Those that the viewer may see, in the same order; one query."""
    with acting(who.organisation):
        found = {one.id: one for one in leads.several(who.viewer, set(ids))}
    return [found[own] for own in ids if own in found]
