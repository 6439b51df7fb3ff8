"""Listing: leads as a list: the same views as the board, with columns to choose from."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead.stage import Stage
from firstreply.store.queries import board
from firstreply.store.queries.choices import choices, hours
from firstreply.store.queries.counts import stages as kept
from firstreply.store.queries.deals import Card
from firstreply.store.queries.paging import After, Page
from firstreply.store.queries.stages import known as known_stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import EXPORTING
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.search import cursor
from firstreply.web.desk.search.cards import Telling, stages_shown
from firstreply.web.desk.search.chosen import Address, read
from firstreply.web.desk.search.columns import COLUMNS, columns
from firstreply.web.desk.views_bar import opened, views_bar
from firstreply.web.desk.visit import Visit

PATH: Final = "/leads"
ROWS: Final = 50
ORDER: Final = "newest"
#: Both pages show the same leads, so they have the same views.
VIEWS: Final = "leads"


@signed_in
def page(who: Visit) -> HttpResponse:
    """The leads that an address asks for, `ROWS` of them, and where more begin."""
    if (to := opened(who, VIEWS, PATH)) is not None:
        return to
    address = read(who.request.GET, who.caller.member, order=ORDER)
    return show(who, "search/leads.html.j2", fragment=_part(who), **facts(who, address))


def facts(who: Visit, address: Address) -> dict[str, Any]:
    """What the list shows. The number of queries depends on nothing that is found."""
    viewer, after = who.viewer, cursor.read(address.order, who.request.GET.get("after", ""))
    with acting(who.organisation):
        known, names, told = known_stages(), choices(), hours()
        found = listed(who, address, known.stages, after, ROWS)
        counted = kept(viewer, who.now, owner=address.chosen.owner, unowned=address.chosen.unowned,
                       teams=_teams(address)) if address.chosen.is_counted else {}  # fmt: skip
    telling = Telling(who.words, known, names, told, who.now)
    keys = address.stages or tuple(counted)
    number = sum(one.leads for key, one in counted.items() if key in keys)
    return {
        "address": address,
        "bar": views_bar(who, VIEWS, path=PATH, query=address.query),
        "path": PATH,
        "order_usual": ORDER,
        "orders": tuple(board.ORDERS),
        "names": names,
        "stages": stages_shown(who.words, known.stages),
        "columns": columns(address.given.get("cols", "")),
        "all_columns": list(COLUMNS.values()),
        "rows": telling.cards(found.rows),
        "more": more(address, found.after),
        "is_first": after is None,
        "total": number if address.chosen.is_counted else None,
        "may_export": who.caller.role in EXPORTING,
    }


def listed(
    who: Visit, address: Address, known: tuple[Stage, ...], after: After | None, limit: int
) -> Page[Card]:
    """A page of the list; inside a transaction."""
    asked = address.stages
    if not asked and board.is_by_stage(address.order):
        asked = tuple(dict.fromkeys([*(one.key for one in known), *kept(who.viewer, who.now)]))
    return board.rows(who.viewer, asked, address.chosen, address.order, after, limit)


def more(address: Address, after: After | None) -> str:
    """The query of the rows that follow; "" where none do."""
    return (
        "" if after is None else urlencode({**address.given, "after": cursor.written(address.order, after)})
    )


def _teams(address: Address) -> list[UUID]:
    return [address.chosen.team] if address.chosen.team else []


def _part(who: Visit) -> str:
    return "more" if "after" in who.request.GET else "list"
