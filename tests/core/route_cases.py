"""People, pools and leads for the tests of routing, and short ways to decide."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from firstreply.core.route import (
    Action,
    Assignment,
    Case,
    Decided,
    Load,
    Member,
    Mode,
    Pool,
    Rule,
    Ruleset,
    Seat,
    decide,
)
from tests.core.zones import OFFICE, calendar, epoch

MONDAY_TEN = epoch("2026-01-05 10:00")
MONDAY_NIGHT = epoch("2026-01-05 23:00")
IN_OFFICE = calendar(OFFICE)


def office(name: str, **more: Any) -> Member:
    """Somebody who works Monday to Friday, 9 to 17 UTC."""
    return Member(id=name, calendar=IN_OFFICE, **more)


def always(name: str, **more: Any) -> Member:
    return Member(id=name, **more)


def pool(names: str, **more: Any) -> Pool:
    """`pool("ann bob:3")`: seats in order, with weights."""
    seats = []
    for one in names.split():
        name, _, weight = one.partition(":")
        seats.append(Seat(member=name, weight=int(weight or 1)))
    return Pool(**{"id": "sales", "seats": tuple(seats), **more})


def leads(count: int, **more: Any) -> list[Case]:
    return [Case(lead=f"lead{n}", **more) for n in range(count)]


TO_SALES = Ruleset(version=7, rules=(Rule(id="all", version=2, action=Action.POOL, target="sales"),))


class Office:
    """Members, pools, loads and what is remembered between decisions."""

    def __init__(self, members: Iterable[Member], *pools: Pool, ruleset: Ruleset = TO_SALES) -> None:
        self.members = {one.id: one for one in members}
        self.pools = {one.id: one for one in pools}
        self.loads: dict[str, Load] = {}
        self.ruleset = ruleset

    def decide(self, cases: Sequence[Case], now: int = MONDAY_TEN) -> Decided:
        decided = decide(
            cases,
            ruleset=self.ruleset,
            pools=self.pools,
            members=self.members,
            loads=self.loads,
            now=now,
            matches=lambda rule, case: rule.condition == case.persona,
        )
        self.loads = dict(decided.loads)
        for name, state in decided.states.items():
            self.pools[name] = replace(self.pools[name], state=state)
        return decided

    def one(self, case: Case, now: int = MONDAY_TEN) -> Assignment:
        (assignment,) = self.decide([case], now).assignments
        return assignment

    def given(self, count: int, now: int = MONDAY_TEN, **more: Any) -> str:
        """Who gets the next leads, one after another: "ann bob ann"."""
        return " ".join(one.member for one in self.decide(leads(count, **more), now).assignments)

    def change(self, name: str, **more: Any) -> None:
        self.members[name] = replace(self.members[name], **more)


def share(mode: Mode, names: str, members: Iterable[Member] | None = None, **more: Any) -> Office:
    """One pool for all leads."""
    made = pool(names, mode=mode, **more)
    return Office(members or [office(seat.member) for seat in made.seats], made)
