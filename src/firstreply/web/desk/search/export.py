"""Export: exactly what a list shows, as a file: its filters, columns and order, in pages, whatever their number."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.lead.persona import plain_number
from firstreply.core.member import Role
from firstreply.core.permission import MARKETING
from firstreply.core.refusal import Refused
from firstreply.journey import audit
from firstreply.store.queries import board
from firstreply.store.queries.choices import choices, hours
from firstreply.store.queries.counts import stages as kept
from firstreply.store.queries.paging import After
from firstreply.store.queries.stages import known as known_stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.search.cards import CardShown, Telling
from firstreply.web.desk.search.chosen import Address, read
from firstreply.web.desk.search.columns import Column, columns
from firstreply.web.desk.visit import Visit

EXPORTING: Final = MARKETING | {Role.MANAGER}
PIECE: Final = 500  #: rows that are in memory at once
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@signed_in
def leads(who: Visit) -> HttpResponseBase:
    """CSV in UTF-8; with `excel` so that spreadsheets open it as they are. Refuses `export_not_allowed`."""
    if who.caller.role not in EXPORTING:
        raise Refused("export_not_allowed")
    address = read(who.request.GET, who.caller.member, order="newest")
    if who.request.GET.get("of") == "pipeline":
        address = read(who.request.GET, who.caller.member, order="rotting")
    shown = columns(address.given.get("cols", ""))
    with acting(who.organisation):
        data = {"what": "leads", "query": address.query, "columns": [one.key for one in shown]}
        audit.note("exported", now=who.now, member=who.caller.member, came=_came(who), data=data)
    response = StreamingHttpResponse(_lines(who, address, shown), content_type="text/csv; charset=utf-8")
    name = f"leads-{who.now.astimezone(UTC):%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(who: Visit, address: Address, shown: list[Column]) -> Iterator[str]:
    mark = "\ufeff" if who.request.GET.get("excel") else ""
    yield mark + _line(who.words.say(one.says) for one in shown)
    after: After | None = None
    viewer, now = who.viewer, datetime.now(UTC)
    while True:
        with acting(who.organisation):  # none of them stays open while somebody downloads slowly
            known, names, told = known_stages(), choices(), hours()
            asked = address.stages
            if not asked and board.is_by_stage(address.order):
                asked = tuple(dict.fromkeys([*(one.key for one in known.stages), *kept(viewer, now)]))
            page = board.rows(viewer, asked, address.chosen, address.order, after, PIECE)
        telling = Telling(who.words, known, names, told, now)
        yield "".join(_line(_cell(column, card) for column in shown) for card in telling.cards(page.rows))
        after = page.after
        if after is None:
            return


def _cell(column: Column, card: CardShown) -> str:
    value: Any = column.told(card)
    if isinstance(value, Decimal):
        return plain_number(value.normalize())
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int) else text


def _line(cells: Any) -> str:
    """Nothing in it is a formula: what would be one has a sign before it."""
    out = io.StringIO()
    csv.writer(out).writerow(list(cells))
    return out.getvalue()


def _came(who: Visit) -> audit.From:
    return audit.From(who.request.META.get("REMOTE_ADDR", ""), who.request.headers.get("User-Agent", ""))
