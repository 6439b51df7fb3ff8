"""Undoing: the reverse of what is done on the list. What can no longer be reversed is refused, and says why."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey import acted as did
from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.visit import Visit

_One = TypeVar("_One")


def wake(who: Visit, leads: list[str]) -> None:
    """Leads that were snoozed are in the list again."""
    if who.caller.member is not None:
        did.wake(who.organisation, ids(leads), by=who.caller.member)


def snooze_again(who: Visit, pairs: list[list[str]]) -> None:
    """Leads that were shown again are hidden until when they were."""
    if who.caller.member is None:
        return
    until: dict[str, list[str]] = {}
    for lead, at in pairs:
        until.setdefault(at, []).append(lead)
    for at, leads in until.items():
        did.snooze(
            who.organisation, ids(leads), datetime.fromisoformat(at), by=who.caller.member, now=who.now
        )


def give_back(who: Visit, pairs: list[list[str]]) -> None:
    """Leads that were given away are whose they were."""
    _all(pairs, lambda pair: did.give_back(who.organisation, *ids(pair), by=who.caller.member, now=who.now))


def reopen(who: Visit, waits: list[str]) -> None:
    """What was closed or set aside waits again, from its original start."""
    _all(ids(waits), lambda one: did.reopen(who.organisation, one, by=who.caller.member, now=who.now))


def unsay(who: Visit, facts: list[str]) -> None:
    """Calls that were written down did not happen."""
    _all(ids(facts), lambda one: did.unsay(who.organisation, one, by=who.caller.member, now=who.now))


def take_up(who: Visit, tasks: list[str]) -> None:
    """Follow-ups are to be done after all."""
    _all(ids(tasks), lambda one: did.take_up(who.organisation, one, by=who.caller.member, now=who.now))


def release(who: Visit, lead: str, made: str) -> None:
    """What was claimed is for others again; not offered to who gave it back first."""
    but = () if who.caller.member is None else (who.caller.member,)
    did.release(who.organisation, *ids((lead, made)), by=who.caller.member, now=who.now, but=but)


def reconsider(who: Visit, made: str) -> None:
    """An offer that they declined is open to them again."""
    if who.caller.member is not None:
        did.reconsider(who.organisation, *ids([made]), by=who.caller.member, now=who.now)


def ids(texts: Iterable[str]) -> list[UUID]:
    """Ids as they stand in a ticket or a form; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _all(several: Iterable[_One], reverse: Callable[[_One], object]) -> None:
    """Reverse each of them; what one is refused is told after all others were reversed."""
    refused: Refused | None = None
    for one in several:
        try:
            reverse(one)
        except Refused as found:
            refused = found
    if refused is not None:
        raise refused


register("inbox-wake", wake)
register("inbox-snooze-again", snooze_again)
register("inbox-give-back", give_back)
register("inbox-reopen", reopen)
register("inbox-unsay", unsay)
register("inbox-take-up", take_up)
register("inbox-release", release)
register("inbox-reconsider", reconsider)
