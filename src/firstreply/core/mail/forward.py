"""Forward: the original inside a forwarded message, so that its sender and its time count, not the forwarder's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from firstreply.core.mail import attribution, byline
from firstreply.core.mail.block import Head
from firstreply.core.mail.moment import Precision


class Forwarded(NamedTuple):
    """A message as it stands inside another one."""

    sender_name: str
    sender_address: str  #: "" where only a name is given
    instant: datetime | None  #: with a zone only where one is written
    precision: Precision | None
    subject: str
    text: str  #: what was forwarded, marks of quotation taken off
    before: str  #: what the forwarder wrote above it
    mark: Literal[
        "forwarded", "original", "block"
    ]  #: a divider that says so; one of replies; the header block alone
    other: datetime | None = None  #: the second reading where day and month may be swapped


def original(text: str, heads: Sequence[Head] | None = None) -> Forwarded | None:
    """The first original that stands in a text with its own From: line; None without one.

    `mark` tells how sure it is that the message was forwarded and not answered: a block of From:, Sent:, To: and
    Subject: is written for both by Outlook, so the subject's prefix or an empty `before` has to decide.
    """
    lines = attribution.lines_of(text)
    for head in attribution.heads(lines) if heads is None else heads:
        if head.kind == "attribution" or "from" not in head.fields:
            continue
        said = byline.said_by(head)
        marked = lines[head.start].lstrip().startswith(">")
        body = [_unmarked(line) for line in lines[head.stop :]] if marked else lines[head.stop :]
        return Forwarded(
            sender_name=said.sender_name,
            sender_address=said.sender_address,
            instant=said.instant,
            precision=said.precision,
            subject=said.subject or "",
            text="\n".join(body).strip(),
            before=_before(lines[: head.start]),
            mark=head.kind,
            other=said.other,
        )
    return None


def _before(lines: list[str]) -> str:
    text = "\n".join(lines).rstrip()
    last = text.rpartition("\n")[2].strip()
    return text.rpartition("\n")[0].strip() if last and not last.strip("-_*=—– ") else text.strip()


def _unmarked(line: str) -> str:
    bare = line.lstrip()
    return (bare[2:] if bare[1:2] == " " else bare[1:]) if bare.startswith(">") else line
