"""Told: what each fact of a lead says, as a sentence with what stands below it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.consent import State
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.judging import known_event
from firstreply.store.queries.lead_timeline import Entry
from firstreply.web.desk.lead.because import Because, because, identified, people
from firstreply.web.desk.lead.speech import Speech
from firstreply.web.desk.lead.stages import REASONS, reason_name, stage_name
from firstreply.web.desk.persona import Bit, bits, called

ICONS: Final = {
    FactKind.NOTED: "note", FactKind.PLANNED: "calendar", FactKind.DONE: "check", FactKind.FILED: "files",
    FactKind.TALKED: "call", FactKind.CALLED: "call", FactKind.MISSED: "warn", FactKind.WARNED: "warn",
    FactKind.ESCALATED: "warn", FactKind.ASSIGNED: "people", FactKind.OFFERED: "people", FactKind.MOVED_ON: "people",
    FactKind.DECLINED: "people", FactKind.STAGE_MOVED: "pipeline", FactKind.MERGED: "merge", FactKind.UNMERGED: "merge",
    FactKind.SCORED: "star", FactKind.QUALIFIED: "star",
}  # fmt: skip
ANSWERS: Final = {
    "yes": mark("Qualified"),
    "no": mark("Not qualified"),
    "incomplete": mark("Not known yet whether they qualify"),
}
#: Why a wait is set aside, by the word that is kept; others are as somebody typed them.
VOIDED: Final = {
    "spam": mark("It is spam"),
    "duplicate": mark("Duplicate"),
    "no_lead": mark("Not a lead"),
}
CONSENT: Final = {
    State.ASKED.value: mark("Consent to {purpose}: asked for, not confirmed yet"),
    State.GIVEN.value: mark("Consent to {purpose}: given"),
    State.WITHDRAWN.value: mark("Consent to {purpose}: withdrawn"),
    State.EXPIRED.value: mark("Consent to {purpose}: not confirmed in time"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a fact says: a sentence, what somebody wrote, things by name, and why."""

    title: str
    text: str = ""
    rows: list[Bit] = field(default_factory=list)
    why: Because | None = None
    link: str = ""  #: to what it speaks of


def said(speech: Speech, entry: Entry) -> Said:
    """A fact in the reader's language."""
    return _SAY[FactKind(entry.kind)](speech, entry, entry.data)


def named_in(entry: Entry) -> set[UUID]:
    """Members whom an entry names."""
    data = entry.data
    found = {entry.member, *(identified(data.get(name)) for name in ("member", "before", "after"))}
    reasons = data.get("reasons")
    if isinstance(reasons, Mapping):
        found |= set(people(reasons))
    return {one for one in found if one is not None}


def _inquired(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    words, persona = speech.words, data.get("persona") or {}
    new = {
        name: persona[name] for name in data.get("changed") or persona if name in persona and name != "need"
    }
    touch = {name: value for name, value in (data.get("touch") or {}).items() if name != "at"}
    visits = [Bit(name, speech.plain(value, 200)) for name, value in touch.items()]
    title = words.say("Asked for the first time") if data.get("new") else words.say("Asked again")
    if entry.kind == FactKind.LISTED:
        title = words.say("Stood in a list that was brought")
    return Said(title=title, text=str(persona.get("need") or ""), rows=[*bits(words, new), *visits])


def _consented(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    text = CONSENT.get(str(data.get("state") or State.GIVEN.value), CONSENT[State.GIVEN.value])
    title = speech.words.say(text, purpose=speech.plain(data.get("purpose"), 60))
    return Said(title=title, text=str(data.get("text") or ""))


def _withdrawn(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    return Said(title=speech.words.say("What a list had said of them was taken back"))


def _engaged(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    what = str(data.get("what") or "")
    known = known_event(what)
    return Said(title=speech.words.say(known.did) if known else speech.plain(what.replace("_", " "), 80))


def _qualified(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    return Said(title=speech.words.say(ANSWERS.get(str(data.get("answer")), ANSWERS["incomplete"])))


def _scored(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    points = int(data.get("points") or 0)
    return Said(title=speech.words.many("Score: {n} point", "Score: {n} points", points))


def _assigned(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    reasons = data.get("reasons") or {}
    to = identified(data.get("member"))
    if to is None:
        title = speech.words.say("Given to nobody in particular: whoever takes it first")
    elif data.get("how") == "claimed":
        title = speech.words.say("{name} took it", name=speech.name(to))
    else:
        title = speech.words.say("Given to {name}", name=speech.name(to))
    return Said(title=title, why=because(speech, reasons))


def _offered(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    to = identified(data.get("member"))
    if to is None:
        return Said(title=speech.words.say("Cover was asked for; nobody was free, so the managers were told"))
    until = speech.instant(data.get("until"))
    title = speech.words.say("Offered to {name} until {moment}", name=speech.name(to), moment=until)
    return Said(title=title, why=because(speech, data.get("reasons") or {}))


def _declined(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    if data.get("withdrawn"):
        return Said(title=speech.words.say("The offer was withdrawn"))
    name = speech.name(identified(data.get("member")))
    if data.get("taken_back"):
        return Said(title=speech.words.say("The offer is open to {name} again", name=name))
    return Said(title=speech.words.say("{name} did not take the offer", name=name))


def _changed(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    words, rows = speech.words, []
    for name, pair in data.items():
        if name != "reach" and isinstance(pair, list) and len(pair) == 2:  # [before, after]
            was, now = (", ".join(bit.value for bit in bits(words, {name: one})) or "–" for one in pair)
            rows.append(Bit(called(words, name), f"{speech.plain(was, 200)} → {speech.plain(now, 200)}"))
    return Said(title=words.say("Changed what is known of them"), rows=rows)


def _stage_moved(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    keys = (str(data.get(name)) for name in ("before", "after"))
    before, after = (stage_name(speech.words, key, speech.plain(speech.stages.get(key), 60)) for key in keys)
    reason = str(data.get("reason") or "")
    key, _, typed = (one.strip() for one in reason.partition(":"))
    if key == "qualified":
        reason = speech.words.say(ANSWERS.get(typed, ANSWERS["incomplete"]))
    elif key in REASONS:
        reason = ": ".join(filter(None, (reason_name(speech.words, key), typed)))
    title = speech.words.say("Stage: {before} → {after}", before=before, after=after)
    return Said(title=title, text=speech.plain(reason, 300))


def _merged(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    return Said(title=speech.words.say("Another lead was merged into this one"))


def _unmerged(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    return Said(title=speech.words.say("Became a lead of its own again"))


def _talked(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    text = str(data.get("text") or "")
    seconds, number = int(data.get("seconds") or 0), str(data.get("number") or "")
    rows = [Bit(speech.words.say("Duration"), speech.words.duration(seconds))] if seconds else []
    rows += [Bit(speech.words.say("Telephone"), number)] if number else []
    if entry.kind == FactKind.CALLED:
        title = speech.words.say("Called, and reached nobody")
    elif entry.channel in ("", "phone"):
        title = (
            speech.words.say("They called, and we spoke")
            if data.get("inbound")
            else speech.words.say("Spoke by telephone")
        )
    else:
        title = speech.words.say(SPOKE.get(entry.channel, SPOKE["other"]))
    return Said(title=title, text=text, rows=rows)


SPOKE: Final = {
    "in_person": mark("Met in person"),
    "video": mark("Met by video"),
    "whatsapp": mark("Talked elsewhere"),
    "sms": mark("Talked elsewhere"),
    "telegram": mark("Talked elsewhere"),
    "other": mark("Talked elsewhere"),
}


def _plain(text: str, fact: str = "") -> Callable[[Speech, Entry, Mapping[str, Any]], Said]:
    def say(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
        return Said(title=speech.words.say(text), text=str(data.get(fact) or "") if fact else "")

    return say


def _voided(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    reason = str(data.get("reason") or "")
    text = speech.words.say(VOIDED[reason]) if reason in VOIDED else reason
    return Said(title=speech.words.say("Set aside as no inquiry"), text=text)


def _resumed(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    due = speech.instant(data.get("due_at"))
    return Said(title=speech.words.say("The clock goes on: due {moment}", moment=due))


def _planned(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    whose = speech.name(identified(data.get("member")))
    if data.get("due_at"):
        title = speech.words.say(
            "Next step for {name}, due {moment}", name=whose, moment=speech.instant(data["due_at"])
        )
    else:
        title = speech.words.say("Next step for {name}", name=whose)
    return Said(title=title, text=str(data.get("title") or ""))


def _done(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    title = speech.words.say("Not to be done any more") if data.get("dropped") else speech.words.say("Done")
    return Said(title=title, text=str(data.get("title") or ""))


def _filed(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    name = speech.plain(data.get("name"), 120)
    if data.get("gone"):
        return Said(title=speech.words.say("The file {name} was taken away", name=name))
    link = f"/leads/{entry.lead}/files/{data.get('attachment')}"
    return Said(title=speech.words.say("Laid a file beside it"), text=name, link=link)


def _overruled(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    return Said(title=speech.words.say("Said that a message is of another kind"))


def _promised(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    if not data.get("due_at"):
        return Said(title=speech.words.say("No answer by a certain time is promised"))
    return Said(
        title=speech.words.say("An answer is promised by {moment}", moment=speech.instant(data["due_at"]))
    )


def _warned(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    share = speech.words.percent((data.get("percent") or 0) / 100)
    return Said(title=speech.words.say("{percent} of the time to answer was over", percent=share))


def _moved_on(speech: Speech, entry: Entry, data: Mapping[str, Any]) -> Said:
    before, after = (speech.name(identified(data.get(name))) for name in ("before", "after"))
    title = speech.words.say("Moved on from {before} to {after}", before=before, after=after)
    return Said(title=title, text="")


_SAY: Final[dict[FactKind, Callable[[Speech, Entry, Mapping[str, Any]], Said]]] = {
    **dict.fromkeys(FactKind, _plain(mark("Something happened"))),
    FactKind.INQUIRED: _inquired,
    FactKind.LISTED: _inquired,
    FactKind.CONSENTED: _consented,
    FactKind.WITHDRAWN: _withdrawn,
    FactKind.ENGAGED: _engaged,
    FactKind.QUALIFIED: _qualified,
    FactKind.SCORED: _scored,
    FactKind.ASSIGNED: _assigned,
    FactKind.OFFERED: _offered,
    FactKind.DECLINED: _declined,
    FactKind.CHANGED: _changed,
    FactKind.STAGE_MOVED: _stage_moved,
    FactKind.MERGED: _merged,
    FactKind.UNMERGED: _unmerged,
    FactKind.TALKED: _talked,
    FactKind.CALLED: _talked,
    FactKind.DISMISSED: _plain(mark("Said that no reply is needed"), "reason"),
    FactKind.CLOSED: _plain(mark("Closed the conversation"), "reason"),
    FactKind.VOIDED: _voided,
    FactKind.REOPENED: _plain(mark("Took something back: the clock goes on as if it had not been said")),
    FactKind.PAUSED: _plain(mark("Stopped the clock"), "reason"),
    FactKind.RESUMED: _resumed,
    FactKind.NOTED: _plain(mark("Note"), "text"),
    FactKind.PLANNED: _planned,
    FactKind.DONE: _done,
    FactKind.FILED: _filed,
    FactKind.OVERRULED: _overruled,
    FactKind.PROMISED: _promised,
    FactKind.WARNED: _warned,
    FactKind.MISSED: _plain(mark("The promised time to answer has passed")),
    FactKind.ESCALATED: _plain(mark("The next ones were told that it is late")),
    FactKind.MOVED_ON: _moved_on,
}
