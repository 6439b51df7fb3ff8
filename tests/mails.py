"""Messages for tests: as values the clock reads, and as raw mail for the doors before it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.core.message import Envelope, MessageClass, Seen, Verdict
from firstreply.core.team import Identity, Person, Team
from firstreply.insights.look_back import Answer, Question, look_back

K = MessageClass
MINUTE, HOUR, DAY = 60, 3600, 86_400
MONDAY: Final = 1_767_571_200  # Mon 5 January 2026, 00:00 UTC
NOW: Final = MONDAY + 400 * DAY
ALICE, BOB = "alice@shop.test", "bob@mall.test"
TEAM: Final = Team(
    people=(
        Person(name="Ada", identities=(Identity(address="ada@ours.test"),)),
        Person(name="Ben", identities=(Identity(address="ben@ours.test"),)),
    ),
    domains=frozenset({"ours.test"}),
    addresses=frozenset({"sales@ours.test"}),
)


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0) -> int:
    """An instant so many days after Monday 5 January 2026; `at(0, 9)` is that Monday at 9:00 UTC."""
    return MONDAY + day * DAY + hour * HOUR + minute * MINUTE + second


def envelope(message_id: str = "m@x", **more: Any) -> Envelope:
    """An envelope of which only the named fields say something."""
    plain: dict[str, Any] = {
        "references": (), "sender": "", "reply_to": "", "original_from": "", "to": "", "cc": "", "delivered": "",
        "subject": "", "sent_at": None, "received_at": None, "marks": (), "thread_index": "",
    }  # fmt: skip
    return Envelope(message_id=message_id, **plain | more)


def seen(kind: MessageClass, instant: int, conversation: int = 0, **more: Any) -> Seen:
    """A message of any class; `id`, `references`, `to` and `evidence` as far as the test cares."""
    own = more.pop("id", f"{instant}.{kind.lower()}.{conversation}@x")
    head = envelope(own, references=tuple(more.pop("references", ())), to=more.pop("to", ""), sent_at=instant)
    plain: dict[str, Any] = {
        "party": "", "person": None, "reaches": (), "mailbox": "sales@ours.test", "owed": False, "owner": None,
    }  # fmt: skip
    verdict = Verdict(kind, more.pop("evidence", "test"))
    return Seen(envelope=head, at=instant, verdict=verdict, conversation=conversation, **plain | more)


def question(instant: int, party: str = ALICE, conversation: int = 0, **more: Any) -> Seen:
    """Someone outside writes to us."""
    plain = {"party": party, "owed": True}
    return seen(K.INBOUND_HUMAN, instant, conversation, **plain | more)


def answer(
    instant: int,
    to: str | tuple[str, ...] = ALICE,
    conversation: int = 0,
    person: str | None = "Ada",
    **more: Any,
) -> Seen:
    """One of ours writes to someone outside."""
    reaches = (to,) if isinstance(to, str) else to
    plain = {"reaches": reaches, "person": person, "to": ", ".join(reaches)}
    return seen(K.OUTBOUND_HUMAN, instant, conversation, **plain | more)


def machine(instant: int, conversation: int = 0, **more: Any) -> Seen:
    """A machine of ours writes: an acknowledgement, a bot, a campaign."""
    return seen(K.OUTBOUND_AUTO, instant, conversation, **more)


_made = 0


def mail(
    sender: str,
    to: str,
    instant: int,
    subject: str = "A question",
    text: str = "What does it cost?\n",
    **more: str,
) -> bytes:
    """A raw message; other headers by keyword (`in_reply_to="<a@x>"`), an empty one is left out."""
    global _made
    _made += 1
    headers = {
        "From": sender, "To": to, "Date": formatdate(instant), "Subject": subject, "Message-ID": f"<{_made}@test>",
    }  # fmt: skip
    headers |= {name.replace("_", "-").title().replace("-Id", "-ID"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\n" for name, value in headers.items() if value)
    return f"{head}\n{text}".encode()


def mbox(*mails: bytes) -> bytes:
    """Mails in one mbox, `From ` lines quoted the mboxrd way."""
    parts = []
    for raw in mails:
        head, _, body = raw.partition(b"\n\n")
        quoted = b"\n".join(
            b">" + ln if ln.lstrip(b">").startswith(b"From ") else ln for ln in body.split(b"\n")
        )
        parts.append(b"From x@x Mon Jan  5 09:00:00 2026\n" + head + b"\n\n" + quoted.rstrip(b"\n") + b"\n\n")
    return b"".join(parts)


def looked(
    folder: Path, mails: Mapping[str, Iterable[bytes]], team: Team | None = TEAM, **asked: Any
) -> Answer:
    """Look back at mbox files (name: mails) written into `folder`."""
    for name, each in mails.items():
        (folder / f"{name}.mbox").write_bytes(mbox(*each))
    paths = [str(folder / f"{name}.mbox") for name in mails]
    archive = Archive(mailboxes=open_sources(paths, folder / "scratch"))
    try:
        return look_back(archive, Question(team=team, **asked), NOW)
    finally:
        archive.close()


def clock(instant: int) -> str:
    """An instant as people write it, for failure messages."""
    return datetime.fromtimestamp(instant, UTC).isoformat()
