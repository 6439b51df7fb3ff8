"""Export: exactly what a list shows, as a file: its filters, columns and order, in pages, whatever their number."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from django.http.response import HttpResponseBase

from firstreply.core.lead.persona import plain_number
from firstreply.insights.reasons import mark
from firstreply.store.queries import board, find
from firstreply.store.queries.choices import choices, hours
from firstreply.store.queries.counts import stages as kept
from firstreply.store.queries.paging import After
from firstreply.store.queries.stages import known as known_stages
from firstreply.store.queries.stages import named
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import handed, instant
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.search.cards import CardShown, Telling
from firstreply.web.desk.search.chosen import Address, of_board, read
from firstreply.web.desk.search.columns import Column, columns
from firstreply.web.desk.search.page import FIELDS, MOST, asked_for
from firstreply.web.desk.visit import Visit

PIECE: Final = 500  #: rows that are in memory at once
_HITS: Final = (
    ("name", mark("Name")),
    ("company", mark("Company")),
    ("email", mark("E-mail")),
    ("phone", mark("Phone")),
    ("stage", mark("Stage")),
    ("points", mark("Points")),
    ("inquired", mark("Last inquiry")),
    ("field", mark("Found in")),
    ("text", mark("Text")),
)


@signed_in
def leads(who: Visit) -> HttpResponseBase:
    """The list of leads; with `of=pipeline` the board, stage by stage. Refuses as `handed` does."""
    is_board = who.request.GET.get("of") == "pipeline"
    address = of_board(who.request.GET, who.caller.member) if is_board else _of_list(who)
    shown = columns(address.given.get("cols", ""))
    titles = [(one.key, who.words.say(one.says)) for one in shown]
    rows = _rows(who, address, shown, by_stage=is_board)
    return handed(who, "pipeline" if is_board else "leads", address.query, titles, rows)


@signed_in
def hits(who: Visit) -> HttpResponseBase:
    """What a search finds, as it shows it. Refuses as `handed` does."""
    asked = asked_for(who)
    titles = [(key, who.words.say(says)) for key, says in _HITS]
    return handed(who, "search", asked, titles, _found(who, asked))


def _of_list(who: Visit) -> Address:
    return read(who.request.GET, who.caller.member, order="newest")


def _found(who: Visit, asked: str) -> Iterator[list[object]]:
    with acting(who.organisation):
        found, known = find.find(who.viewer, asked, limit=MOST), named()
    for one in found.hits:
        yield [
            one.name, one.company, one.email, one.phone,
            stage_name(who.words, one.stage, known.get(one.stage, "")), one.points, instant(one.inquired_at),
            who.words.say(FIELDS[one.field]), "".join(piece.text for piece in one.pieces),
        ]  # fmt: skip


def _rows(
    who: Visit, address: Address, shown: list[Column], *, by_stage: bool = False
) -> Iterator[list[object]]:
    with acting(who.organisation):
        known = known_stages()
        every = tuple(dict.fromkeys([*(one.key for one in known.stages), *sorted(kept(who.viewer, who.now))]))
    if by_stage:
        for key in every:
            yield from _pages(who, address, (key,), shown)
        return
    asked = address.stages
    if not asked and board.is_by_stage(address.order):
        asked = every
    yield from _pages(who, address, asked, shown)


def _pages(
    who: Visit, address: Address, stages: tuple[str, ...], shown: list[Column]
) -> Iterator[list[object]]:
    after: After | None = None
    viewer, now = who.viewer, datetime.now(UTC)
    while True:
        with acting(who.organisation):  # none of them stays open while somebody downloads slowly
            known, names, told = known_stages(), choices(), hours()
            page = board.rows(viewer, stages, address.chosen, address.order, after, PIECE)
        for card in Telling(who.words, known, names, told, now).cards(page.rows):
            yield [_cell(column, card) for column in shown]
        after = page.after
        if after is None:
            return


def _cell(column: Column, card: CardShown) -> object:
    value = column.told(card)
    return plain_number(value.normalize()) if isinstance(value, Decimal) else value
