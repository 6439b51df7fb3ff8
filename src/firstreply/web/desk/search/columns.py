"""Columns: what a list of leads may show of each, for the eye and for a file."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from firstreply.insights.reasons import mark
from firstreply.web.desk.handed import instant
from firstreply.web.desk.search.cards import CardShown


class Column(NamedTuple):
    """One column. `kind`: text, ltr (numbers and addresses), number, money, moment, ago or step; `told` for files."""

    key: str
    says: str
    kind: str
    told: Callable[[CardShown], Any]
    order: str = ""


def _of(name: str) -> Callable[[CardShown], Any]:
    return lambda one: one.lead.persona.get(name, "")


def _first(name: str) -> Callable[[CardShown], Any]:
    return lambda one: ", ".join(one.lead.persona.get(name, ()))


def _step(one: CardShown) -> str:
    return one.lead.next.title if one.lead.next else ""


_ALL: Final = (
    Column("name", mark("Name"), "text", lambda one: one.lead.name),
    Column("company", mark("Company"), "text", lambda one: one.lead.company),
    Column("stage", mark("Stage"), "text", lambda one: one.stage),
    Column("owner", mark("Owner"), "text", lambda one: one.owner),
    Column("team", mark("Team"), "text", lambda one: one.team),
    Column("source", mark("Source"), "text", lambda one: one.source),
    Column("points", mark("Points"), "number", lambda one: one.lead.points, "points"),
    Column("value", mark("Deal value"), "money", lambda one: one.lead.deal_size, "value"),
    Column("currency", mark("Currency"), "ltr", lambda one: one.lead.currency),
    Column("step", mark("Next step"), "step", _step),
    Column("since", mark("In stage"), "ago", lambda one: instant(one.lead.since)),
    Column("contact", mark("Last contact"), "ago", lambda one: instant(one.lead.contact_at), "rotting"),
    Column("inquired", mark("Last inquiry"), "ago", lambda one: instant(one.lead.inquired_at), "inquired"),
    Column("created", mark("First seen"), "ago", lambda one: instant(one.lead.created_at), "newest"),
    Column("email", mark("E-mail"), "ltr", _first("emails")),
    Column("phone", mark("Phone"), "ltr", _first("phones")),
    Column("product", mark("Product"), "text", _of("product")),
    Column("segment", mark("Segment"), "text", _of("segment")),
    Column("tags", mark("Tags"), "text", _first("tags")),
    Column("country", mark("Country"), "ltr", _of("country")),
    Column("city", mark("City"), "text", _of("city")),
)  # fmt: skip
COLUMNS: Final = {one.key: one for one in _ALL}
USUAL: Final = ("name", "company", "stage", "owner", "value", "step", "since", "contact", "points")


def columns(asked: str) -> list[Column]:
    """Those that an address names, in its order; the usual ones where it names none."""
    keys = [key for key in dict.fromkeys(asked.split(",")) if key in COLUMNS]
    return [COLUMNS[key] for key in keys or USUAL]
