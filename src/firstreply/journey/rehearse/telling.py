"""Telling: what would happen, as JSON for programs."""

from datetime import UTC, datetime
from typing import Any

from firstreply.journey.rehearse.once import Rehearsed


def told(one: Rehearsed) -> dict[str, Any]:
    """Answer, points, rules, assignment, promise and moments, each with its reasons."""
    lead = one.judged.lead
    return {
        "known": one.known,
        "qualified": lead.qualified,
        "qualified_reasons": dict(lead.qualified_reasons),
        "points": lead.points,
        "point_reasons": list(lead.point_reasons),
        "aside": one.judged.aside,
        "how": one.how,
        "assignment": None if one.assignment is None else one.assignment.to_dict(),
        "rules": [
            {"id": asked.rule.id, "fate": asked.fate, "reasons": [reason.to_dict() for reason in asked.reasons]}
            for asked in one.rules
        ],
        "promises": [
            {
                "id": str(asked.promise.id), "name": asked.promise.name, "fits": asked.fits,
                "reasons": [reason.to_dict() for reason in asked.reasons],
            }
            for asked in one.promises
        ],
        "due_at": None if one.promise is None else one.promise.due_at,
        "moments": [
            {
                "kind": moment.kind.value, "at": _at(moment.at),
                "action": None if moment.action is None else moment.action.value, "only_if": moment.only_if.value,
            }
            for moment in one.moments
        ],
        "hours": [[_at(start), _at(stop)] for start, stop in one.hours],
    }  # fmt: skip


def _at(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
