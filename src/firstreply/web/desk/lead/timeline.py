"""Timeline: the entries of a lead's life as they are shown, the newest last."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.contact import is_e164
from firstreply.core.mail import quote
from firstreply.core.message import MessageClass
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import REFUSALS, mark
from firstreply.insights.reasons.terms import TERMS
from firstreply.store.queries import lead_beside, lead_page, lead_timeline, stages
from firstreply.store.queries.lead_beside import FileShown
from firstreply.store.queries.lead_timeline import Entry
from firstreply.store.queries.leads import LeadShown
from firstreply.store.queries.paging import After, Page
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.lead.speech import Speech, speech
from firstreply.web.desk.lead.told import ICONS, Said, named_in, said
from firstreply.web.desk.persona import called
from firstreply.web.desk.visit import Visit

PAGE: Final = 40
_LONGEST: Final = 20_000  #: characters of a message that are parted into new and quoted
SHOWN: Final = {
    "all": mark("All"),
    "messages": mark("Messages"),
    "notes": mark("Notes"),
    "changes": mark("Changes"),
}
STATES: Final = {
    Passage.QUEUED.value: mark("Waiting to be sent"),
    Passage.ACCEPTED.value: mark("Sent out"),
    Passage.DELIVERED.value: mark("Delivered"),
    Passage.READ.value: mark("Read"),
    Passage.SOFT_BOUNCED.value: mark("Not delivered yet"),
    Passage.HARD_BOUNCED.value: mark("Not delivered: there is no such address"),
    Passage.COMPLAINED.value: mark("They called it spam"),
    Passage.FAILED.value: mark("Not sent"),
}
#: What to do about it.
ADVICE: Final = {
    Passage.SOFT_BOUNCED.value: mark(
        "The other side tries again by itself. If it lasts, write by another way."
    ),
    Passage.HARD_BOUNCED.value: mark("Correct the address beside, and write again."),
    Passage.COMPLAINED.value: mark("Write to them no more by this way, unless they ask for it."),
    Passage.FAILED.value: mark("Look at the reason, and write again, or by another way."),
}
_SETTLED: Final = frozenset(
    {Passage.READ.value, Passage.HARD_BOUNCED.value, Passage.COMPLAINED.value, "failed", ""}
)

_CLASSES: Final = TERMS["class"]
_AUTO: Final = frozenset({MessageClass.INBOUND_AUTO, MessageClass.OUTBOUND_AUTO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry as it is shown: a message with `new`, `quoted` and `signature`, or a fact with `said`."""

    entry: Entry
    icon: str
    actor: str
    channel: str
    side: str  #: heard, ours or fact
    new: str = ""
    quoted: str = ""
    signature: str = ""
    kind: str = ""  #: of a message, where it is not simply a person's
    evidence: str = ""
    state: str = ""
    advice: str = ""
    reason: str = ""
    is_lost: bool = False
    said: Said | None = None
    subject: str = ""  #: that they got, too
    recipient: str = ""  #: where it is an address
    files: tuple[FileShown, ...] = ()  #: that went with it

    @property
    def at(self) -> datetime:
        return self.entry.at


def timeline(who: Visit, lead: LeadShown, show: str, before: After | None) -> Page[Shown]:
    """A page of it, inside the transaction of whoever asks; three queries, and one where files went with any."""
    page = lead_timeline.timeline(lead.id, show, before, PAGE)
    members = {one for entry in page.rows for one in named_in(entry)}
    told = speech(who, lead_page.names(members), stages.named())
    rows = sorted(page.rows, key=_place)
    sent = {one for entry in rows for one in entry.files}
    files = lead_beside.named(sent) if sent else {}
    shown = [_shown(told, entry, lead) for entry in rows]
    return Page([_with(one, files) for one in shown], page.after)


def _with(one: Shown, files: Mapping[UUID, FileShown]) -> Shown:
    return replace(one, files=tuple(files[own] for own in one.entry.files if own in files)) if files else one


def _place(entry: Entry) -> tuple[datetime, int]:
    """Of one second, what they said comes first, and what we made of it after that."""
    rank = 0 if entry.of != "fact" else 1 if entry.kind == FactKind.INQUIRED else 2
    return entry.at.replace(microsecond=0), rank


def is_moving(rows: list[Shown]) -> bool:
    """Whether one of ours is still on its way."""
    return any(one.side == "ours" and one.entry.reply and one.entry.state not in _SETTLED for one in rows)


def cursor(text: str) -> After | None:
    """Where a page ends, as its link says it. Refuses `cursor_unknown`."""
    if not text:
        return None
    try:
        at, _, own = text.rpartition("_")
        return After(datetime.fromisoformat(at), UUID(own))
    except ValueError as error:
        raise Refused("cursor_unknown") from error


def link_of(after: After | None) -> str:
    """The other way round."""
    return f"{after.value.isoformat()}_{after.id}" if after else ""


def _shown(told: Speech, entry: Entry, lead: LeadShown) -> Shown:
    channel = kind(told.words, entry.channel).name if entry.channel else ""
    actor = told.name(entry.member) if entry.member else ""
    if entry.of == "fact":
        icon = ICONS.get(FactKind(entry.kind), "dot")
        return Shown(
            entry=entry, icon=icon, actor=actor, channel=channel, side="fact", said=said(told, entry)
        )
    parts = quote.split(entry.body[:_LONGEST])
    which = MessageClass(entry.message_class) if entry.message_class else MessageClass.OUTBOUND_HUMAN
    say, words = told.words.say, told.words
    lost = entry.state in (Passage.FAILED.value, Passage.HARD_BOUNCED.value)
    return Shown(
        entry=entry,
        icon="mail" if entry.channel == "email" else "call" if entry.channel == "phone" else "chat",
        actor=actor or told.plain(entry.author_name, 60) or _party(told, entry.party, lead),
        subject=entry.subject if entry.channel == "email" or not entry.is_ours else "",
        recipient=told.plain(entry.recipient, 120) if _is_address(entry.recipient) else "",
        channel=channel,
        side="ours" if entry.is_ours else "heard",
        new=parts.new_text.strip() or ("" if parts.quoted else entry.body.strip()),
        quoted=parts.quoted.strip() + entry.body[_LONGEST:],
        signature=parts.signature.strip(),
        kind=say(_CLASSES[which.value]) if which in _AUTO or which is MessageClass.SPAM else "",
        evidence=words.for_evidence(entry.evidence) if entry.evidence else "",
        state=say(STATES[entry.state]) if entry.state in STATES else "",
        advice=say(ADVICE[entry.state]) if entry.state in ADVICE else "",
        reason=_reason(told, entry.reason),
        is_lost=lost,
    )


def _party(told: Speech, party: str, lead: LeadShown) -> str:
    """Who wrote, where no name came along: by the name the lead has, else by the address, without its network's key."""
    network, _, handle = party.partition(":")
    if name := told.plain(lead.name, 60) if party in _reached(lead.persona) else "":
        return name
    return told.plain(
        party if _is_address(party) or not handle else f"{called(told.words, f'social.{network}')} {handle}",
        120,
    )


def _reached(persona: Mapping[str, Any]) -> set[str]:
    """By what a lead is known, as messages have it."""
    social = {f"{network}:{handle}" for network, handle in (persona.get("social") or {}).items()}
    return {*(persona.get("emails") or ()), *(persona.get("phones") or ()), *social}


def _is_address(text: str) -> bool:
    """Whether people call it an address: of mail, or a telephone number."""
    return "@" in text.lstrip("@") or is_e164(text)


def _reason(told: Speech, reason: str) -> str:
    code = reason.partition(":")[0]
    return told.words.for_refusal(code, {}) if code in REFUSALS else told.plain(reason, 300)
