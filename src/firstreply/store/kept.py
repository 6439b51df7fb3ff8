"""Messages between their rows and core's `Kept`: what a column holds, and what `envelope` adds to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from firstreply.core.capture.letter import guesses
from firstreply.core.kept import Kept
from firstreply.core.mail.byline import QuotedHead
from firstreply.core.message import Envelope, MessageClass, Seen, Verdict

#: Columns `kept` reads, in its order.
COLUMNS: Final = (
    "id", "conversation_id", "channel", "external_id", "at", "kind", "overruled", "evidence", "party", "author_name",
    "author_id", "reaches", "mailbox", "owed", "addressed", "envelope",
)  # fmt: skip
MAIL: Final = "email"  #: the channel whose conversations are joined by headers
_NOTHING: Final = ("", "", "", "", "", "", "")


def kept(row: tuple[Any, ...]) -> Kept:
    """The message in a row of `COLUMNS`."""
    (own, conversation, channel, external, at, kind, overruled, evidence, party, name, *rest) = row
    author, reaches, mailbox, owed, addressed, more = rest
    reaches, more = orjson.loads(reaches), orjson.loads(more)
    verdict = (
        Verdict(MessageClass(overruled), "overruled") if overruled else Verdict(MessageClass(kind), evidence)
    )
    told = more.get("told", {})
    person = str(author) if author else name or None
    seen = Seen(
        _envelope(external, more), _epoch(at), verdict, 0, party, person, tuple(reaches), mailbox, owed,
        addressed or None,
    )  # fmt: skip
    return Kept(
        id=own,
        conversation=conversation,
        seen=seen,
        mail=channel == MAIL,
        sent=more.get("sent", False),
        junk=more.get("junk", False),
        fixed=told.get("fixed", False),
        closing=told.get("closing", False),
        lost={one: frozenset(addresses) for one, addresses in told.get("lost", {}).items()},
        quoted=_quoted(told.get("quoted")),
    )


def columns(one: Kept) -> dict[str, Any]:
    """What `kept` reads, as columns to write, without the conversation, the channel and the people of ours."""
    seen = one.seen
    told: dict[str, Any] = {}
    if one.fixed:
        told["fixed"] = True
    if one.closing:
        told["closing"] = True
    if one.lost:
        told["lost"] = {own: sorted(addresses) for own, addresses in one.lost.items()}
    if one.quoted is not None:
        told["quoted"] = quoted_columns(one.quoted)
    return {
        "id": one.id,
        "external_id": seen.envelope.message_id,
        "at": instant(seen.at),
        "kind": seen.verdict.kind.value,
        "evidence": seen.verdict.evidence,
        "party": seen.party,
        "reaches": list(seen.reaches),
        "mailbox": seen.mailbox,
        "owed": seen.owed,
        "envelope": {
            "headers": list(seen.envelope[1:14]),
            "sent": one.sent,
            "junk": one.junk,
            "told": told,
        }
        | ({"guesses": True} if one.mail and guesses(seen.envelope) else {}),
    }


def quoted_columns(head: QuotedHead) -> list[str | None]:
    """A quoted head as JSON."""
    return [
        head.sender_name,
        head.sender_address,
        None if head.instant is None else head.instant.isoformat(),
        head.subject,
        None if head.other is None else head.other.isoformat(),
    ]


def instant(epoch: int) -> datetime:
    """An aware instant, UTC, of epoch seconds."""
    return datetime.fromtimestamp(epoch, UTC)


def _quoted(told: list[str | None] | None) -> QuotedHead | None:
    if told is None:
        return None
    name, address, at, subject, other = told
    return QuotedHead(name or "", address or "", _read(at), None, subject, _read(other))


def _read(moment: str | None) -> datetime | None:
    return None if moment is None else datetime.fromisoformat(moment)


def _envelope(external: str, more: Mapping[str, Any]) -> Envelope:
    headers = more.get("headers")
    if headers is None:
        return Envelope(external, tuple(more.get("references", ())), *_NOTHING, None, None, (), "")
    references, *texts, sent_at, received_at, marks, thread_index, source = headers
    return Envelope._make(
        (external, tuple(references), *texts, sent_at, received_at, tuple(marks), thread_index, source, 0, 0)
    )


def _epoch(at: datetime) -> int:
    return int(at.timestamp())
