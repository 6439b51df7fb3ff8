"""Chosen: the rows that something is done to, read back from what their buttons and boxes name, within sight."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import QueryDict

from firstreply.core.refusal import Refused
from firstreply.store.queries import inbox_chosen
from firstreply.store.tenancy import acting
from firstreply.web.desk.visit import Visit

MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A lead, and the wait of it that the row showed. `key`: what the page's row goes by."""

    text: str
    lead: UUID
    wait: UUID | None
    name: str
    owner: UUID | None
    team: UUID | None


def chosen(who: Visit, given: QueryDict) -> list[Item]:
    """What was chosen, in order. Refuses `nothing_chosen`, `too_many_chosen`, `not_found` for those out of sight."""
    texts = list(dict.fromkeys(given.getlist("item")))
    if not texts:
        raise Refused("nothing_chosen")
    if len(texts) > MOST:
        raise Refused("too_many_chosen", limit=MOST)
    pairs = {text: pair for text in texts if (pair := _pair(text)) is not None}
    with acting(who.organisation):
        leads = inbox_chosen.leads(who.viewer, {lead for lead, _ in pairs.values()}, who.now)
        waits = inbox_chosen.waits({wait for _, wait in pairs.values() if wait}, list(leads))
    items = [
        Item(
            text=text,
            lead=lead,
            wait=wait,
            name=leads[lead].name,
            owner=leads[lead].owner,
            team=leads[lead].team,
        )
        for text, (lead, wait) in pairs.items()
        if lead in leads and (wait is None or waits.get(wait) == lead)
    ]
    if not items:
        raise Refused("not_found", what="lead", id=texts[0][:80])
    return items


def _pair(text: str) -> tuple[UUID, UUID | None] | None:
    lead, _, wait = text.partition(".")
    try:
        return UUID(lead), UUID(wait) if wait else None
    except ValueError:
        return None
