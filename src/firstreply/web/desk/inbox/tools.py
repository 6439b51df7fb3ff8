"""Tools: what somebody may do to rows of the list, by their role; each row's step still refuses what it must."""

from dataclasses import dataclass
from typing import Final

from firstreply.core.permission import SNOOZING, Act, may
from firstreply.insights.reasons import mark
from firstreply.web.desk.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Something that is done to rows. `of_wait`: only where somebody waits. `many`: also to several at once."""

    name: str
    icon: str
    key: str
    says: str
    acts: tuple[Act, ...]  #: any of these allows it; none: whoever may snooze
    of_wait: bool = True
    many: bool = True


_TOOLS: Final = (
    Tool(name="call", icon="call", key="c", says=mark("Log a call"), acts=(Act.CALL,), many=False),
    Tool(name="snooze", icon="snooze", key="s", says=mark("Snooze"), acts=(), of_wait=False),
    Tool(
        name="assign",
        icon="assign",
        key="a",
        says=mark("Assign"),
        acts=(Act.ASSIGN, Act.HAND_OVER),
        of_wait=False,
    ),
    Tool(name="close", icon="check", key="e", says=mark("Close"), acts=(Act.CLOSE,)),
    Tool(name="spam", icon="spam", key="#", says=mark("To spam"), acts=(Act.VOID,)),
)


def tools(who: Visit) -> tuple[Tool, ...]:
    """Those that this person may have."""
    return tuple(one for one in _TOOLS if _may(who, one))


def answers(who: Visit) -> bool:
    """Whether they answer people, and take the next who waits."""
    return _ever(who, Act.CLAIM) and _ever(who, Act.TALK)


def _may(who: Visit, one: Tool) -> bool:
    if not one.acts:
        return who.caller.member is not None and who.caller.role in SNOOZING
    return any(_ever(who, act) for act in one.acts)


def _ever(who: Visit, act: Act) -> bool:
    return who.caller.member is not None and may(who.caller.role, act, own=True, same_team=True)
