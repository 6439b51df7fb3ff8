"""Queue: a message of ours is on disk, with the account it goes by; it is sent as soon as it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from firstreply.channels import registry
from firstreply.channels.base import Channel, Outgoing
from firstreply.channels.enclosed import Enclosed
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused
from firstreply.journey.effects import TOLD
from firstreply.journey.reply.enclosing import chosen
from firstreply.journey.reply.guard import silenced
from firstreply.store import bulk
from firstreply.store.fields import LONG
from firstreply.store.ids import new_id
from firstreply.store.models import Delivery, DeliveryState, Lead, Member, TemplateVersion
from firstreply.store.models import Outgoing as Row
from firstreply.store.queries import accounts, replies
from firstreply.store.queries.replies import Before
from firstreply.store.tenancy import organisation

CHANNEL: Final = "reply"  #: of its delivery
MAIL: Final = "email"  #: the only channel whose messages have a subject
LONGEST: Final = 20_000  #: letters of one message
_ANSWERS: Final = 20  #: ids that a letter names at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to send. What is left empty follows from what was said before: account, address, subject, language."""

    text: str
    source: UUID | None = None
    conversation: UUID | None = None
    subject: str = ""
    to: str = ""
    language: str = ""
    template: Mapping[str, Any] = field(
        default_factory=lambda: MappingProxyType({})
    )  #: one that the channel's other side approved
    template_version: UUID | None = None  #: what of ours the text began as
    automatic: bool = False
    apart_days: int | None = (
        None  #: of an automatic one: not so soon after another; None: as the account says
    )
    not_before: datetime | None = None  #: it can be cancelled until then
    files: Sequence[UUID] = ()  #: that lie beside the lead


def queue(lead: Lead, said: Reply, *, by: UUID | None, now: datetime) -> UUID:
    """Put a message on its way; its id. In the transaction of whoever asks.

    Refuses `text_missing`, `text_too_long`, `reference_unknown` (of a template's version), `account_missing`,
    `account_unfit`, `address_missing`, `not_found` (of a file that does not lie beside the lead), what the channel does
    not carry (`files_not_carried` ...) and what it refuses (`whatsapp_window_closed` ...); of an automatic one
    `no_automatic_answer` with the reason.
    """
    _readable(said)
    before = replies.before(lead.pk, said.conversation)
    source, channel = _account(said, before)
    mine = [one for one in before if one.channel == channel.channel]
    own = new_id()
    ids, files = chosen(lead.pk, said.files, channel)
    columns = {"source_id": source, "author_id": by, "files": ids, **_columns(lead, said, channel, mine)}
    _fit(source, channel, as_sent(own, columns, _name(by), now, files=files))
    if said.automatic and (
        why := silenced(lead.pk, str(columns["recipient"]), source=source, now=now, days=said.apart_days)
    ):
        raise Refused("no_automatic_answer", why=why)
    at = max(said.not_before or now, now)
    bulk.insert(Row, [{"id": own, "state": Passage.QUEUED.value, **columns}])
    bulk.insert(Delivery, [_delivery(own, lead.pk, source, by, at)])
    bulk.notify(TOLD, [organisation()])
    return own


def _readable(said: Reply) -> None:
    """Refuses `text_missing`, `text_too_long`, `files_with_template`, `reference_unknown`."""
    if not said.text.strip() and not said.template:
        raise Refused("text_missing")
    if len(said.text) > LONGEST:
        raise Refused("text_too_long", limit=LONGEST)
    if said.files and said.template:
        raise Refused("files_with_template")
    if said.template_version and not TemplateVersion.objects.filter(pk=said.template_version).exists():
        raise Refused("reference_unknown", field="template_version", id=str(said.template_version))


def _columns(lead: Lead, said: Reply, channel: Channel, mine: Sequence[Before]) -> dict[str, Any]:
    """The message as it is kept: what was said, and what follows from what was said before by this channel."""
    theirs = next((one for one in mine if one.theirs), None)
    return {
        "channel": channel.channel,
        "lead_id": lead.pk,
        "conversation_id": mine[0].conversation if mine else None,
        "recipient": said.to.strip() or _address(lead, channel, theirs),
        "recipient_name": lead.name[:200],
        "subject": " ".join((said.subject or _subject(mine)).split())[:LONG]
        if channel.channel == MAIL
        else "",
        "body": said.text.strip(),
        "language": said.language or lead.language or "",
        "automatic": said.automatic,
        "template": dict(said.template),
        "template_version_id": said.template_version,
        "answers": _answers(mine),
        "last_in_at": theirs.at if theirs else None,
    }


def cancel(own: UUID, *, now: datetime) -> None:
    """Take it back, as long as nobody has begun to send it. Refuses `not_found`, `reply_on_its_way`."""
    row = Row.objects.select_for_update().filter(pk=own).first()
    if row is None:
        raise Refused("not_found", what="reply", id=str(own))
    dropped = Delivery.objects.filter(
        key=_key(own), state=DeliveryState.PENDING.value, attempts=0, lease_until=None
    ).update(state=DeliveryState.DROPPED.value, error="reply_cancelled", not_before=now)
    if not dropped:
        raise Refused("reply_on_its_way", state=row.state)
    Row.objects.filter(pk=own).update(state=Passage.CANCELLED.value, settled_at=now)


def _account(said: Reply, before: Sequence[Before]) -> tuple[UUID, Channel]:
    """The account that was named, by which they last wrote, of the same channel, or that reaches people like them."""
    able = {kind: one for kind, one in registry.channels().items() if one.send}
    known = dict(replies.accounts(able))
    if said.source is not None:
        if said.source not in known:
            raise Refused("account_unfit", source=str(said.source))
        return said.source, able[known[said.source]]
    last = next((one for one in before if one.theirs), before[0] if before else None)
    for one in before:
        if one.source in known and one.channel == able[known[one.source]].channel:
            return one.source, able[known[one.source]]
    wanted = last.channel if last else ""
    by_mail = not last or "@" in last.party
    ranked = sorted(
        known.items(),
        key=lambda pair: (
            able[pair[1]].channel != wanted,
            ("email" in able[pair[1]].reaches) != by_mail,
        ),
    )
    if not ranked:
        raise Refused("account_missing")
    source, kind = ranked[0]
    return source, able[kind]


def _address(lead: Lead, channel: Channel, theirs: Before | None) -> str:
    if theirs is not None:
        return theirs.party
    known = {
        "email": [str(one) for one in lead.persona.get("emails") or ()],
        "phone": [str(one) for one in lead.persona.get("phones") or ()],
    }
    social = lead.persona.get("social") or {}
    for way in channel.reaches:
        for found in (*known.get(way, ()), *([social[way]] if social.get(way) else ())):
            return str(found)
    raise Refused("address_missing", channel=channel.kind)


def _subject(mine: Sequence[Before]) -> str:
    return next((one.subject for one in mine if one.subject), "")


def _answers(mine: Sequence[Before]) -> list[str]:
    """The thread's ids, the oldest first: what the last message names, and itself."""
    here = [one for one in mine if one.conversation == mine[0].conversation] if mine else []
    last = next((one for one in here if one.theirs), here[0] if here else None)
    if last is None:
        return []
    return list(dict.fromkeys((*last.references, last.id)))[-_ANSWERS:]


def _fit(source: UUID, channel: Channel, outgoing: Outgoing) -> None:
    if channel.fit is None:
        return
    setup = accounts.setup(source)
    assert setup is not None  # it was among those in use a moment ago, in this transaction
    channel.fit(outgoing, setup)


def as_sent(
    own: UUID,
    columns: Mapping[str, Any],
    author: str,
    at: datetime,
    attempt: int = 1,
    files: tuple[Enclosed, ...] = (),
) -> Outgoing:
    """A row of `outgoing` as its channel sees it."""
    last = columns["last_in_at"]
    return Outgoing(
        id=own,
        to=columns["recipient"],
        name=columns["recipient_name"],
        subject=columns["subject"],
        text=columns["body"],
        author=author,
        author_id=str(columns["author_id"] or ""),
        language=columns["language"],
        at=at,
        automatic=columns["automatic"],
        answers=tuple(columns["answers"]),
        last_in_at=datetime.fromisoformat(last) if isinstance(last, str) else last,
        template=columns["template"],
        attempt=attempt,
        files=files,
    )


def _name(by: UUID | None) -> str:
    found = Member.objects.filter(pk=by).values_list("name", flat=True).first() if by else None
    return found or ""


def _delivery(own: UUID, lead: UUID, source: UUID, by: UUID | None, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": _key(own),
        "channel": CHANNEL,
        "kind": CHANNEL,
        "member_id": by,
        "lead_id": lead,
        "payload": {"outgoing": str(own), "lane": f"{CHANNEL}:{source}"},
        "state": DeliveryState.PENDING.value,
        "not_before": at,
    }


def _key(own: UUID) -> str:
    return f"{CHANNEL}:{own}"
