"""Effects: the only side doors of a step: record what happened, and have something done later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.journey import programs
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Fact
from firstreply.store.tenancy import organisation

ARRIVED: Final = "firstreply_arrival"  #: notified with the organisation's id when something came in
DUE: Final = "firstreply_due"  #: notified when a moment was set that may be nearer than all others
TOLD: Final = programs.WAKE  #: notified when something waits to be sent
FETCH: Final = "firstreply_fetch"  #: notified when something waits to be fetched
LIVE: Final = "firstreply_live"  #: notified when screens have something to show
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LOCK_AND_WAKE: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)), pg_notify(%s, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What happened, as it will be recorded."""

    kind: FactKind
    at: datetime
    lead: UUID | None = None
    wait: UUID | None = None
    conversation: UUID | None = None
    member: UUID | None = None  #: who of ours did it; None: the system
    channel: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def record(happened: Iterable[Happened]) -> None:
    """Write facts, in this order, and tell the programs that want to know."""
    named = [(new_id(), one) for one in happened]
    programs.facts(named)
    bulk.insert(
        Fact,
        [
            {
                "id": own,
                "at": one.at,
                "kind": one.kind.value,
                "lead_id": one.lead,
                "wait_id": one.wait,
                "conversation_id": one.conversation,
                "member_id": one.member,
                "channel": one.channel,
                "data": dict(one.data),
            }
            for own, one in named
        ],
    )


def one_at_a_time() -> None:
    """Until the transaction ends, nobody else changes who has which lead in this organisation.

    Identity and turns are decided by reading what others wrote; two at once would both find nobody and make two.
    """
    _lock("journey")


def in_order_of_commits() -> None:
    """Taken last, before ids of live events are drawn: so they ascend as the transactions become visible; the screens
    are woken once they are.
    """
    _lock("live", wake=LIVE)


def _lock(what: str, *, wake: str = "") -> None:
    own = organisation()
    if wake:
        bulk.fetch(_LOCK_AND_WAKE, [f"{what}:{own}", wake, str(own)])
    else:
        bulk.fetch(_LOCK, [f"{what}:{own}"])
