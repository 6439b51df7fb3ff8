"""Act: what somebody of ours does to a lead, a wait, a message, or their own standing. `journey.acted` completes it."""

from firstreply.journey.act.about import STAGES, change_lead, move_stage, note
from firstreply.journey.act.cover import ask_for_cover
from firstreply.journey.act.deed import Deed
from firstreply.journey.act.giving import holders, move_waits
from firstreply.journey.act.hands import assign, claim, decline_offer, hand_over
from firstreply.journey.act.merging import merge, unmerge
from firstreply.journey.act.message import overrule_class
from firstreply.journey.act.presence import come_back, set_presence, take_leave
from firstreply.journey.act.waiting import (
    SPOKEN,
    called,
    close,
    dismiss,
    pause,
    reopen,
    resume,
    talked,
    void,
)

__all__ = [
    "SPOKEN",
    "STAGES",
    "Deed",
    "ask_for_cover",
    "assign",
    "called",
    "change_lead",
    "claim",
    "close",
    "come_back",
    "decline_offer",
    "dismiss",
    "hand_over",
    "holders",
    "merge",
    "move_stage",
    "move_waits",
    "note",
    "overrule_class",
    "pause",
    "reopen",
    "resume",
    "set_presence",
    "take_leave",
    "talked",
    "unmerge",
    "void",
]
