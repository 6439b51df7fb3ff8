"""Look back: from an opened archive to everything its report is computed from.

read -> unify copies -> join conversations -> tell the classes -> what bodies add -> waits. Each step is core's; here
they are only called in order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Any

import tzdata

import firstreply
from firstreply.channels.email.archive import Archive, Progress, Reading
from firstreply.core.calendar import Calendar
from firstreply.core.capture.closing import closes
from firstreply.core.capture.guess_team import complete, guess
from firstreply.core.capture.kind import Capture
from firstreply.core.capture.refine import Refine
from firstreply.core.capture.unify import Unique, unify
from firstreply.core.mail import Message
from firstreply.core.mail import read as read_message
from firstreply.core.message import Seen
from firstreply.core.respond.wait import Wait
from firstreply.core.respond.waits import order
from firstreply.core.respond.waits import read as read_waits
from firstreply.core.team import Team
from firstreply.core.thread.conversation import Conversations, Evidence, join
from firstreply.core.thread.guess import Guesses
from firstreply.insights.instants import iso_or_none
from firstreply.insights.look import Look, Person, TeamView

_SENT = "label:sent"  #: the mark of what one mailbox without folders says that we sent
_LISTED = 100  #: unreadable messages named one by one in the document; all of them are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of an archive. Instants are epoch seconds; `team` None means: guess, and say so."""

    team: Team | None = None
    lists: frozenset[str] = frozenset()
    calendar: Calendar | None = None
    calendar_of: Mapping[str, Calendar] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    sla_s: int | None = None
    subject_joining: bool = True
    count_words: bool = False
    idle_days: int = 30
    minimum_sample: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The look, and which conversation each distinct message belongs to."""

    look: Look
    unique: Unique
    conversations: Conversations


def look_back(archive: Archive, question: Question, now: int, progress: Progress = lambda *_: None) -> Answer:
    """Read the archive and answer the question. `now` is when; open waits are watched until min(now, last message)."""
    readings = archive.read(progress)
    batches = [(one.envelopes, one.mailbox.is_junk, one.mailbox.is_sent) for one in readings]
    unique = unify(batches, now)
    bodies = _Bodies(archive, unique)
    conversations = _joined(unique, bodies, question)
    team = _team(unique, conversations, question)
    seen, waits = _seen_and_waits(unique, conversations, team, bodies, question)
    words = [bodies.words(one) for one in seen] if question.count_words else None
    return Answer(
        look=_look(readings, unique, conversations, team, seen, waits, words, question, now),
        unique=unique,
        conversations=conversations,
    )


class _Bodies:
    """Bodies by id, fetched only for the few messages that a rule asks about."""

    def __init__(self, archive: Archive, unique: Unique) -> None:
        self._archive = archive
        self._unique = unique
        self._message = lru_cache(maxsize=64)(self._read)

    def octets(self, seen: Seen) -> bytes:
        return self._archive.octets(seen.envelope)

    def message(self, seen: Seen) -> Message:
        return self._message(seen.envelope.source, seen.envelope.start, seen.envelope.end)

    def at(self, position: int) -> Message:
        """The message at a position of `unique`."""
        envelope = self._unique.envelopes[position]
        return self._message(envelope.source, envelope.start, envelope.end)

    def words(self, seen: Seen) -> int:
        return len(self.message(seen).split.written.split())

    def _read(self, source: int, start: int, end: int) -> Message:
        return read_message(self._archive.mailboxes[source].octets(start, end))


def _joined(unique: Unique, bodies: _Bodies, question: Question) -> Conversations:
    guesses = Guesses(unique.envelopes, unique.ats, lambda at: bodies.at(at).quoted_head, question.team)
    return join(unique.envelopes, guesses if question.subject_joining else None)


def _team(unique: Unique, conversations: Conversations, question: Question) -> Team:
    if question.team is not None:
        return complete(question.team, unique.envelopes)
    sent = [at for at, one in enumerate(unique.envelopes) if at in unique.sent or _SENT in one.marks]
    return guess(unique.envelopes, conversations.of, sent, question.lists)


def _seen_and_waits(
    unique: Unique, conversations: Conversations, team: Team, bodies: _Bodies, question: Question
) -> tuple[list[Seen], list[Wait]]:
    capture, junk = Capture(team), unique.junk
    seen = [
        capture.seen(envelope, at, conversation, junk=number in junk)
        for number, (envelope, at, conversation) in enumerate(
            zip(unique.envelopes, unique.ats, conversations.of, strict=True)
        )
        if at is not None
    ]
    zone: tzinfo = question.calendar.zone if question.calendar is not None else UTC
    refine = Refine(capture, lambda at: bodies.octets(seen[at]), lambda at: bodies.message(seen[at]), zone)
    for position, better in refine.messages(seen).items():
        seen[position] = better
    bounced = refine.bounced(seen)
    seen.sort(key=order)
    waits = read_waits(
        seen,
        bounced=bounced,
        closing=_closing(seen, bodies),
        idle_s=question.idle_days * 86400,
        public_lists=frozenset(one for one in team.lists if team.is_public(one)),
    )
    return seen, waits


def _closing(seen: list[Seen], bodies: _Bodies) -> Callable[[int], bool]:
    return lambda at: closes(bodies.octets(seen[at]), lambda: bodies.message(seen[at]))


def _look(
    readings: list[Reading],
    unique: Unique,
    conversations: Conversations,
    team: Team,
    seen: list[Seen],
    waits: list[Wait],
    words: list[int] | None,
    question: Question,
    now: int,
) -> Look:
    return Look(
        seen=seen,
        waits=waits,
        end=_last(seen, now),
        made_at=now,
        team=_view(team),
        coverage=_coverage(readings, unique, now),
        threading={evidence.value: conversations.links[evidence] for evidence in Evidence},
        version=firstreply.__version__,
        threads=conversations.count,
        calendar=question.calendar,
        calendar_of=question.calendar_of,
        since=question.since,
        until=question.until,
        sla_s=question.sla_s,
        subject_joining=question.subject_joining,
        minimum_sample=question.minimum_sample,
        idle_days=question.idle_days,
        words=words,
    )


def _last(seen: list[Seen], now: int) -> int:
    """The end of coverage: the last instant before `now`, for what claims to be from the future says nothing."""
    return next((one.at for one in reversed(seen) if one.at < now), now)


def _view(team: Team) -> TeamView:
    people = {
        person.name: Person(
            addresses=tuple(one.address for one in person.identities),
            teams=person.teams,
        )
        for person in team.people
    }
    return TeamView(
        people=people,
        domains=tuple(sorted(team.domains)),
        lists=tuple(sorted(team.lists)),
        guessed=team.how != "given",
        how=team.how,
    )


def _coverage(readings: list[Reading], unique: Unique, now: int) -> dict[str, Any]:
    unreadable = [one for reading in readings for one in reading.unreadable]
    dated = [at for at in (unique.ats[:1] + _last_dated(unique)) if at is not None]
    return {
        "messages": sum(len(reading.envelopes) for reading in readings),
        "unique_messages": len(unique.envelopes),
        "duplicates": unique.copies,
        "unreadable": len(unreadable),
        "unreadable_list": [
            {"source": one.source, "at": one.at, "reason": str(one.reason)} for one in unreadable[:_LISTED]
        ],
        "from": iso_or_none(dated[0] if dated else None),
        "to": iso_or_none(dated[-1] if dated else None),
        "sent_covered": any(reading.mailbox.is_sent for reading in readings)
        or any(_SENT in one.marks for one in unique.envelopes),
        "tzdata": tzdata.__version__,
        "sources": [
            {
                "name": reading.mailbox.name,
                "kind": reading.mailbox.kind,
                "messages": len(reading.envelopes),
                "unreadable": len(reading.unreadable),
            }
            for reading in readings
        ],
        "instants": {
            "received": unique.received,
            "date_header": unique.date_header,
            "none": unique.none,
            "disagree_over_5min": unique.disagree,
            "overtaking": unique.overtaking,
        },
    }


def _last_dated(unique: Unique) -> list[int | None]:
    last = len(unique.ats) - unique.none
    return unique.ats[last - 1 : last] if last else []
