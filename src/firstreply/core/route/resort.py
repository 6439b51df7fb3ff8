"""The last resorts: who gets a lead when no rule and no pool finds anybody, whatever hours and capacity say."""

from collections.abc import Iterator, Mapping
from typing import Final

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.route.assignment import SHOWN, Skip, Step
from firstreply.core.route.line import LoadLine, take
from firstreply.core.route.member import Member
from firstreply.core.route.spot import FULL, Spot, Tally
from firstreply.core.route.there import ANSWERING, away

_LEADS: Final = frozenset({Role.MANAGER})
_ADMINS: Final = frozenset({Role.ADMIN, Role.OWNER})


class Resorts:
    """Who is left, in groups: first who is there, then fewest open, then longest without."""

    def __init__(self, members: Mapping[str, Member], tallies: Mapping[str, Tally], now: int) -> None:
        self.members = sorted(
            (one for one in members.values() if one.active),
            key=lambda one: (not one.roles & ANSWERING, one.id),
        )
        self.tallies = tallies
        self.now = now
        self._lines: dict[tuple[Step, str | None], LoadLine] = {}

    def choose(
        self, team: str | None, unfit: Mapping[str, Skip], *, team_only: bool = False
    ) -> tuple[Step, list[Spot]]:
        """The step that found somebody, and whom. Once all have had it: the first group all the same."""
        if not self.members:
            raise Refused("routing_nobody")
        had = {name: reason for name, reason in unfit.items() if reason is Skip.EXCLUDED}
        for barred in (unfit, had, {}):
            for step in _steps(team, team_only):
                spots = self._take(step, team, barred)
                if spots:
                    spots[0].tally.give(self.now)
                    return step, spots
        raise AssertionError  # `members` is not empty, and the last step asks them all

    def _take(self, step: Step, team: str | None, barred: Mapping[str, Skip]) -> list[Spot]:
        key = (step, team)
        if key not in self._lines:
            self._lines[key] = LoadLine(self._group(step, team))
        line = self._lines[key]
        spots, _ = take(line, barred, SHOWN, heed_away=False)
        for spot in spots:
            line.back(spot)
        return spots

    def _group(self, step: Step, team: str | None) -> list[Spot]:
        group = []
        for n, member in enumerate(self.members):
            if not _belongs(member, step, team):
                continue
            spot = Spot(member, member.id, n, 1, FULL)
            spot.tally = self.tallies[member.id]
            gone = away(member, self.now, ask_hours=True, ask_online=False)
            spot.rank = 0 if gone is None else 1 + (gone.reason is Skip.ON_LEAVE)
            spot.rank += 3 * (not member.roles & ANSWERING)
            group.append(spot)
        return group


def _steps(team: str | None, team_only: bool) -> Iterator[Step]:
    yield Step.MANAGER if team is None else Step.TEAM_LEAD
    if team_only:
        yield Step.TEAM_ANYONE
    yield Step.ADMIN
    yield Step.ANYONE


def _belongs(member: Member, step: Step, team: str | None) -> bool:
    match step:
        case Step.TEAM_LEAD:
            return bool(member.roles & _LEADS) and team in member.teams
        case Step.TEAM_ANYONE:
            return team in member.teams
        case Step.MANAGER:
            return bool(member.roles & _LEADS)
        case Step.ADMIN:
            return bool(member.roles & _ADMINS)
        case _:
            return True
