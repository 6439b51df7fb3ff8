"""Stuck: leads that move on: given to somebody who has not touched them, or offered to somebody who did not answer."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from firstreply.journey.due.claim import OFFER, Due, note
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

PROPOSALS: Final = ("offered", "declined")  #: assignments that give nobody anything
_HAD: Final = """
SELECT lead_id, id, member_id, kind, at FROM assignment
WHERE organisation_id = %(own)s AND lead_id = ANY(%(leads)s) AND member_id IS NOT NULL ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A wait that needs somebody else."""

    moment: UUID
    wait: UUID
    lead: UUID
    owner: UUID | None  #: who has it untouched; None: it was only offered
    had: frozenset[UUID] = frozenset()  #: everybody who had it since the wait began
    declined: frozenset[UUID] = frozenset()  #: everybody who refused an offer of it, or let it run out
    offer: UUID | None = None  #: the assignment that was the offer


def really(due: Sequence[Due]) -> list[Stuck]:
    """Those that do move on. The others' moments say why not: `taken`, `run_out`, `nobodys`, `handed_over`,
    `moved_already`.
    """
    leads = list({one.lead for one in due if one.lead is not None})
    had: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for lead, *assignment in bulk.fetch(_HAD, {"own": organisation(), "leads": leads}):
        had[lead].append(tuple(assignment))
    why: dict[UUID, str] = {}
    found: dict[UUID, Stuck] = {}
    for one in due:
        assignments = had[one.lead] if one.lead else []
        reason = "moved_already" if one.lead in found else _why_not(one, assignments)
        if reason or one.lead is None:
            why[one.id] = reason or "nobodys"
        else:
            found[one.lead] = _stuck(one, one.lead, assignments)
    note(why)
    return list(found.values())


def _why_not(one: Due, had: Collection[tuple[Any, ...]]) -> str:
    if one.kind == OFFER:
        offer = UUID(one.step["assignment"])
        taken = any(own > offer and kind not in PROPOSALS for own, _, kind, _ in had)
        # Cover was asked for by an owner, whose it stays.
        return "taken" if taken else ("run_out" if one.owner is not None else "")
    if one.owner is None:
        return "nobodys"
    return "handed_over" if one.step.get("owner") not in (None, str(one.owner)) else ""


def _stuck(one: Due, lead: UUID, had: Collection[tuple[Any, ...]]) -> Stuck:
    since = [(member, kind) for _, member, kind, at in had if at >= one.started_at.replace(microsecond=0)]
    offered = one.kind == OFFER
    return Stuck(
        moment=one.id,
        wait=one.wait,
        lead=lead,
        owner=None if offered else one.owner,
        had=frozenset(member for member, kind in since if kind not in PROPOSALS)
        | (frozenset({one.owner}) if one.owner and not offered else frozenset()),
        declined=frozenset(member for member, kind in since if kind in PROPOSALS),
        offer=UUID(one.step["assignment"]) if offered else None,
    )
