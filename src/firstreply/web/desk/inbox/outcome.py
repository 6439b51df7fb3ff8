"""Outcome: what became of an action on several rows, item by item: what was done, what was not and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpResponse, QueryDict

from firstreply.core.refusal import Refused
from firstreply.insights.words import Words
from firstreply.journey.act.deed import Deed
from firstreply.store.queries import inbox
from firstreply.store.tenancy import acting
from firstreply.web.desk.inbox.asked import Asked, asked
from firstreply.web.desk.inbox.chosen import Item
from firstreply.web.desk.page import acted, asks_for_part, event, show, told
from firstreply.web.desk.visit import Visit, own_path


@dataclass(kw_only=True)
class Outcome:
    """What was done so far."""

    done: list[Item] = field(default_factory=list)
    failed: list[tuple[Item, str]] = field(default_factory=list)
    made: dict[UUID, UUID] = field(default_factory=dict)  #: by lead: the row that came of it


def each(who: Visit, items: Sequence[Item], act: Callable[[Item], Deed | None]) -> Outcome:
    """Do it to one after the other, each in a transaction of its own: what one is refused does not hold up the next."""
    outcome = Outcome()
    for item in items:
        try:
            deed = act(item)
        except Refused as refused:
            outcome.failed.append((item, told(who.words, refused)))
        else:
            outcome.done.append(item)
            if deed is not None and deed.made is not None:
                outcome.made[item.lead] = deed.made
    return outcome


def answer(
    who: Visit, outcome: Outcome, *, done: str, said: str, undo: str, stays: bool = False
) -> HttpResponse:
    """Say so: on the page that asked, whose rows go (unless the list `stays`), else on the list, or on a page that
    names what failed."""
    if not asks_for_part(who.request):
        if outcome.failed:
            return show(who, "inbox/failed.html.j2", status=409, failed=outcome.failed, to=back(who))
        return acted(who, to=back(who), done=done, undo=undo)
    response = acted(
        who,
        to=back(who),
        said=said if outcome.done else "",
        undo=undo if outcome.done else "",
        template="inbox/failed.html.j2",
        fragment="failures",
        failed=outcome.failed,
        to_list=back(who),
    )
    event(response, "inbox:did", items=[one.text for one in outcome.done], stays=stays, counts=_counts(who))
    return response


def back(who: Visit) -> str:
    """The list that the action was done on."""
    path = own_path(who.request.POST.get("to") or who.request.GET.get("to") or "")
    return path if path == "/inbox" or path.startswith(("/inbox?", "/leads/")) else Asked().path


def _counts(who: Visit) -> dict[str, str]:
    """How many there are now on each tab of the list that the action was done on, as the tabs write it."""
    path, _, query = back(who).partition("?")
    if path != "/inbox":
        return {}
    with acting(who.organisation):
        found = inbox.counts(who.viewer, asked(who, QueryDict(query)).wanted(who))
    return {split.value: counted(who.words, n) for split, n in found.items()}


def counted(words: Words, n: int) -> str:
    """A count of a tab: of many it is said that there are more."""
    return f"{words.number(n)}{'+' if n == inbox.COUNTED else ''}"
