"""Base: what a channel is. Each is one folder here whose `channel.py` names its CHANNEL; nothing else lists them.

A channel turns what comes from outside into core values, and a message of ours into what its other side takes. It
knows no tables: its account (`Setup`) is handed to it. What it takes is put on disk before it is acknowledged, and read
later, so that what could not be understood can be read again after a fix.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from firstreply.channels.answer import Answer, Rejected, TryAgain
from firstreply.channels.enclosed import Carried, Enclosed
from firstreply.core.capture.brought import Brought, Wanted


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


class FieldKind(StrEnum):
    """How a setting is asked for."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 (a kind of setting, kept sealed and never shown again)
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    LIST = "list"  #: of texts
    OBJECT = "object"  #: of a shape that the channel's documentation gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting of a channel's account. `label` and `help` are English and marked for translation."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    help: str = ""
    example: str = ""  #: a value as JSON, where its shape says more than words
    required: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One account of a channel, as people set it up (a source)."""

    id: UUID
    kind: str
    name: str
    address: str  #: where it takes what comes: `https://.../in/{id}`
    secret: str = field(default="", repr=False)  #: of our making, shared with the other side
    settings: Mapping[str, Any] = field(default_factory=_none)
    sealed: Mapping[str, str] = field(
        default_factory=_none, repr=False
    )  #: secrets of the other side: passwords, tokens
    mapping: Mapping[str, str] = field(default_factory=_none)  #: persona field -> path in what comes
    hosts: Collection[str] = ()  #: of a private network, and may be reached
    region: str = ""  #: ISO country of phone numbers that name none


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to an account's address. Header names are lower-case."""

    method: str
    url: str  #: as the other side called it, with its query
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing that came, to be put on disk. `id` is the other side's: the same is taken once.

    Without an id the same octets are the same thing. A `piece` is read by its channel later; an `inquiry` is JSON that
    the source's mapping makes an inquiry of, a `message` a raw mail or the JSON of `core.thread.chat`.
    """

    payload: Any = None  #: JSON
    raw: bytes | None = None  #: anything else
    id: str = ""
    kind: Literal["piece", "inquiry", "message"] = "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a request brought, and how it is answered once that is on disk.

    With `receipt` the answer is the receipt of its one piece; an id that was used for something else is a conflict.
    """

    pieces: tuple[Piece, ...] = ()
    status: int = 200
    content_type: str = "application/json"
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=_none)
    receipt: bool = False


class ForgedError(Exception):
    """Not from whom it claims, or said before: nothing of it is kept. `status` as the protocol prescribes."""

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message of ours on its way to one reader. `id` stays the same over every attempt."""

    id: UUID
    to: str  #: as the channel addresses people: e-mail, E.164, chat id
    name: str
    subject: str
    text: str
    author: str  #: the name of who of ours wrote it
    author_id: str
    language: str
    at: datetime
    automatic: bool  #: a machine wrote it: an acknowledgement
    answers: tuple[str, ...] = ()  #: ids of the messages it answers, the oldest first
    last_in_at: datetime | None = None  #: when the reader last wrote to us by this channel
    template: Mapping[str, Any] = field(default_factory=_none)  #: {name, language, parameters}
    attempt: int = 1
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the other side says of an account. `facts` go to the page that shows it."""

    ok: bool
    code: str = ""  #: of a refusal, where it is not
    facts: Mapping[str, Any] = field(default_factory=_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was fetched, to be put on disk. `after`: look again in so many seconds, with these `facts`."""

    pieces: tuple[Piece, ...] = ()
    after: float | None = None
    facts: Mapping[str, Any] = field(default_factory=_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a kind of account can do; what it cannot is None.

    `take` raises ForgedError, and Refused for what cannot be taken at all. `read` gives what one piece says (several,
    if it says several things) and raises Refused with a reason; it is asked in the worker, and again at a replay.
    `fit` refuses what could never be sent, while its author is still there. `send` hands a message to the other side.
    `check` logs in and says how it went. `connect` tells the other side where to bring what comes, where that can be
    told by a program. `templates` lists what may be sent out of the blue, where
    the other side must have approved it: {name, language, status, category, text, parameters}; raises Refused.
    `fetch` gets what the other side only named; asked for an empty id, whatever it has that we may have missed.
    `file` puts what was handed over, by its id and octets, where the account keeps what it sent, once however often it
    is asked; `is_filed` says by an account's settings whether that is wanted. `carries` says how many files a message
    takes.
    """

    kind: str
    fields: tuple[Field, ...] = ()
    take: Callable[[Call, Setup, int], Taken] | None = None
    read: Callable[[Any, Setup, datetime], Brought | tuple[Brought, ...]] | None = None
    fit: Callable[[Outgoing, Setup], None] | None = None
    send: Callable[[Outgoing, Setup], Answer] | None = None
    file: Callable[[str, bytes, Setup], Answer] | None = None
    is_filed: Callable[[Mapping[str, Any]], bool] | None = None
    check: Callable[[Setup], Checked] | None = None
    connect: Callable[[Setup], Checked] | None = None
    templates: Callable[[Setup], tuple[Mapping[str, Any], ...]] | None = None
    fetch: Callable[[Wanted, Setup], Fetched | TryAgain | Rejected] | None = None
    validate: Callable[[Mapping[str, Any]], None] | None = None  #: of settings as a whole; raises Refused
    methods: tuple[str, ...] = ("POST",)  #: of requests that `take` understands
    reaches: tuple[str, ...] = ()  #: how it addresses people: email, phone, or a messenger's name
    carries: Carried | None = None
    messages: str = (
        ""  #: the channel that its messages belong to, where that is not its kind (`sms` of twilio)
    )

    @property
    def channel(self) -> str:
        """By which channel its messages are known."""
        return self.messages or self.kind
