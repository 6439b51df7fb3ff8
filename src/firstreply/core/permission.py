"""Permission: what a member may do to a lead, a wait or a colleague, by role and nearness."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from firstreply.core.member import Role

#: Who decides about the organisation: people, pools, tokens, settings.
DECIDING: Final = frozenset({Role.OWNER, Role.ADMIN})
#: Who says by which rules the team works: who gets what, what is promised and in which hours.
RULING: Final = DECIDING | {Role.MANAGER}
#: Who decides where inquiries come from: channels, forms, files.
MARKETING: Final = DECIDING | {Role.MARKETER}
#: Who says which leads are worth an answer by sales: what qualified means, and points.
JUDGING: Final = RULING | MARKETING
#: Who writes the team's templates. Everybody but a viewer has some of their own.
WRITING: Final = MARKETING | {Role.MANAGER}


#: Who may show figures to people who do not sign in.
SHOWING: Final = DECIDING | {Role.MANAGER}
#: Who may send a test lead in: whoever may then do something about it.
TESTING: Final = frozenset(Role) - {Role.VIEWER}
#: Who has a list to hide a lead from for a while: viewers answer nobody, and have none.
SNOOZING: Final = frozenset(Role) - {Role.VIEWER}


class Act(StrEnum):
    """What can be done to a lead, to one of its waits, or (the last two) to somebody's own standing."""

    SEE = "see"
    CHANGE = "change"  #: fields of the persona
    MOVE_STAGE = "move_stage"
    NOTE = "note"
    TALK = "talk"  #: log a conversation: ends the wait
    CALL = "call"  #: log a call that reached nobody, or did
    DISMISS = "dismiss"
    CLOSE = "close"
    VOID = "void"
    REOPEN = "reopen"
    PAUSE = "pause"
    OVERRULE = "overrule"  #: give a message another class
    CLAIM = "claim"  #: take what was offered, or what is nobody's; declining is the same right
    HAND_OVER = "hand_over"  #: one's own, to a colleague; asking for cover is the same right
    ASSIGN = "assign"  #: anybody's, to anybody
    MERGE = "merge"
    BE_THERE = "be_there"  #: presence: online, busy, offline
    TAKE_LEAVE = "take_leave"


_ALL: Final = frozenset(Act)
_SELF: Final = frozenset({Act.BE_THERE, Act.TAKE_LEAVE})
_ANSWERING: Final = frozenset({Act.SEE, Act.NOTE, Act.TALK, Act.CALL, Act.CLAIM})
_NONE: Final[frozenset[Act]] = frozenset()

#: By role: what may be done to one's own, to one's teams' (a manager's: those they manage), to anybody's.
_MAY: Final = MappingProxyType(
    {
        Role.OWNER: (_ALL, _ALL, _ALL),
        Role.ADMIN: (_ALL, _ALL, _ALL),
        Role.MANAGER: (_ALL, _ALL, _NONE),
        Role.REP: (_ALL - {Act.ASSIGN}, _ANSWERING, _NONE),
        Role.MARKETER: (
            _SELF,
            _NONE,
            frozenset({Act.SEE, Act.CHANGE, Act.NOTE, Act.VOID, Act.OVERRULE}),
        ),
        Role.VIEWER: (_NONE, _NONE, frozenset({Act.SEE})),
    }
)


def may(role: Role, act: Act, *, own: bool, same_team: bool) -> bool:
    """Whether somebody of that role may.

    `own`: it is theirs (their lead, or they themselves). `same_team`: it belongs to a team they are in, for a manager
    to one they manage; what belongs to no team is its owner's and the administrators'.
    """
    mine, ours, anybodys = _MAY[role]
    return act in anybodys or (own and act in mine) or (same_team and act in ours)


def may_revoke(role: Role, *, own: bool, same_team: bool) -> bool:
    """Whether somebody of that role may end what is shown outside: managers what is theirs, or shows their team."""
    return role in DECIDING or (role in SHOWING and (own or same_team))
