"""Whole: all of a message, each thing decoded when it is asked for and only once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from firstreply.core.mail import addresses, body, fields, words
from firstreply.core.mail.block import Head
from firstreply.core.mail.body import Cap, Part
from firstreply.core.mail.byline import QuotedHead
from firstreply.core.mail.fields import Field
from firstreply.core.mail.forward import Forwarded
from firstreply.core.mail.quote import Split
from firstreply.core.mail.scan import scan
from firstreply.core.message import Address, Envelope

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file (or an embedded message) that came with a message."""

    name: str  #: decoded, without folders and control characters; "" if it has none
    kind: str  #: such as "application/pdf", lower case
    disposition: str  #: "inline", "attachment" or ""
    content_id: str
    cap: Cap  #: which limit kept it from being opened, "" if none
    octets: Callable[[], bytes]  #: decodes the content, at most 64 MB of it


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message. Headers are decoded when asked for, the body when asked for, each once.

    `envelope` holds what the clock needs, undecoded. `cap` says which limit cut the message short: "octets" (64 MB),
    "parts" (1,000), "depth" (32 levels), "" if none. A message that is no mail at all gives empty values.
    """

    raw: bytes
    head: str
    envelope: Envelope

    @cached_property
    def headers(self) -> tuple[Field, ...]:
        """All header fields in order; `.text` decodes one."""
        return fields.fields(self.head)

    @cached_property
    def sender(self) -> tuple[Address, ...]:
        """The people of From."""
        return addresses.addresses(self.envelope.sender)

    @cached_property
    def to(self) -> tuple[Address, ...]:
        """The people of To."""
        return addresses.addresses(self.envelope.to)

    @cached_property
    def cc(self) -> tuple[Address, ...]:
        """The people of Cc."""
        return addresses.addresses(self.envelope.cc)

    @cached_property
    def reply_to(self) -> tuple[Address, ...]:
        """The people of Reply-To."""
        return addresses.addresses(self.envelope.reply_to)

    @cached_property
    def subject(self) -> str:
        """The subject, decoded."""
        return words.decode(self.envelope.subject)

    @property
    def sent_at(self) -> datetime | None:
        """The Date header, UTC; None where it is missing or unreadable."""
        return _instant(self.envelope.sent_at)

    @property
    def received_at(self) -> datetime | None:
        """The time of the topmost Received hop, UTC; None without one."""
        return _instant(self.envelope.received_at)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The leaves of the MIME tree, undecoded."""
        return body.walk(self.raw)

    @property
    def cap(self) -> Cap:
        """Which limit cut the message short."""
        return next((part.cap for part in self.parts if part.cap), "")

    @cached_property
    def html(self) -> str:
        """The HTML page as it came, "" without one. Never show it outside a sandbox."""
        return self._joined(body.chosen(self.parts, "text/html"))

    @cached_property
    def text(self) -> str:
        """The text: the plain parts, or the HTML part as text where there is no (or only an empty) plain one."""
        from firstreply.core.mail import html

        text = self._joined(body.chosen(self.parts, "text/plain"), html.text)
        return text if text.strip() or not self.html else html.text(self.html)

    def _joined(self, shown: tuple[Part, ...], readable: Callable[[str], str] = str) -> str:
        """The texts of parts one below the other, 4 MB of them; pages made readable."""
        out: list[str] = []
        room = body.TEXT
        for part in shown:
            text = part.text(self.raw)
            out.append((readable(text) if part.kind == "text/html" else text)[:room])
            room -= max(len(text), 1)
            if room <= 0:
                break
        return "\n".join(out)

    @cached_property
    def _heads(self) -> list[Head]:
        from firstreply.core.mail import attribution

        return attribution.heads(attribution.lines_of(self.text))

    @cached_property
    def split(self) -> Split:
        """The text parted into what is new, what is quoted, and the signature."""
        from firstreply.core.mail import quote

        return quote.split(self.text, self._heads)

    @property
    def new_text(self) -> str:
        """What the author wrote, without quotations below and signature."""
        return self.split.new_text

    @cached_property
    def quoted_head(self) -> QuotedHead | None:
        """Whom the newest quotation is from, and when that was written."""
        from firstreply.core.mail import quote

        return quote.quoted_head(self.text, self._heads)

    @cached_property
    def forwarded(self) -> Forwarded | None:
        """The original that stands in the text of a forward, else the first message attached."""
        from firstreply.core.mail import forward

        return forward.original(self.text, self._heads) or next(
            (_attached(self, part) for part in self.parts if part.kind == "message/rfc822"), None
        )

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """Files and embedded messages, in order; the texts that are read in the message are none."""
        shown = {*body.chosen(self.parts, "text/plain"), *body.chosen(self.parts, "text/html")}
        return tuple(_attachment(self.raw, part) for part in self.parts if part not in shown)


def read(raw: bytes) -> Message:
    """As `firstreply.core.mail.read`, which is the name for others to import."""
    if b"\n" not in raw[: body.OCTETS]:
        raw = raw.replace(b"\r", b"\n")
    head, start = fields.split(raw, 0, min(len(raw), body.OCTETS))
    return Message(raw=raw, head=head, envelope=scan("\n" + head, lambda: raw[start : start + body.TEXT]))


def _instant(epoch: int | None) -> datetime | None:
    from datetime import timedelta

    try:
        return None if epoch is None else _EPOCH + timedelta(seconds=epoch)
    except OverflowError:
        return None


def _attachment(raw: bytes, part: Part) -> Attachment:
    return Attachment(
        name=part.name or (_subject(raw, part) if part.kind == "message/rfc822" else ""),
        kind=part.kind,
        disposition=part.disposition,
        content_id=part.id,
        cap=part.cap,
        octets=lambda: part.octets(raw),
    )


def _subject(raw: bytes, part: Part) -> str:
    head, _ = fields.split(part.octets(raw, fields.LONGEST))
    return body.safe_name(words.decode(fields.first(fields.fields(head), "subject")).replace("/", "-"))


def _attached(outer: Message, part: Part) -> Forwarded:
    inner = read(part.octets(outer.raw))
    author = inner.sender[0] if inner.sender else Address("", "")
    return Forwarded(
        sender_name=author.name,
        sender_address=author.address.lower(),
        instant=inner.sent_at,
        precision="second" if inner.sent_at else None,
        subject=inner.subject,
        text=inner.text,
        before=outer.text.strip(),
        mark="forwarded",
    )
