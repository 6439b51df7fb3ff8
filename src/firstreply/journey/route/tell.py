"""Telling of what was given: the alert for whoever has it now, and what screens follow."""

from collections.abc import Iterable, Iterator
from typing import Final

from firstreply.core.fact import FactKind
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.journey.route.give import Given

_KINDS: Final = {"kept": AlertKind.INQUIRED_AGAIN, "offered": AlertKind.OFFERED}
_SHOWN: Final = 200  #: characters of what they asked


def alerts(given: Iterable[Given]) -> list[Alert]:
    """One for each, told once by the assignment's id."""
    return [_alert(one) for one in given]


def _alert(one: Given) -> Alert:
    persona, wait = one.lead.persona, one.wait
    return Alert(
        key=f"assigned:{one.assignment}",
        kind=_KINDS.get(one.how, AlertKind.ASSIGNED),
        members=(one.member,),
        lead=one.lead.id,
        wait=wait.id,
        facts={
            "name": persona.name,
            "company": persona.company,
            "channel": wait.channel,
            "text": persona.need[:_SHOWN],
            "how": one.how,
            "duty": one.duty.value,
            "points": one.lead.points,
            "started_at": wait.started_at.isoformat(),
            "due_at": None if wait.due_at is None else wait.due_at.isoformat(),
            "until": None if one.until is None else one.until.isoformat(),
        },
    )


def changes(given: Iterable[Given]) -> Iterator[Change]:
    """What screens of those who may see these leads follow."""
    for one in given:
        yield Change(
            kind=FactKind.ASSIGNED.value,
            lead=one.lead.id,
            wait=one.wait.id,
            owner=one.lead.owner or one.wait.owner,
            team=one.lead.team,
            facts={"how": one.how, "name": one.lead.persona.name},
        )
