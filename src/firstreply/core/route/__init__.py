"""Route: who gets a lead, with every reason (docs/routing.md)."""

from firstreply.core.route.assignment import (
    Assignment,
    Decided,
    Duty,
    Offer,
    Skip,
    Skipped,
    Step,
    Tried,
    Why,
)
from firstreply.core.route.case import Case, Load
from firstreply.core.route.decide import decide
from firstreply.core.route.member import Capacity, Member
from firstreply.core.route.pool import Absence, Mode, Newcomers, Place, Pool, PoolState, Seat, WhenClosed
from firstreply.core.route.rule import Action, Rule, Ruleset

__all__ = [
    "Absence",
    "Action",
    "Assignment",
    "Capacity",
    "Case",
    "Decided",
    "Duty",
    "Load",
    "Member",
    "Mode",
    "Newcomers",
    "Offer",
    "Place",
    "Pool",
    "PoolState",
    "Rule",
    "Ruleset",
    "Seat",
    "Skip",
    "Skipped",
    "Step",
    "Tried",
    "WhenClosed",
    "Why",
    "decide",
]
