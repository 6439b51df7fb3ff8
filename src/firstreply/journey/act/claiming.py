"""Claiming: the most urgent of what somebody may take is theirs; and is taken by others again if that was a mistake."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey.act.deed import Deed
from firstreply.journey.act.hands import claim
from firstreply.journey.act.returning import give_back
from firstreply.store.models import Assignment, Lead
from firstreply.store.queries import inbox

_TRIES: Final = 20


def claim_next(*, by: UUID, now: datetime) -> Deed:
    """Take the most urgent of what is offered to them or stands in their pools. Refuses `nothing_to_claim`.

    Leads are taken one at a time (`journey.acted`): of two who press at once each gets another one.
    """
    passed: list[UUID] = []
    while len(passed) < _TRIES and (offer := inbox.claimable(by, now, passed)) is not None:
        try:
            return claim(offer, by=by, now=now)
        except Refused:  # the list may offer what the act, which looks closer, does not give
            passed.append(offer)
    raise Refused("nothing_to_claim")


def release(lead: UUID, made: UUID, *, by: UUID | None, now: datetime, but: Collection[UUID] = ()) -> Deed:
    """Give back what they claimed by `made`: to whose it was, to the pool, or on to the next in line.

    Refuses as `give_back` does.
    """
    deed = give_back(lead, made, by=by, now=now)
    nobodys = Lead.objects.filter(pk=lead, owner=None).exists()
    if nobodys and deed.made and Assignment.objects.filter(pk=deed.made, pool=None).exists():
        return replace(deed, route=(lead,), declined=frozenset(but))
    return deed
