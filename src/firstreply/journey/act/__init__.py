"""Act: what somebody of ours does to a lead, a wait, a message, or their own standing. `journey.acted` completes it."""

from firstreply.journey.act.about import change_lead, note
from firstreply.journey.act.beside import lay, lay_again, take_away
from firstreply.journey.act.claiming import claim_next, release
from firstreply.journey.act.cover import ask_for_cover
from firstreply.journey.act.deed import Deed
from firstreply.journey.act.giving import holders, move_waits
from firstreply.journey.act.hands import assign, claim, decline_offer, hand_over
from firstreply.journey.act.merging import merge, unmerge
from firstreply.journey.act.message import overrule_class
from firstreply.journey.act.moving import move_stage, put_back
from firstreply.journey.act.presence import come_back, set_presence, take_leave
from firstreply.journey.act.returning import give_back, keep_apart, reconsider, withdraw_offer
from firstreply.journey.act.snoozing import snooze, wake
from firstreply.journey.act.tasks import finish, plan, take_up
from firstreply.journey.act.unsaying import met, unsay
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
    "Deed",
    "ask_for_cover",
    "assign",
    "called",
    "change_lead",
    "claim",
    "claim_next",
    "close",
    "come_back",
    "decline_offer",
    "dismiss",
    "finish",
    "give_back",
    "hand_over",
    "holders",
    "keep_apart",
    "lay",
    "lay_again",
    "merge",
    "met",
    "move_stage",
    "move_waits",
    "note",
    "overrule_class",
    "pause",
    "plan",
    "put_back",
    "reconsider",
    "release",
    "reopen",
    "resume",
    "set_presence",
    "snooze",
    "take_away",
    "take_leave",
    "take_up",
    "talked",
    "unmerge",
    "unsay",
    "void",
    "wake",
    "withdraw_offer",
]
