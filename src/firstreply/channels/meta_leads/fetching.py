"""Fetching: who filled in a form, of whom Meta names only the id; and everybody since we last looked.

Meta repeats a notice for about a day and a half, and keeps leads for 90 days. We look once an hour, an hour further
back than we got; what is here already is known by its id.
"""

import json
import time
from collections.abc import Mapping
from itertools import dropwhile
from typing import Any, Final

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.ask import NoAnswerError
from firstreply.channels.base import Fetched, Piece, Setup
from firstreply.channels.loose import items, text, whole
from firstreply.channels.meta_leads.graph import WrongError, after, asked, failed, forms, with_ad
from firstreply.core.capture.brought import Wanted

EVERY_S: Final = 3600.0
_OVERLAP_S: Final = 3600
_DAY_S: Final = 86400
_KEPT_DAYS: Final = 90
_PAGES: Final = 20  #: of a hundred leads, in one go
_names: Final[dict[str, tuple[float, str]]] = {}  #: form -> until when it is believed, name


def fetch(wanted: Wanted, setup: Setup) -> Fetched | TryAgain | Rejected:
    """The lead of a notice, or, for an empty id, those that we may have missed."""
    try:
        return _one(wanted, setup) if wanted.id else _Look(setup, wanted.facts).go()
    except (NoAnswerError, WrongError) as error:
        return failed(error)


def _one(wanted: Wanted, setup: Setup) -> Fetched | TryAgain:
    lead = with_ad(setup, wanted.id)
    if not isinstance(lead, Mapping) or text(lead, "id") != wanted.id:
        return TryAgain(reason="meta_not_understood")
    form = text(lead, "form_id") or text(wanted.facts, "form_id")
    return Fetched(pieces=(_piece(lead, form, _name(setup, form)),))


def _piece(lead: Mapping[str, Any], form: str, name: str) -> Piece:
    return Piece(
        payload={"lead": {**lead, "form_id": form}, "form_name": name}, id=f"lead:{text(lead, 'id')}"
    )


def _name(setup: Setup, form: str) -> str:
    """What a form is called; a lead is worth more than the name of its form."""
    until, name = _names.get(form, (0.0, ""))
    if not form or until > time.monotonic():
        return name
    try:
        name = text(asked(setup, form, {"fields": "name"}), "name")
    except (NoAnswerError, WrongError):
        return ""
    if len(_names) > 1000:
        _names.clear()
    _names[form] = time.monotonic() + EVERY_S, name
    return name


class _Look:
    """One look for leads that we may have missed. What cannot be done in one go is gone on with: `facts` say where."""

    def __init__(self, setup: Setup, facts: Mapping[str, Any]) -> None:
        self._setup = setup
        now = int(time.time())
        days = setup.settings.get("history_days")
        back = min(int(days), _KEPT_DAYS) if isinstance(days, int | float) and days > 0 else 0
        self._since = whole(facts, "since") or now - max(back * _DAY_S, _OVERLAP_S)
        self._until = whole(facts, "until") or now
        self._form, self._after = text(facts, "form"), text(facts, "after")
        self._pieces: list[Piece] = []
        self._pages = _PAGES

    def go(self) -> Fetched:
        """Form by form, page by page."""
        every = sorted(forms(self._setup))
        for form, name in dropwhile(lambda one: one[0] < self._form, every):
            cursor = self._after if form == self._form else ""
            while True:
                if not self._pages:
                    return self._later(form, cursor)
                cursor = self._page(form, name, cursor)
                if not cursor:
                    break
        facts = {"since": str(self._until - _OVERLAP_S)}
        return Fetched(pieces=tuple(self._pieces), after=EVERY_S, facts=facts)

    def _page(self, form: str, name: str, cursor: str) -> str:
        self._pages -= 1
        since = {"field": "time_created", "operator": "GREATER_THAN", "value": self._since}
        query = {"limit": "100", "filtering": json.dumps([since])} | ({"after": cursor} if cursor else {})
        told = with_ad(self._setup, f"{form}/leads", query)
        self._pieces += [_piece(one, form, name) for one in items(told, "data") if text(one, "id")]
        return after(told)

    def _later(self, form: str, cursor: str) -> Fetched:
        facts = {"since": str(self._since), "until": str(self._until), "form": form, "after": cursor}
        return Fetched(pieces=tuple(self._pieces), after=1.0, facts=facts)
