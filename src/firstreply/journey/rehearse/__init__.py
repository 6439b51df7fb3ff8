"""Rehearse: what rules would do, before they are in force. Nothing here changes what is."""

from firstreply.journey.rehearse.once import Asked, PromiseAsked, Rehearsed, RuleAsked, rehearse
from firstreply.journey.rehearse.run import PERIOD, begin, run, stop
from firstreply.journey.rehearse.setting import KINDS, Proposal, Setting, in_force, proposed
from firstreply.journey.rehearse.telling import told

__all__ = [
    "KINDS",
    "PERIOD",
    "Asked",
    "PromiseAsked",
    "Proposal",
    "Rehearsed",
    "RuleAsked",
    "Setting",
    "begin",
    "in_force",
    "proposed",
    "rehearse",
    "run",
    "stop",
    "told",
]
