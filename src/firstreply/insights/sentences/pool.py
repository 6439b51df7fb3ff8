"""Pool: what is asked of its people, how much each may get, and what becomes of a turn that is missed."""

from collections.abc import Iterator, Mapping
from typing import Final

from firstreply.core.route import Absence, Pool
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.speaking import Sentences

ABSENCES: Final[Mapping[Absence, str]] = {
    Absence.SKIP: mark("their turn is lost"),
    Absence.KEEP_TURN: mark("one turn is kept for them"),
    Absence.ACCRUE: mark("their turns are kept until they are even"),
}


def for_habits(speak: Sentences, pool: Pool) -> list[tuple[str, str]]:
    """(what it is known by, in words) of all that a pool does otherwise than pools do, and of what it asks."""
    found = [(key, what, how) for key, what, how in (*_who(speak, pool), *_how_much(speak, pool)) if how]
    return [
        (key, speak.say(mark("{what}: {how}"), what=speak.say(what), how=how)) for key, what, how in found
    ]


def _who(speak: Sentences, pool: Pool) -> Iterator[tuple[str, str, str]]:
    asks = {
        mark("They are in their working hours"): pool.ask_hours,
        mark("They are online"): pool.ask_online,
        mark("They speak the lead’s language, if somebody here does"): pool.ask_language,
    }
    yield "team", mark("Team"), speak.team(pool.team) if pool.team else ""
    yield (
        "asks",
        mark("What is asked of them first"),
        speak.listed([speak.say(one) for one in asks if asks[one]]),
    )
    yield "on call", mark("On call, in order"), speak.listed([speak.member(one) for one in pool.on_call])
    absence = "" if pool.absence is Absence.SKIP else speak.say(ABSENCES[pool.absence])
    yield "absence", mark("Whoever misses a turn"), absence


def _how_much(speak: Sentences, pool: Pool) -> Iterator[tuple[str, str, str]]:
    usual = Pool(id=pool.id, seats=())
    new = pool.newcomers
    for key, what, now, otherwise in (
        ("open", mark("Open at the same time, at most"), pool.capacity.open, usual.capacity.open),
        ("per day", mark("A day, at most"), pool.capacity.per_day, usual.capacity.per_day),
        ("days", mark("Days over which a newcomer’s share rises"), new.days, usual.newcomers.days),
        ("newcomer", mark("A newcomer gets at most a day"), new.per_day, usual.newcomers.per_day),
        ("credit", mark("Turns that can be owed to one"), pool.most_credit, usual.most_credit),
        ("seconds", mark("Seconds that an offer is theirs alone"), pool.offer_seconds, usual.offer_seconds),
        ("offers", mark("Offers before it is given"), pool.most_offers, usual.most_offers),
    ):
        yield key, what, "" if now is None or now == otherwise else speak.words.number(now)
