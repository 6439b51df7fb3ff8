"""Alert: someone of ours should know now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class AlertKind(StrEnum):
    """What it is about."""

    ASSIGNED = "assigned"  #: a lead is yours now
    OFFERED = "offered"  #: a lead may be yours, until a moment
    INQUIRED_AGAIN = "inquired_again"  #: someone you know asks anew
    WARNING = "warning"
    BREACH = "breach"
    ESCALATED = "escalated"
    TAKEN_AWAY = "taken_away"  #: a lead moved on to someone else
    UNDELIVERED = "undelivered"  #: what you wrote did not reach its reader
    CHANNEL = "channel"  #: an account by which people reach us is not well, or well again
    DIGEST = "digest"  #: figures that somebody wants by mail; its facts are the letter itself
    TEST = "test"  #: somebody tries whether alerts reach them


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """`key` says what it is about: an alert with the same key to the same member is told once, whatever crashes.

    `facts` are what its words need (lead's name, due instant, percent ...), JSON-able. An urgent one ignores quiet
    hours.
    """

    key: str
    kind: AlertKind
    members: tuple[UUID, ...]
    lead: UUID | None = None
    wait: UUID | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A lead, wait or member is not what it was: screens of those who may see it follow.

    `owner` and `team` are the lead's, by which it is decided who may see.
    """

    kind: str  #: a FactKind's value
    lead: UUID | None = None
    wait: UUID | None = None
    owner: UUID | None = None
    team: UUID | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
