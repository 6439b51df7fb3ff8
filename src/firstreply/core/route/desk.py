"""One pool during one batch: who of it gets the next lead, by its own method, and why not the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from firstreply.core.route.assignment import SHOWN, Offer, Skip, Skipped, Why
from firstreply.core.route.case import Case
from firstreply.core.route.line import Line, LoadLine, SeatLine, TurnLine, Turns, take
from firstreply.core.route.match import best_match, by_converting
from firstreply.core.route.member import Member
from firstreply.core.route.pool import Mode, Pool, PoolState, WhenClosed
from firstreply.core.route.roster import Roster
from firstreply.core.route.seats import kept, on_call, seated, watch
from firstreply.core.route.spot import Spot, Tally
from firstreply.core.route.there import opens_at

_WITHOUT_TURNS: Final = frozenset({Mode.LEAST_LOADED, Mode.POINT_OF_CONTACT})
_WHY: Final = {
    Mode.LEAST_LOADED: Why.FEWEST_OPEN,
    Mode.POINT_OF_CONTACT: Why.FIRST_CONTACT,
    Mode.BEST_MATCH: Why.BEST_MATCH,
    Mode.CLAIM: Why.OFFERS_ENDED,
}
#: Not to be called upon, whatever the hours.
_GONE: Final = frozenset({Skip.INACTIVE, Skip.UNKNOWN, Skip.ON_LEAVE})

Unfit = Mapping[str, Skip]


class Found(NamedTuple):
    """Whom a pool chose: the chosen first, then a few others who could have had it."""

    spots: Sequence[Spot]
    why: Why
    roster: Roster
    offer: Offer | None = None
    in_line: int = 0  #: how many could have had it
    skipped: tuple[Skipped, ...] = ()  #: everybody who could not


class Desk:
    """A pool, opened for a batch at one instant."""

    def __init__(
        self, pool: Pool, members: Mapping[str, Member], tallies: Mapping[str, Tally], now: int
    ) -> None:
        self.pool = pool
        self.now = now
        self.given = pool.state.given
        self.spots = seated(pool, members, tallies, now)
        self.called = on_call(pool, members, tallies, now)
        self.turns = Turns(self.spots)
        self.full: list[Spot] = []
        watch([*self.spots, *self.called], self.full)
        self._spoken = {language for spot in self.spots for language in _languages(spot)}
        self._rosters: dict[str | None, Roster] = {}
        self._lines: dict[str | None, Line] = {}
        self._closed: dict[str | None, list[tuple[Why, Roster, Line]]] = {}

    @property
    def state(self) -> PoolState:
        return kept(self.spots, self.given)

    def choose(self, case: Case, unfit: Unfit) -> Found | None:
        """Who of the pool gets this lead, None when nobody of it can. `unfit` cannot, whatever the pool says."""
        language = self._language(case.language)
        found = self._open(language, case, unfit) or self._when_closed(language, unfit)
        if found is None:
            return None
        chosen, barred = found.spots[0], _refusing(case, unfit) if found.offer else unfit
        able = found.roster.able
        in_line = len(able - barred.keys()) if barred else len(able)
        found = found._replace(in_line=in_line, skipped=found.roster.skipped(barred))
        self.given += 1
        if self.pool.mode not in _WITHOUT_TURNS and found.why is not Why.ON_CALL:
            self.turns.charge(chosen, self.pool.most_credit)
        chosen.tally.give(self.now)
        return found

    def roster(self, language: str | None) -> Roster:
        """Everybody of the pool, when somebody who speaks the language is looked for."""
        language = self._language(language)
        if language not in self._rosters:
            fit = [spot for spot in self.spots if _speaks(spot, language)]
            if self.pool.mode is Mode.BEST_MATCH:
                fit = by_converting(fit)
            self._rosters[language] = self._roster(fit, fit, heed_away=True)
        return self._rosters[language]

    def _roster(self, fit: Sequence[Spot], speaking: Sequence[Spot], *, heed_away: bool) -> Roster:
        names = {spot.name for spot in speaking}
        return Roster(self.spots, fit, self.full, names, heed_away=heed_away)

    def _language(self, language: str | None) -> str | None:
        """The language to ask for: none where the pool does not ask, or nobody of it is known to speak it."""
        return language if self.pool.ask_language and language in self._spoken else None

    def _open(self, language: str | None, case: Case, unfit: Unfit) -> Found | None:
        roster = self.roster(language)
        if not roster.able:
            return None
        mode = self.pool.mode
        if mode is Mode.CLAIM and len(case.declined) < self.pool.most_offers:
            spots = self._take(language, roster, _refusing(case, unfit))
            if spots:
                offer = Offer(spots[0].name, self.now + self.pool.offer_seconds)
                return Found(spots, Why.OFFERED, roster, offer)
        if mode is Mode.BEST_MATCH:
            spots = best_match(roster.fit, self.turns, case.score, unfit)
        else:
            spots = self._take(language, roster, unfit)
        return Found(spots, _WHY.get(mode, Why.TURN), roster) if spots else None

    def _take(self, language: str | None, roster: Roster, unfit: Unfit) -> list[Spot]:
        if language not in self._lines:
            self._lines[language] = self._line(roster.fit, self.turns)
        line = self._lines[language]
        found, missing = take(line, unfit, SHOWN, heed_away=True)
        if self.pool.mode not in _WITHOUT_TURNS:
            for spot in missing:
                self.turns.passed(spot)
        for spot in found:
            line.back(spot)
        return found

    def _line(self, spots: Iterable[Spot], turns: Turns | None) -> Line:
        if self.pool.mode is Mode.LEAST_LOADED:
            return LoadLine(spots)
        return SeatLine(spots) if self.pool.mode is Mode.POINT_OF_CONTACT else TurnLine(spots, turns)

    def _when_closed(self, language: str | None, unfit: Unfit) -> Found | None:
        if language not in self._closed:
            self._closed[language] = list(self._groups(self.roster(language).fit))
        for why, roster, line in self._closed[language]:
            if roster.able:
                spots, _ = take(line, unfit, SHOWN, heed_away=False)
                for spot in spots:
                    line.back(spot)
                if spots:
                    return Found(spots, why, roster)
        return None

    def _groups(self, fit: Sequence[Spot]) -> Iterator[tuple[Why, Roster, Line]]:
        """Whom to ask when nobody is there, group by group."""
        policy = self.pool.when_closed
        if policy is WhenClosed.ON_CALL:
            ready = [spot for spot in self.called if spot.away is None]
            yield Why.ON_CALL, self._roster(ready, fit, heed_away=False), SeatLine(ready)
        elif policy is WhenClosed.ANYWAY:
            hired = [spot for spot in fit if spot.away is None or spot.away.reason not in _GONE]
            yield Why.ANYWAY, self._roster(hired, fit, heed_away=False), self._line(hired, None)
        groups: dict[int, list[Spot]] = {}
        for spot in fit:
            opens = self._opens(spot)
            if opens is not None:
                groups.setdefault(opens, []).append(spot)
        for opens in sorted(groups):
            group = groups[opens]
            yield Why.NEXT_TO_OPEN, self._roster(group, fit, heed_away=False), self._line(group, None)

    def _opens(self, spot: Spot) -> int | None:
        """When they are there again, as far as hours and leave tell; None: never."""
        if spot.member is None or not spot.member.active:
            return None
        if self.pool.ask_hours:
            return opens_at(spot.member, self.now)
        return spot.member.on_leave(self.now) or self.now


def _refusing(case: Case, unfit: Unfit) -> Unfit:
    """Who cannot be offered it: also those who refused it."""
    return dict.fromkeys(case.declined, Skip.DECLINED) | dict(unfit) if case.declined else unfit


def _languages(spot: Spot) -> frozenset[str]:
    return frozenset() if spot.member is None else spot.member.languages


def _speaks(spot: Spot, language: str | None) -> bool:
    """Whether they speak it, as far as is known."""
    languages = _languages(spot)
    return language is None or not languages or language in languages
