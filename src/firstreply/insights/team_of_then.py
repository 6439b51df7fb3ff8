"""The team of then: which team each wait counts for, though people move from one to another."""

from collections.abc import Mapping, Sequence

import numpy as np

from firstreply.core.team import FOREVER, team_then
from firstreply.insights.look import Person
from firstreply.insights.names import Codes, through
from firstreply.insights.statistics.survival import Ints

Teams = tuple[str | None, ...]


def team_codes(
    people: Mapping[str, Person], names: Sequence[str], person: Codes, start: Ints
) -> tuple[Codes, Teams]:
    """The team of each wait's person when it began, as a code; and the teams by code, None the last.

    `person` are codes of `names`. None is the team of whoever is in none, and of waits that count for nobody.
    """
    teams = tuple(dict.fromkeys(one.team for each in people.values() for one in each.teams))
    code_of = {name: code for code, name in enumerate((*teams, None))}
    first = [_only(people[name]) if name in people else None for name in names]
    of_person = np.array([code_of[name] for name in first], dtype=np.int32)
    codes = np.where(person >= 0, through(of_person, person), np.int32(len(teams)))
    for place, name in enumerate(names):
        if name in people and _dated(people[name]):
            mine = np.flatnonzero(person == place)
            for one in reversed(people[name].teams):  # the first named counts most
                codes[mine[(start[mine] >= one.since) & (start[mine] < one.until)]] = code_of[one.team]
    return codes, (*teams, None)


def people_by_team(people: Mapping[str, Person], start: int, stop: int) -> dict[str | None, int]:
    """How many people were in each team at some time of `[start, stop)`; under None, how many were in none."""
    found: dict[str | None, int] = {}
    for person in people.values():
        edges = {edge for one in person.teams for edge in (one.since, one.until) if start < edge < stop}
        for team in {team_then(person.teams, at) for at in (start, *edges)}:
            found[team] = found.get(team, 0) + 1
    return found


def _dated(person: Person) -> bool:
    return any(one.since != -FOREVER or one.until != FOREVER for one in person.teams)


def _only(person: Person) -> str | None:
    return person.teams[0].team if person.teams and not _dated(person) else None
