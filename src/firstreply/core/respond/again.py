"""Read waits again: of some conversations, with what else must be known to get the same as from all of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final
from uuid import UUID

from firstreply.core.kept import Kept
from firstreply.core.message import MessageClass
from firstreply.core.respond.event import Event
from firstreply.core.respond.wait import Wait
from firstreply.core.respond.waits import IDLE_S, order, read
from firstreply.core.team import Team

_SENT: Final = (MessageClass.OUTBOUND_HUMAN, MessageClass.OUTBOUND_AUTO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A wait with the messages that opened, joined and ended it, and the conversation's own id."""

    wait: Wait
    conversation: UUID
    opened_by: Kept
    joined: tuple[Kept, ...]
    ended_by: Kept | None


def again(
    kept: Iterable[Kept],
    events: Sequence[tuple[UUID, Event]],
    *,
    team: Team,
    of: Collection[UUID],
    met: Collection[str] = (),
    same: Mapping[str, str] | None = None,
    lost: Mapping[str, frozenset[str]] | None = None,
    idle_s: int = IDLE_S,
) -> list[Again]:
    """The waits of the conversations `of`, by their start; `kept` are their messages and all that bear on them.

    `met` are parties who wrote before in conversations that are not here, `lost` messages of ours that came back, by
    id. Events name their conversation by id.
    """
    ordered = sorted(kept, key=lambda one: order(one.seen))
    names = list(dict.fromkeys(one.conversation for one in ordered))
    numbers = {name: number for number, name in enumerate(names)}
    waits = read(
        [one.seen._replace(conversation=numbers[one.conversation]) for one in ordered],
        [event._replace(conversation=numbers[name]) for name, event in events if name in numbers],
        bounced=lost or {},
        closing=lambda at: ordered[at].closing,
        same=same or {},
        public_lists=frozenset(one for one in team.lists if team.is_public(one)),
        met=met,
        idle_s=idle_s,
    )
    return [
        Again(
            wait=wait,
            conversation=names[wait.conversation],
            opened_by=ordered[wait.opened_by],
            joined=tuple(ordered[at] for at in wait.joined),
            ended_by=None if wait.ended_by is None else ordered[wait.ended_by],
        )
        for wait in waits
        if names[wait.conversation] in of
    ]


def given_up(reports: Iterable[Kept], sent: Iterable[Kept]) -> dict[str, frozenset[str]]:
    """Which of the sent messages the reports give up on, by id, and whom they never reached (empty: nobody)."""
    ours = {one.seen.envelope.message_id for one in sent if one.seen.verdict.kind in _SENT}
    found: dict[str, frozenset[str]] = {}
    for report in sorted(reports, key=attrgetter("seen.at")):
        for own, lost in report.lost.items():
            if own in ours:
                before = found.get(own, lost)
                found[own] = lost | before if lost and before else frozenset()
    return found
