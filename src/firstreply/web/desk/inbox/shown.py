"""Shown: a row as people read it: why it is here, by which way they came, what they wrote last."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from firstreply.insights.reasons import mark
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words
from firstreply.store.queries.inbox import Ended, Kinds, Looker, Row
from firstreply.web.desk.inbox.asked import Asked
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

#: Why whoever has it got it: by the person who gave it, or by what the rules went by.
_WHY: Final = {
    "handed_over": mark("Handed over"),
    "taken_back": mark("Given back"),
    "cover_asked": mark("A colleague asks for cover"),
    "named": mark("Assigned by a rule"),
    "previous_owner": mark("Had them before"),
    "capturer": mark("Addressed to them, or taken down by them"),
    "turn": mark("Assigned in turn"),
    "fewest_open": mark("Had the fewest open"),
    "best_match": mark("Best match for this lead"),
    "first_contact": mark("First point of contact"),
    "offers_ended": mark("Nobody took the offer"),
    "next_to_open": mark("Out of hours: starts work next"),
    "on_call": mark("On call"),
    "anyway": mark("Assigned in turn, outside hours"),
    "last_resort": mark("So that it is not nobody’s"),
}
_HOW: Final = {
    "given": mark("Given by a colleague"),
    "claimed": mark("Claimed"),
    "rerouted": mark("Moved on: it was not touched"),
}
_OUTCOME: Final = {
    "answered": mark("Answered by {name}"),
    "dismissed": mark("Closed: no reply needed"),
    "voided": mark("Set aside as spam or a duplicate"),
}
ICONS: Final = {
    "email": ("mail", mark("E-mail")),
    "form": ("edit", mark("Web form")),
    "phone": ("call", mark("Telephone")),
    "telephony": ("call", mark("Telephone")),
    "whatsapp": ("chat", "WhatsApp"),
    "telegram": ("chat", "Telegram"),
    "sms": ("chat", "SMS"),
    "meta": ("chat", "Meta"),
    "twilio": ("chat", "Twilio"),
    "meta_leads": ("edit", "Meta Lead Ads"),
    "file": ("files", mark("File")),
    "import": ("files", mark("File")),
    "in_person": ("people", mark("In person")),
    "video": ("eye", mark("By video")),
    "other": ("channels", mark("Another way")),
    "api": ("webhooks", "API"),
    "webhook": ("webhooks", "Webhook"),
}
#: A list may be narrowed to what it has two of.
_SEVERAL: Final = 2
_CALLS: Final = frozenset({"phone", "telephony", "twilio_voice"})
_LONGEST: Final = 140
_NAMED: Final = 80
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row, ready for its template."""

    row: Row
    name: str
    company: str
    item: str  #: what its buttons name it by: the lead and, if any, the wait
    why: str
    icon: str
    by: str  #: the way they came, in words
    line: str
    lookers: tuple[Looker, ...]
    theirs: bool  #: it is the reader's own

    @property
    def path(self) -> str:
        """The lead's page."""
        return f"/leads/{self.row.lead}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """What became of a row that is no longer in the list."""

    wait: UUID
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A condition of the list: by `name` in its address, as it is now ("": not at all), and what there is."""

    name: str
    here: str
    values: tuple[str, ...]


def rows(who: Visit, found: list[Row], looking: Mapping[UUID, list[Looker]]) -> list[Shown]:
    """Rows as they are read."""
    return [_row(who, row, tuple(looking.get(row.lead, ()))) for row in found]


def narrowing(state: Asked, kinds: Kinds, found: list[Row]) -> list[Narrowing]:
    """What the list may be narrowed to: what it, or the rows that are `found`, have several of; and what it is now."""
    channels = {*kinds.channels, *(row.channel for row in found if row.wait is not None)}
    languages = {*kinds.languages, *(row.language for row in found)}
    several = (("channel", state.channel, channels), ("language", state.language, languages))
    return [
        Narrowing(name=name, here=here, values=tuple(sorted({*values, here} - {""})))
        for name, here, values in several
        if here or len(values) >= _SEVERAL
    ]


def way(words: Words, channel: str) -> str:
    """A channel in words."""
    _, by = ICONS.get(channel, ("", channel))
    return words.say(by) if by else ""


def over(who: Visit, one: Ended) -> Over:
    """What became of a wait."""
    words = who.words
    if not one.seen:
        said = words.say("No longer in your hands")
    elif one.outcome in _OUTCOME:
        said = words.say(_OUTCOME[one.outcome], name=apart(one.author_name) or words.say("a colleague"))
    elif one.snoozed_until is not None:
        said = words.say("Snoozed until {at}", at=Writing(who).moment(one.snoozed_until))
    elif one.owner is not None and one.owner != who.caller.member:
        said = words.say("{name} has it now", name=apart(one.owner_name))
    else:
        said = words.say("No longer in this list")
    return Over(wait=one.wait, said=said)


def first_line(row: Row) -> str:
    """The first words of the newest that they wrote; where there are none, what it was about."""
    for text in (row.text, row.subject):
        for part in (text or "").split("\n"):
            plain = _SPACES.sub(" ", part).strip()
            if plain and not plain.startswith(">"):
                return plain[:_LONGEST]
    return ""


def apart(text: str | None) -> str:
    """Words of somebody inside a sentence of ours, kept from turning it about (first strong isolate)."""
    return f"\u2068{plain(text, _NAMED)}\u2069" if text else ""


def _row(who: Visit, row: Row, lookers: tuple[Looker, ...]) -> Shown:
    drawing, _ = ICONS.get(row.channel, ("channels", ""))
    return Shown(
        row=row,
        name=plain(row.name, _NAMED),
        company=plain(row.company, _NAMED),
        item=f"{row.lead}.{row.wait or ''}",
        why=_why(who, row),
        icon=drawing,
        by=way(who.words, row.channel),
        line=plain(row.task if row.task is not None else first_line(row), _LONGEST),
        lookers=lookers,
        theirs=row.owner is not None and row.owner == who.caller.member,
    )


def _why(who: Visit, row: Row) -> str:
    """One short sentence: what is most worth knowing first."""
    words, say = who.words, who.words.say
    if row.task is not None:
        return say("Follow-up is due")
    if row.offer is not None:
        return _offered(who, row)
    if row.chased:
        return words.many("They wrote again, {n} time", "They wrote again, {n} times", row.chased)
    if row.channel in _CALLS and row.called_at is None:
        return say("Missed call: call back")
    if row.called_at is not None:
        return say("Called {ago}, still waiting", ago=Writing(who).ago(row.called_at))
    known = _WHY.get(row.why or "") or _HOW.get(row.how or "")
    said = say(known) if known else say("Waits for an answer")
    return f"{said}: {apart(row.reason)}" if row.reason else said


def _offered(who: Visit, row: Row) -> str:
    if row.until is None:
        return who.words.say("For whoever of the pool takes it first")
    at = Writing(who).clock(row.until)
    if row.why == "cover_asked":
        return who.words.say("{name} asks for cover, until {at}", name=apart(row.owner_name), at=at)
    return who.words.say("Offered to you until {at}", at=at)
