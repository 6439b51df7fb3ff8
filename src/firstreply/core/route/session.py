"""A session: what one batch of decisions needs, worked out once."""

from collections.abc import Callable, Mapping, Sequence

from firstreply.core.route.case import Case, Load
from firstreply.core.route.desk import Desk
from firstreply.core.route.member import Member
from firstreply.core.route.pool import Pool
from firstreply.core.route.resort import Resorts
from firstreply.core.route.rule import Rule, Ruleset
from firstreply.core.route.spot import tallies

Matches = Callable[[Rule, Case], bool]


class Session:
    """Rules in order, pools as they are opened, loads as they grow."""

    def __init__(
        self,
        ruleset: Ruleset,
        pools: Mapping[str, Pool],
        members: Mapping[str, Member],
        loads: Mapping[str, Load],
        now: int,
        matches: Matches,
    ) -> None:
        self.rules: Sequence[Rule] = sorted(ruleset.rules, key=lambda rule: rule.order)
        self.ruleset = ruleset
        self.pools = pools
        self.members = members
        self.now = now
        self.matches = matches
        self.tallies = tallies(members, loads)
        self.resorts = Resorts(members, self.tallies, now)
        self.desks: dict[str, Desk] = {}
        self.by_team: dict[str, list[str]] = {}
        for pool in pools.values():
            if pool.team is not None:
                self.by_team.setdefault(pool.team, []).append(pool.id)

    def desk(self, pool: str) -> Desk | None:
        """The pool, opened when it is first asked; None when there is no such pool."""
        if pool not in self.desks and pool in self.pools:
            self.desks[pool] = Desk(self.pools[pool], self.members, self.tallies, self.now)
        return self.desks.get(pool)
