"""Chosen: what stands in the address of a list of leads, read, and written back in one way only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from firstreply.core.lead.fold import ascii_digits
from firstreply.store.queries.board import OF_BOARD, ORDERS
from firstreply.store.queries.deals import Chosen

#: In the order in which an address has them; `stage` and `cols` are of the list only.
NAMES: Final = (
    "owner",
    "team",
    "source",
    "product",
    "segment",
    "tag",
    "points",
    "q",
    "stage",
    "order",
    "cols",
)
BOARD: Final = "rotting"  #: the order of a board that goes without saying
NOBODY: Final = "none"
ME: Final = "me"
_LONGEST: Final = 200
_FACETS: Final = ("product", "segment", "tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What was asked for. `given` is what stood there, by name; what means nothing is left out."""

    chosen: Chosen
    order: str
    stages: tuple[str, ...]
    given: Mapping[str, str]

    @property
    def query(self) -> str:
        """What stands after the ?, always in the same order."""
        return urlencode(self.given)

    @property
    def shown(self) -> dict[str, str]:
        """What stands in each field of a form, empty ones included."""
        return {name: self.given.get(name, "") for name in NAMES}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for but an order and columns."""
        return any(name in self.given for name in NAMES[:-2])

    def without(self, *names: str) -> str:
        """The query without some of it."""
        return urlencode({name: value for name, value in self.given.items() if name not in names})


def read(asked: QueryDict, me: UUID | None, *, order: str) -> Address:
    """Read an address; a page stands for whatever it says: what cannot be read asks for nothing.

    `me` is whom "me" means; `order` what is usual.
    """
    given = {name: value for name in NAMES if (value := " ".join(asked.get(name, "").split())[:_LONGEST])}
    owner = me if given.get("owner") == ME else _id(given.get("owner"))
    points = _points(given.get("points", ""))
    wanted = given.get("order", order)
    chosen = Chosen(
        owner=owner,
        unowned=given.get("owner") == NOBODY,
        team=_id(given.get("team")),
        source=_id(given.get("source")),
        points=points,
        facets=tuple((name, given[name]) for name in _FACETS if name in given),
        text=given.get("q", ""),
    )
    meant = {
        "owner": chosen.unowned or owner is not None,
        "team": chosen.team is not None,
        "source": chosen.source is not None,
        "points": points is not None,
        "order": wanted in ORDERS and wanted != order,
    }
    kept = {name: value for name, value in given.items() if meant.get(name, True)}
    stages = tuple(one for one in given.get("stage", "").split(",") if one)
    return Address(chosen=chosen, order=wanted if wanted in ORDERS else order, stages=stages, given=kept)


def of_board(asked: QueryDict, me: UUID | None) -> Address:
    """The same for a board: it has all stages, and orders of its own."""
    address = read(asked, me, order=BOARD)
    if address.order in OF_BOARD:
        return address
    given = {name: value for name, value in address.given.items() if name != "order"}
    return Address(chosen=address.chosen, order=BOARD, stages=address.stages, given=given)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _points(text: str) -> int | None:
    digits = ascii_digits(text)
    try:
        found = int(digits)
    except ValueError:
        return None
    return found if abs(found) < 10**6 else None
