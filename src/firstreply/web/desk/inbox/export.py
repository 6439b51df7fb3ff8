"""Export: my leads as a file: the rows of the list as its tab and its conditions have them, all of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.http.response import HttpResponseBase

from firstreply.insights.reasons import mark
from firstreply.store.queries import inbox
from firstreply.store.queries.inbox_asked import Split
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import handed, instant
from firstreply.web.desk.inbox import shown
from firstreply.web.desk.inbox.asked import Asked, asked
from firstreply.web.desk.page import signed_in
from firstreply.web.desk.visit import Visit

_PIECE: Final = 200  #: rows that are in memory at once
_COLUMNS: Final = (
    ("name", mark("Name")),
    ("company", mark("Company")),
    ("at", mark("Due")),
    ("line", mark("Text")),
    ("why", mark("Why")),
    ("channel", mark("Channel")),
    ("language", mark("Language")),
    ("points", mark("Points")),
    ("owner", mark("Owner")),
)
_UNTIL: Final = mark("Until")


@signed_in
def rows(who: Visit) -> HttpResponseBase:
    """The list that the address asks for, from its beginning. Refuses as `handed` does."""
    state = replace(asked(who, who.request.GET), after=None)
    until = {"at": _UNTIL} if state.split is Split.SNOOZED else {}
    titles = [(key, who.words.say(until.get(key, says))) for key, says in _COLUMNS]
    return handed(who, "my-leads", state.query, titles, _rows(who, state))


def _rows(who: Visit, state: Asked) -> Iterator[list[object]]:
    after = None
    while True:
        with acting(who.organisation):  # none of them stays open while somebody downloads slowly
            found, after = inbox.page(who.viewer, state.wanted(who, after=after, limit=_PIECE))
        for one in shown.rows(who, found, {}):
            row = one.row
            at = row.until if state.split is Split.SNOOZED else row.at
            yield [
                one.name, one.company, instant(at), one.line, one.why, one.by, row.language, row.points,
                row.owner_name or "",
            ]  # fmt: skip
        if after is None:
            return
