"""Asking: somebody who asks, as each step that meets people hands them on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from firstreply.core.lead import Persona
from firstreply.core.lead.consent import Consent


class Asks(Protocol):
    """Somebody who asks us, by whatever step understood."""

    @property
    def persona(self) -> Persona: ...
    @property
    def at(self) -> datetime: ...
    @property
    def channel(self) -> str: ...
    @property
    def arrival(self) -> UUID | None: ...
    @property
    def source(self) -> UUID | None: ...


@runtime_checkable
class Tells(Protocol):
    """Somebody of whom it is known how they came, and what they agreed to."""

    @property
    def touch(self) -> Mapping[str, str]: ...
    @property
    def consents(self) -> tuple[Consent, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody asks us, as understood from what came in."""

    persona: Persona
    at: datetime
    channel: str
    arrival: UUID | None = None
    source: UUID | None = None
    capturer: UUID | None = None  #: the member who took it down
    touch: Mapping[str, str] = field(default_factory=dict)  #: how they came
    consents: tuple[Consent, ...] = ()  #: what they agreed to
    mail: Mapping[str, str] | None = None  #: what asks them to confirm it


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Asking):
    """A row of a list that somebody brought: it may ask nothing, and whose a new lead is may be said."""

    asks: bool
    owner: UUID | None = None
    team: UUID | None = None
