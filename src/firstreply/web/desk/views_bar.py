"""Views bar: saved views as tabs over a list. Every page with lists may include `search/views_bar.html.j2`:

bar = views_bar(who, "inbox", path="/inbox", query=canonical)   # facts: bar=bar
{% include "search/views_bar.html.j2" %}
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from django.http import HttpResponse

from firstreply.core.permission import DECIDING
from firstreply.store.queries.views import ViewShown, opening, views
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import SeeOther
from firstreply.web.desk.visit import Visit

ALL: Final = "all=1"  #: what an address says that asks for nothing, where a view would open otherwise


class Tab(NamedTuple):
    """A view as a tab. `may`: its name, order and whether everybody sees it may be changed by whoever looks."""

    view: ViewShown
    path: str
    is_here: bool
    may: bool


class Bar(NamedTuple):
    """The tabs of a page, what stands in its address now, and whether that can be saved."""

    page: str
    path: str
    query: str
    tabs: list[Tab]
    is_all: bool
    all_path: str
    may_save: bool

    @property
    def here(self) -> Tab | None:
        """The view that the page shows right now."""
        return next((one for one in self.tabs if one.is_here), None)


def views_bar(who: Visit, page: str, *, path: str, query: str, one_form: Callable[[str], str] = str) -> Bar:
    """The bar of a page whose address is `path?query`, `query` in its one form. One query.

    `one_form` brings what was saved in another form into that one.
    """
    member = who.caller.member
    with acting(who.organisation):
        found = views(page, member)
    tabs = [
        Tab(one, f"{path}?{said or ALL}", said == query, one.mine or who.caller.role in DECIDING)
        for one, said in ((one, one_form(one.query)) for one in found)
    ]
    some = any(one.opens for one in found)
    return Bar(
        page=page,
        path=path,
        query=query,
        tabs=tabs,
        is_all=not query,
        all_path=f"{path}?{ALL}" if some else path,
        may_save=member is not None
        and bool(query)
        and not any(one.is_here and one.view.mine for one in tabs),
    )


def opened(who: Visit, page: str, path: str) -> HttpResponse | None:
    """Where a page goes whose address says nothing, if somebody chose a view for that."""
    if who.request.GET:
        return None
    with acting(who.organisation):
        query = opening(page, who.caller.member)
    return SeeOther(f"{path}?{query}") if query else None
