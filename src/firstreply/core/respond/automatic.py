"""Automatic: whether a machine of ours may answer (RFC 3834), so that no two machines ever talk to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from firstreply.core.capture.kind import is_robot
from firstreply.core.mail import read
from firstreply.core.message import MessageClass

DAYS: Final = 7  #: one automatic answer to a person in so many, where nothing else is set
_LISTS: Final = (
    "list-id",
    "list-post",
    "list-help",
    "list-unsubscribe",
    "list-subscribe",
    "mailing-list",
    "x-mailing-list",
)
_BULK: Final = frozenset({"bulk", "list", "junk", "auto_reply"})
_HUSH: Final = frozenset({"all", "autoreply", "oof", "dr", "rn", "nrn"})
_MACHINES: Final = (
    "auto_submitted:auto",
    "header:",
    "report:",
    "precedence:",
    "null_return_path",
    "one_click_unsubscribe",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquirer:
    """Whom an automatic answer would go to, and what they came by. `head`: a mail's headers as `head_of` gives them."""

    kind: MessageClass
    party: str  #: the address that would be answered
    is_ours: bool = False  #: one of our own addresses or domains
    marks: tuple[str, ...] = ()  #: of the envelope
    head: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def head_of(raw: bytes) -> dict[str, str]:
    """A mail's headers by lower-case name; of repeated ones the first."""
    found: dict[str, str] = {}
    for one in read(raw).headers:
        found.setdefault(one.name.lower(), one.text.strip())
    return found


def silence(asked: Inquirer, *, answered_at: datetime | None, now: datetime, days: int = DAYS) -> str:
    """Why no machine may answer: `ourselves`, `no_address`, `robot`, `answered_lately`, `not_a_person`, `machine`,
    `list`; "" where it may.

    `answered_at` is when a machine of ours last answered that party. The person in a form is answered although a
    machine brought their words.
    """
    party = asked.party.strip().lower()
    if "@" in party and is_robot(party):
        return "robot"
    if not party or party in ("<>", "anonymous"):
        return "no_address"
    if asked.is_ours:
        return "ourselves"
    if answered_at is not None and now - answered_at < timedelta(days=days):
        return "answered_lately"
    if asked.kind is MessageClass.INBOUND_FORM:
        return ""
    if asked.kind is not MessageClass.INBOUND_HUMAN:
        return "not_a_person"
    return _of_mail(asked)


def _of_mail(asked: Inquirer) -> str:
    vouched = asked.head.get("auto-submitted", "").lower().startswith("no")
    if not vouched and any(mark.startswith(_MACHINES) for mark in asked.marks):
        return "machine"
    head = asked.head
    submitted = head.get("auto-submitted", "").split(";")[0].strip().lower()
    if submitted not in ("", "no") or head.get("return-path", "").strip() == "<>":
        return "machine"
    asked_for = {one.strip().lower() for one in head.get("x-auto-response-suppress", "").split(",")}
    if asked_for & _HUSH:
        return "machine"
    if any(name in head for name in _LISTS) or head.get("precedence", "").strip().lower() in _BULK:
        return "list"
    return ""
