"""Looks for tests and measurements: tiny ones written by hand, and large ones made from a seed."""

from dataclasses import replace
from random import Random
from typing import Any

from firstreply.core.message import Envelope, MessageClass, Seen, Verdict
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.team import Membership
from firstreply.insights.look import BusinessClock, Look, Person, TeamView
from firstreply.insights.statistics.survival import Ints

MONDAY = 1_767_571_200  # Mon 5 January 2026, 00:00 UTC
HOUR, DAY = 3600, 86_400
COVERAGE: dict[str, Any] = {
    "messages": 0,
    "unique_messages": 0,
    "duplicates": 0,
    "unreadable": 0,
    "unreadable_list": [],
    "sent_covered": True,
    "tzdata": "2026.6",
    "sources": [{"name": "sales.mbox", "kind": "mbox", "messages": 0, "unreadable": 0}],
    "instants": {"received": 0, "date_header": 0, "none": 0, "disagree_over_5min": 0, "overtaking": 0},
}
THREADING = {"references": 0, "in_reply_to": 0, "thread_index": 0, "quoted_block": 0, "subject": 0}
TEAM = TeamView(
    people={
        "Ada": Person(addresses=("ada@team.test",), teams=(Membership(team="North"),)),
        "Ben": Person(addresses=("ben@team.test",)),
        "Cem": Person(addresses=("cem@team.test",)),
    },
    domains=("team.test",),
    how="given",
)


class NineToFive:
    """Open from 9 to 17 UTC on every day of the week."""

    zone = "UTC"
    name = "nine to five"

    def between_many(self, starts: Ints, stops: Ints) -> Ints:
        return self._until(stops) - self._until(starts)

    def _until(self, at: Ints) -> Ints:
        return at // DAY * (8 * HOUR) + (at % DAY - 9 * HOUR).clip(0, 8 * HOUR)


def seen(
    at: int, kind: MessageClass = MessageClass.INBOUND_HUMAN, *, conversation: int = 0, **more: Any
) -> Seen:
    """A message; `subject`, `sender` and `message_id` go into its envelope."""
    envelope = Envelope(
        message_id=more.pop("message_id", f"{at}.{conversation}@mail.test"),
        references=(),
        sender=more.pop("sender", ""),
        reply_to="",
        original_from="",
        to="",
        cc="",
        delivered="",
        subject=more.pop("subject", ""),
        sent_at=at,
        received_at=at,
        marks=(),
        thread_index="",
    )
    inbound = kind in (MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_FORM)
    plain: dict[str, Any] = {
        "party": "customer@shop.test" if inbound else "",
        "person": None,
        "reaches": (),
        "mailbox": "sales@team.test",
        "owed": inbound,
        "owner": None,
    }
    return Seen(
        envelope=envelope, at=at, verdict=Verdict(kind, "test"), conversation=conversation, **plain | more
    )


def wait(start: int, seconds: int | None = None, outcome: Outcome = Outcome.OPEN, **more: Any) -> Wait:
    """A wait; answered when it says after how many seconds and nothing else."""
    if seconds is not None and outcome is Outcome.OPEN:
        outcome = Outcome.ANSWERED
    plain: dict[str, Any] = {
        "conversation": 0,
        "party": "customer@shop.test",
        "first": True,
        "truncated": False,
        "opened_by": 0,
        "joined": (),
        "ended_by": None,
        "author": "Ada" if outcome is Outcome.ANSWERED else None,
        "owner": None,
        "evidence": "test",
    }
    plain["touched_at"] = start + seconds if outcome is Outcome.ANSWERED and seconds is not None else None
    ended = None if seconds is None else start + seconds
    return Wait(started_at=start, ended_at=ended, outcome=outcome, **plain | more)


def look(*waits: Wait, end: int = MONDAY + 28 * DAY, messages: tuple[Seen, ...] = (), **more: Any) -> Look:
    """A look at some waits; with no messages given, one from four weeks' start."""
    plain: dict[str, Any] = {
        "made_at": end,
        "team": TEAM,
        "coverage": COVERAGE,
        "threading": THREADING,
        "version": "0.1.0",
    }
    return Look(seen=messages or (seen(MONDAY),), waits=waits, end=end, **plain | more)


def large_look(messages: int, calendar: BusinessClock | None = None, seed: int = 1) -> Look:
    """About 0.4 waits a message over five years: 12 people, 3 mailboxes, 300 domains, lognormal answers."""
    random = Random(seed)
    names = [f"Person {number}" for number in range(12)]
    parties = [f"p{number}@d{number % 300}.test" for number in range(max(messages // 8, 1))]
    kinds = list(MessageClass)
    weights = (38, 4, 4, 2, 40, 2, 10)
    start = MONDAY - 1800 * DAY
    instants = sorted(start + random.randrange(1800 * DAY) for _ in range(messages))
    found, waits = [], []
    for place, at in enumerate(instants):
        kind = random.choices(kinds, weights)[0]
        person = random.choice(names) if kind is MessageClass.OUTBOUND_HUMAN else None
        mailbox = f"m{random.randrange(3)}@team.test"
        party = random.choice(parties) if kind.startswith("INBOUND") else ""
        message = seen(
            at, kind, conversation=place // 4, person=person, mailbox=mailbox, subject="Fwd: a price"
        )
        found.append(message._replace(party=party))
        if kind in (MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_FORM):
            waits.append(_random_wait(random, names, at, place, party))
    people = {name: Person(addresses=(f"{name[7:]}@team.test",)) for name in names}
    end = MONDAY
    return Look(
        seen=tuple(found),
        waits=tuple(w if w.ended_at is None or w.ended_at <= end else _open(w) for w in waits),
        end=end,
        made_at=end,
        team=replace(TEAM, people=people),
        coverage=COVERAGE,
        threading=THREADING,
        version="0.1.0",
        calendar=calendar,
        sla_s=4 * HOUR,
        words=[place % 300 for place in range(messages)],
    )


def _random_wait(random: Random, names: list[str], at: int, place: int, party: str) -> Wait:
    outcome = random.choices(list(Outcome), (20, 74, 4, 2))[0]
    seconds = None if outcome is Outcome.OPEN else int(random.lognormvariate(9, 2))
    return wait(
        at,
        seconds,
        outcome,
        conversation=place // 4,
        party=party,
        first=random.random() < 0.7,
        truncated=random.random() < 0.01,
        opened_by=place,
        author=random.choice([*names, None]) if outcome is Outcome.ANSWERED else None,
        owner=random.choice([*names, None]),
    )


def _open(late: Wait) -> Wait:
    return replace(late, outcome=Outcome.OPEN, ended_at=None, author=None, touched_at=None)
