"""Board: leads by stage, and everything that is known of each stage without counting it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse

from firstreply.core.permission import DECIDING, Act
from firstreply.core.refusal import Refused
from firstreply.store.queries import board as asked
from firstreply.store.queries.choices import choices, hours
from firstreply.store.queries.deals import Card, Counted
from firstreply.store.queries.stages import known as known_stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import EXPORTING
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.search import cursor
from firstreply.web.desk.search.cards import CardShown, StageShown, Telling, money, stages_shown
from firstreply.web.desk.search.chosen import BOARD, Address, of_board
from firstreply.web.desk.search.listing import VIEWS
from firstreply.web.desk.views_bar import opened, views_bar
from firstreply.web.desk.visit import Visit

PATH: Final = "/pipeline"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShown:
    """A stage on the board. `more`: the query of its further cards; "" where there are none."""

    stage: StageShown
    cards: list[CardShown]
    counted: Counted
    worth: str
    more: str
    is_retired: bool


@signed_in
def page(who: Visit) -> HttpResponse:
    """Every stage with its first cards."""
    if (to := opened(who, VIEWS, PATH)) is not None:
        return to
    return show(who, "pipeline/board.html.j2", fragment="board", **facts(who))


@signed_in
def more(who: Visit) -> HttpResponse:
    """The further cards of one stage. Refuses `stage_unknown`."""
    address, key = _address(who), who.request.GET.get("of", "")
    after = cursor.read(address.order, who.request.GET.get("after", ""))
    viewer = who.viewer
    with acting(who.organisation):
        known, names, told = known_stages(), choices(), hours()
        found = asked.column(viewer, key, address.chosen, address.order, after)
    if not found.rows and not any(one.key == key for one in known.stages):
        raise Refused("stage_unknown", stage=key, known=", ".join(one.key for one in known.stages))
    telling = Telling(who.words, known, names, told, who.now)
    shown = [_card(who, telling, one) for one in found.rows]
    further = _more(address, key, found.after)
    return show(who, "pipeline/more.html.j2", cards=shown, more=further, key=key, address=address)


def facts(who: Visit) -> dict[str, Any]:
    """What the board shows. The number of queries depends on nothing that is found."""
    address, viewer = _address(who), who.viewer
    with acting(who.organisation):
        known, names, told = known_stages(), choices(), hours()
        keys = [one.key for one in known.stages]
        found = asked.columns(viewer, keys, address.chosen, address.order, who.now)
    telling = Telling(who.words, known, names, told, who.now)
    shown = {one.key: one for one in stages_shown(who.words, known.stages)}
    return {
        "address": address,
        "bar": views_bar(who, VIEWS, path=PATH, query=address.query),
        "path": PATH,
        "order_usual": BOARD,
        "orders": asked.OF_BOARD,
        "names": names,
        "stages": list(shown.values()),
        "columns": [
            ColumnShown(
                stage=shown.get(one.stage) or _retired(who, one.stage, known.named),
                cards=[_card(who, telling, card) for card in one.cards],
                counted=one.counted,
                worth=money(who.words, one.counted.inside.worth) if one.counted.inside else "",
                more=_more(address, one.stage, one.after),
                is_retired=one.stage not in shown,
            )
            for one in found
        ],
        "may_export": who.caller.role in EXPORTING,
        "may_decide": who.caller.role in DECIDING,
    }  # fmt: skip


def _retired(who: Visit, key: str, named: Mapping[str, str]) -> StageShown:
    """A stage that leads are still in and none goes to any more."""
    name = stage_name(who.words, key, named.get(key, ""))
    return StageShown(key=key, name=name, number=0, kind="", reasons=())


def _address(who: Visit) -> Address:
    return of_board(who.request.GET, who.caller.member)


def _card(who: Visit, telling: Telling, lead: Card) -> CardShown:
    return telling.card(lead, may_move=who.may(Act.MOVE_STAGE, owner=lead.owner_id, team=lead.team_id))


def _more(address: Address, key: str, after: Any) -> str:
    if after is None:
        return ""
    return urlencode({**address.given, "of": key, "after": cursor.written(address.order, after)})
