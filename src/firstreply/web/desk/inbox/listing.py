"""Listing: whom to answer now; and, while the list is looked at, what became of its rows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.store.queries import inbox
from firstreply.store.queries.inbox_asked import Split
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import EXPORTING
from firstreply.web.desk.inbox import shown
from firstreply.web.desk.inbox.asked import Asked, asked, whose_of
from firstreply.web.desk.inbox.outcome import counted
from firstreply.web.desk.inbox.tools import answers, tools
from firstreply.web.desk.page import asks_for_part, show, signed_in
from firstreply.web.desk.sheet.icons import lines
from firstreply.web.desk.views_bar import opened, views_bar
from firstreply.web.desk.visit import Visit

_VIEWS: Final = "inbox"
_PATH: Final = "/inbox"
_MOST: Final = 200  #: rows that are asked about at once
_DAY: Final = timedelta(days=1)


@signed_in
def page(who: Visit) -> HttpResponse:
    """The list, or only its rows for a page that has them already. Views of it are tabs; one may open first."""
    if not asks_for_part(who.request) and (to := opened(who, _VIEWS, _PATH)) is not None:
        return to
    state = asked(who, who.request.GET)
    bar = views_bar(who, _VIEWS, path=_PATH, query=replace(state, after=None).query)
    state = replace(state, plain=bar.all_path)
    return show(who, "inbox/page.html.j2", fragment="list", bar=bar, **listed(who, state))


@signed_in
def rows(who: Visit) -> HttpResponse:
    """Those of the leads and waits named that are in the list now, and what became of the others."""
    state = asked(who, who.request.GET)
    leads = tuple(_ids(who.request.GET.getlist("lead")))
    waits = _ids(who.request.GET.getlist("wait"))
    with acting(who.organisation):
        found, _ = inbox.page(who.viewer, state.wanted(who, leads=leads, after=None, limit=_MOST))
        there = {row.wait for row in found}
        gone = inbox.ended(who.viewer, [one for one in waits if one not in there], who.now)
        looking = inbox.looking({row.lead for row in found}, who.caller.member, who.now)
    over = [shown.over(who, one) for one in gone]
    return show(
        who,
        "inbox/rows.html.j2",
        state=state,
        over=over,
        rows=shown.rows(who, found, looking),
        tools=tools(who),
        may_answer=answers(who),
    )


def listed(who: Visit, state: Asked) -> dict[str, Any]:
    """What the list's template needs."""
    wanted = state.wanted(who)
    with acting(who.organisation):
        found, after = inbox.page(who.viewer, wanted)
        counts = inbox.counts(who.viewer, wanted)
        kinds = inbox.kinds(who.viewer, wanted)
        looking = inbox.looking({row.lead for row in found}, who.caller.member, who.now)
        today = None if found else inbox.today(who.viewer, wanted.today - _DAY, who.now)
    return {
        "state": state,
        "splits": [(one, counted(who.words, counts[one])) for one in Split],
        "whose": whose_of(who),
        "onward": state.but(after=after) if after else "",
        "today": today,
        "narrowing": shown.narrowing(state, kinds, found),
        "way": partial(shown.way, who.words),
        "drawing": lines,
        "tools": tools(who),
        "may_answer": answers(who),
        "may_export": who.caller.role in EXPORTING,
        "rows": shown.rows(who, found, looking),
    }


def _ids(texts: Iterable[str]) -> list[UUID]:
    """The ids among them, so many at the most."""
    found = []
    for text in list(texts)[:_MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
