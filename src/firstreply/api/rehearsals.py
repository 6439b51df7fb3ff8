"""Rehearsals: what would happen to one inquiry, and what a change of rules would have done in the last thirty days."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Status

from firstreply.api.asking import DECIDING, JUDGING, RULING, Asked, decides, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_rehearsals import ReplayNew, ReplayOut, SimulateNew, SimulateOut
from firstreply.channels.phone import to_e164
from firstreply.core.access import Scope
from firstreply.core.lead import Persona
from firstreply.core.member import Role
from firstreply.core.sight import SEE_ALL
from firstreply.journey import rehearse
from firstreply.store.queries import identity, leads, rehearsal, rules
from firstreply.store.queries.rehearsal import ReplayShown
from firstreply.store.tenancy import acting

router = Router(tags=["Rules"])
_WHO: dict[str, frozenset[Role]] = {
    **dict.fromkeys(("qualification", "score"), JUDGING),
    **dict.fromkeys(("routing", "promise", "hours"), RULING),
}


@router.post("/simulate", response=SimulateOut, auth=needs(Scope.READ), summary="What would happen")
def simulate(request: Asked, asked: SimulateNew) -> Any:
    """One inquiry, step by step, by what is in force or with a draft. Nothing is written, and nobody is told.

    A made-up person whose address is known is that person, for whoever may see all leads.
    """
    at = asked.at or now()
    with acting(request.auth.organisation):
        who = viewer(request, at)
        setting = rehearse.in_force(at)
        if asked.definition is not None:
            draft = rules.definition(asked.definition)
            found(draft, "definition", asked.definition)
            assert draft is not None  # `found` has said otherwise
            setting = rehearse.proposed(setting, rehearse.Proposal(draft.kind, draft.value))
        if asked.lead is not None:
            found(leads.one(who, asked.lead), "lead", asked.lead)
        region = identity.home().region or None
        persona = Persona.from_dict(asked.persona, e164=lambda number: to_e164(number, region))
        one = rehearse.Asked(
            at=at, channel=asked.channel, lead=asked.lead, persona=persona, recognised=who.role in SEE_ALL
        )
        return rehearse.told(rehearse.rehearse(one, setting))


@router.post("/replays", response={201: ReplayOut}, auth=needs(Scope.ADMIN), summary="Replay a change")
def replay(request: Asked, new: ReplayNew) -> Any:
    """A change over the waits of the last thirty days: at once when they are few, else `state` says how far it is."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=_WHO.get(new.kind, DECIDING))
        own = rehearse.begin(rehearse.Proposal(new.kind, new.value, new.about), by)
        return Status(201, _within(request, rehearsal.replay(own), at))


@router.get("/replays/{replay}", response=ReplayOut, auth=needs(Scope.ADMIN), summary="Read a replay")
def read(request: Asked, replay: UUID) -> Any:
    """How far it is, and once it is `done`, what it says; one by one only of leads that you see."""
    with acting(request.auth.organisation):
        at = now()
        return _within(request, _one(request, replay, at), at)


@router.delete("/replays/{replay}", response={204: None}, auth=needs(Scope.ADMIN), summary="Stop a replay")
def stop(request: Asked, replay: UUID) -> Any:
    """Nobody wants to know any more."""
    at = now()
    with acting(request.auth.organisation):
        _one(request, replay, at)
        rehearse.stop(replay, at)
    return Status(204, None)


def _within(request: Asked, row: ReplayShown | None, at: datetime) -> ReplayShown | None:
    """Differences one by one only for leads that they see; all are counted."""
    who = viewer(request, at)
    if row is None or who.role in SEE_ALL or "differences" not in row.result:
        return row
    every = row.result["differences"]
    known = leads.names(who, {UUID(one["lead"]) for one in every})
    return row._replace(result={**row.result, "differences": [one for one in every if one["lead"] in known]})


def _one(request: Asked, replay: UUID, at: datetime) -> ReplayShown:
    """Of those that they may ask for. Refuses as pages of rules do, and 404."""
    row = rehearsal.replay(replay)
    found(row, "replay", replay)
    assert row is not None  # `found` has said otherwise
    decides(request, at, roles=_WHO.get(row.kind, DECIDING))
    return row
