"""One lead on its way along the chain: rules, fallback pools, the team's pools, last resorts."""

from typing import Final

from firstreply.core.route.assignment import Assignment, Duty, Skip, Skipped, Step, Tried, Why
from firstreply.core.route.case import Case
from firstreply.core.route.desk import Desk, Found, Unfit
from firstreply.core.route.pool import Mode
from firstreply.core.route.rule import Action, Rule
from firstreply.core.route.session import Session
from firstreply.core.route.there import away

_DUTY: Final = {Mode.POINT_OF_CONTACT: Duty.ASSIGN, Mode.QUALIFY_TEAM: Duty.QUALIFY}
_WHY: Final = {
    Action.MEMBER: Why.NAMED,
    Action.PREVIOUS_OWNER: Why.PREVIOUS_OWNER,
    Action.CAPTURER: Why.CAPTURER,
}


class Attempt:
    """One lead on its way along the chain."""

    __slots__ = ("asked", "case", "rule", "session", "team", "tried", "unfit")

    def __init__(self, session: Session, case: Case) -> None:
        self.session = session
        self.case = case
        self.team = case.team
        self.rule: Rule | None = None  #: that keeps it within a team
        self.tried: list[Tried] = []
        self.asked: set[str] = set()  #: pools
        self.unfit: Unfit = dict.fromkeys(case.excluded, Skip.EXCLUDED)

    def made(self) -> Assignment:
        """The first answer along the chain: rules, fallback pools, the team's pools, last resorts."""
        for rule in self.session.rules:
            if rule.condition is not None and not self.session.matches(rule, self.case):
                continue
            found = self._by(rule)
            if found is not None:
                return found
            if rule.action is Action.TEAM_ONLY:
                return self._last_resort()
        for pool in self.session.ruleset.fallback:
            found = self._in_pool(pool, Step.FALLBACK_POOL, None)
            if found is not None:
                return found
        return self._in_team(None) or self._last_resort()

    def _by(self, rule: Rule) -> Assignment | None:
        match rule.action:
            case Action.POOL:
                found = self._in_pool(str(rule.target), Step.POOL, rule)
            case Action.TEAM_ONLY:
                self._keep_within(rule)
                found = self._in_team(rule)
            case _:
                found = self._to_person(rule)
        if found is None and rule.otherwise is not None:
            return self._in_pool(rule.otherwise, Step.POOL, rule)
        return found

    def _keep_within(self, rule: Rule) -> None:
        self.rule, self.team = rule, str(rule.target)
        outside = (name for name, one in self.session.members.items() if self.team not in one.teams)
        self.unfit = dict.fromkeys(outside, Skip.OTHER_TEAM) | dict(self.unfit)

    def _to_person(self, rule: Rule) -> Assignment | None:
        case = self.case
        named = {Action.PREVIOUS_OWNER: case.previous_owner, Action.CAPTURER: case.capturer}
        name = named.get(rule.action, rule.target)
        barred = None if name is None else self._barred(name, rule)
        if name is None or barred is not None:
            self.tried.append(Tried(Step.RULE, rule.id, () if barred is None else (barred,)))
            return None
        self.session.tallies[name].give(self.session.now)
        return self._to((name,), Step.RULE, _WHY[rule.action], rule)

    def _barred(self, name: str, rule: Rule) -> Skipped | None:
        """Why a person whom a rule names cannot have it."""
        member = self.session.members.get(name)
        if member is None:
            return Skipped(name, Skip.UNKNOWN)
        if name in self.unfit:
            return Skipped(name, self.unfit[name])
        tally, limits = self.session.tallies[name], member.capacity
        if limits.open is not None and tally.open >= limits.open:
            return Skipped(name, Skip.AT_CAPACITY, limits.open)
        if limits.per_day is not None and tally.today >= limits.per_day:
            return Skipped(name, Skip.DAY_FULL, limits.per_day)
        return away(member, self.session.now, ask_hours=rule.ask_hours, ask_online=False)

    def _in_team(self, rule: Rule | None) -> Assignment | None:
        for pool in self.session.by_team.get(self.team or "", ()):
            found = self._in_pool(pool, Step.TEAM_POOL, rule)
            if found is not None:
                return found
        return None

    def _in_pool(self, pool: str, step: Step, rule: Rule | None) -> Assignment | None:
        if pool in self.asked:
            return None
        self.asked.add(pool)
        desk = self.session.desk(pool)
        if desk is None:
            self.tried.append(Tried(step, pool))
            return None
        self.team = self.team or desk.pool.team
        found = desk.choose(self.case, self.unfit)
        if found is None:
            self.tried.append(Tried(step, pool, desk.roster(self.case.language).skipped(self.unfit)))
            return None
        return self._from_pool(desk, found, step, rule)

    def _from_pool(self, desk: Desk, found: Found, step: Step, rule: Rule | None) -> Assignment:
        return Assignment(
            lead=self.case.lead,
            owner=None if found.offer else found.spots[0].name,
            offer=found.offer,
            duty=Duty.CLAIM if found.offer else _DUTY.get(desk.pool.mode, Duty.ANSWER),
            pool=desk.pool.id,
            team=desk.pool.team or self.team,
            rule=None if rule is None else rule.id,
            rule_version=None if rule is None else rule.version,
            ruleset_version=self.session.ruleset.version,
            step=step,
            why=found.why,
            candidates=tuple([spot.name for spot in found.spots]),
            in_line=found.in_line,
            skipped=found.skipped,
            tried=tuple(self.tried),
        )

    def _to(self, names: tuple[str, ...], step: Step, why: Why, rule: Rule | None) -> Assignment:
        """To the first of these, outside any pool."""
        teams = self.session.members[names[0]].teams
        team = self.team if self.team in teams or not teams else teams[0]
        return Assignment(
            lead=self.case.lead,
            owner=names[0],
            team=team,
            rule=None if rule is None else rule.id,
            rule_version=None if rule is None else rule.version,
            ruleset_version=self.session.ruleset.version,
            step=step,
            why=why,
            candidates=names,
            in_line=len(names),
            tried=tuple(self.tried),
        )

    def _last_resort(self) -> Assignment:
        chosen = self.session.resorts.choose(self.team, self.unfit, team_only=self.rule is not None)
        return self._to(tuple(spot.name for spot in chosen[1]), chosen[0], Why.LAST_RESORT, self.rule)
