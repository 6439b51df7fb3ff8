"""Alert words: what an alert says outside the application, in the language of whom it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from firstreply.core.respond.alert import AlertKind
from firstreply.insights.reasons import mark
from firstreply.insights.untrusted import plain
from firstreply.insights.words import LANGUAGES, Words, use

#: By kind: the title, and the sentence below it. {name} is the lead's.
_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    AlertKind.ASSIGNED: (mark("New lead: {name}"), mark("{name} is yours now and waits for your answer.")),
    AlertKind.OFFERED: (mark("A lead for you: {name}"), mark("Take it, or it is offered to someone else.")),
    AlertKind.INQUIRED_AGAIN: (mark("{name} asks again"), mark("Somebody you know waits for your answer.")),
    AlertKind.WARNING: (mark("Time is running out: {name}"), mark("{name} still waits for your answer.")),
    AlertKind.BREACH: (mark("Overdue: {name}"), mark("The promised time is over, and nobody has answered.")),
    AlertKind.ESCALATED: (
        mark("Still unanswered: {name}"),
        mark("Nobody has answered in the promised time. Please see to it that somebody does."),
    ),
    AlertKind.TAKEN_AWAY: (mark("Moved on: {name}"), mark("The lead went to someone else.")),
    AlertKind.UNDELIVERED: (
        mark("Not delivered: {name}"),
        mark("Your answer did not reach {name}. They are still waiting."),
    ),
    AlertKind.CHANNEL: (mark("Look at the channel {name}"), mark("People may not reach you by it.")),
    AlertKind.TEST: (mark("This is a test"), mark("Alerts reach you here.")),
}
_NEVER: Final = (
    mark("A promise that is never due"),
    mark(
        "The calendar “{calendar}” never opens, so the promise “{sla}” is never due. Give it working hours."
    ),
)
#: Of an account, by how it is.
_ACCOUNT: Final[Mapping[str, str]] = {
    "failing": mark("{name} does not work"),
    "quiet": mark("{name} is unusually quiet"),
    "stopped": mark("Nothing comes in by {name} any more"),
    "off": mark("Webhook switched off: {name}"),
    "fine": mark("{name} works again"),
}
_FOR: Final = mark("For {span}")
_NOBODY: Final = mark("Somebody")
_LEFT: Final = mark("Time left: {span}")
_OVER: Final = mark("Overdue by {span}")
_NAME, _EXCERPT = 80, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An alert in words. `lines` are below the title, one thought each."""

    language: str
    direction: str
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def language(wanted: object, spoken: object, ours: str) -> str:
    """The first of these that we have words in: what the member chose, what they speak, the organisation's."""
    several = spoken if isinstance(spoken, list | tuple) else ()
    return next((one for one in (wanted, *several, ours) if one in LANGUAGES), "en")


def said(kind: str, facts: Mapping[str, Any], lang: str, now: datetime) -> Said:
    """The words of an alert. Facts it knows: `name`, `company`, `due_at` or `until` (ISO 8601), `text`."""
    words = use(lang)
    if kind == AlertKind.DIGEST:
        return _letter(words, facts)
    if kind == AlertKind.CHANNEL and facts.get("state") in _ACCOUNT:
        return _account(words, facts, now)
    name = plain(str(facts.get("name") or ""), _NAME) or words.say(_NOBODY)
    title, sentence = _TEXTS.get(kind, (mark("News about {name}"), ""))
    if facts.get("reason") == "never_due":
        title, sentence = _NEVER
    named = {one: plain(str(facts.get(one) or ""), _NAME) for one in ("calendar", "sla")} | {"name": name}
    lines = (
        words.say(sentence, **named),
        plain(str(facts.get("company") or ""), _NAME),
        _time(words, facts.get("until") or facts.get("due_at"), now),
        plain(str(facts.get("text") or ""), _EXCERPT),
    )
    return Said(
        language=lang,
        direction=words.direction,
        title=words.say(title, **named),
        lines=tuple(line for line in lines if line),
    )


def _letter(words: Words, facts: Mapping[str, Any]) -> Said:
    """A digest is written when it is due, in its reader's language."""
    lines = facts.get("lines")
    told = tuple(str(one) for one in lines) if isinstance(lines, list) else ()
    return Said(
        language=words.lang,
        direction=words.direction,
        title=plain(str(facts.get("title") or ""), _EXCERPT),
        lines=told,
    )


def _account(words: Words, facts: Mapping[str, Any], now: datetime) -> Said:
    name = plain(str(facts.get("name") or ""), _NAME)
    code, why = str(facts.get("code") or ""), facts.get("facts")
    title = _ACCOUNT[facts["state"]]
    lines = (
        words.for_refusal(code, why if isinstance(why, Mapping) else {}) if code else "",
        words.say(_FOR, span=words.duration((now - datetime.fromisoformat(facts["since"])).total_seconds()))
        if code
        else "",
    )
    return Said(
        language=words.lang,
        direction=words.direction,
        title=words.say(title, name=name),
        lines=tuple(line for line in lines if line),
    )


def _time(words: Words, due_at: object, now: datetime) -> str:
    try:
        due = datetime.fromisoformat(str(due_at))
        left = (due - now).total_seconds()
    except (ValueError, TypeError):  # no instant, or one without a zone
        return ""
    return words.say(_LEFT if left >= 0 else _OVER, span=words.duration(abs(left)))
