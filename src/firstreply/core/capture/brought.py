"""Brought: what a channel made of something that came in; the journey takes these, whatever they came by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from firstreply.core.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody asks. `fields` as `POST /api/v1/inquiries` takes them."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message in either direction. `message` as `firstreply.core.thread.chat` reads it."""

    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A telephone call that has ended. `party` is the number outside, as given; `agent` who of ours took part."""

    id: str  #: of the telephone system, unique in the source
    inbound: bool
    party: str
    at: datetime  #: when it began to ring
    reached: bool  #: two people spoke; a machine that answered is nobody
    name: str = ""
    agent: str = ""  #: id, e-mail address or number of one of ours
    seconds: int = 0  #: spoken
    text: str = ""  #: a note, or what a voice message says
    link: str = ""  #: to a recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """A telephone rings here and now: whoever may take the call wants to know who it is. It ends nothing."""

    id: str  #: of the call
    inbound: bool
    party: str
    at: datetime
    name: str = ""
    agent: str = ""  #: id, e-mail address or number of whoever of ours it rings at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The other side only named something: the channel fetches the rest, as often as it takes. `facts` go with it."""

    id: str
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a message that we sent: `id` is the one the other side gave it when it took it."""

    id: str
    passage: Passage
    at: datetime
    reason: str = ""
    party: str = ""  #: the reader it is about, where a message has several


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """It is fine, and nothing to us (a reaction, somebody who typed, a test). `what` says so in one word."""

    what: str = field(default="")


Brought = Asked | Said | Called | Rang | Wanted | Told | Nothing
