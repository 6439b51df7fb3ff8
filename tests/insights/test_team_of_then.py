"""Figures by team stay with the team of then (the clock, section 8, case 33)."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from firstreply.core.respond.wait import Outcome
from firstreply.core.team import Membership, from_dict
from firstreply.insights.document import SCHEMA, document
from firstreply.insights.look import Look, Person, TeamView
from tests.insights.looks import DAY, HOUR, MONDAY, large_look, look, wait
from tests.mails import ALICE, at, looked, mail

MOVED = MONDAY + 7 * DAY
ADA = Person(teams=(Membership(team="North", until=MOVED), Membership(team="South", since=MOVED)))
BEN = Person(teams=(Membership(team="South"),))
VIEW = TeamView(people={"Ada": ADA, "Ben": BEN, "Cem": Person()})


def by_team(made_of: Look, block: str = "all_responses") -> list[tuple[Any, ...]]:
    return [
        (row["team"], row["people"], row[block]["answered"], row[block]["open"])
        for row in document(made_of)["by_team"]
    ]


def test_case_33_whoever_changed_teams_leaves_the_figures_of_then_with_the_team_of_then(
    tmp_path: Path,
) -> None:
    teams = [{"team": "North", "to": "2026-01-11"}, {"team": "South", "from": "2026-01-12"}]
    team = from_dict(
        {
            "people": [
                {"name": "Ada", "team": teams, "addresses": ["ada@ours.test"]},
                {"name": "Ben", "team": "South", "addresses": ["ben@ours.test"]},
            ]
        }
    )
    asked = [(f"<q{day}@x>", day, hour) for day, hour in ((0, 1), (6, 2), (7, 3), (8, 4))]
    inbox = [mail(ALICE, "ada@ours.test", at(day), own, message_id=own) for own, day, _ in asked]
    sent = [
        mail("ada@ours.test", ALICE, at(day) + hour * HOUR, f"Re: {own}", in_reply_to=own)
        for own, day, hour in asked
    ]
    made = document(looked(tmp_path, {"Inbox": inbox, "Sent": sent}, team=team, minimum_sample=2).look)
    figures = [
        (row["team"], row["people"], row["first_response"]["wall"]["median_s"]) for row in made["by_team"]
    ]
    assert figures == [("North", 1, HOUR), ("South", 2, 3 * HOUR)]
    people = [(row["person"], row["team"], row["all_responses"]["answered"]) for row in made["by_person"]]
    assert people == [("Ada", "South", 4), ("Ben", "South", 0)]


@pytest.mark.parametrize(("start", "team"), [(MOVED - 1, "North"), (MOVED, "South")])
def test_the_instant_a_wait_began_decides_not_that_of_its_answer(start: int, team: str) -> None:
    found = by_team(look(wait(start, 2 * DAY), team=VIEW))
    assert [name for name, _, answered, _ in found if answered] == [team]


def test_an_answer_counts_for_its_authors_team_and_an_open_wait_for_its_owners() -> None:
    waits = [
        wait(MONDAY, HOUR, author="Ada", owner="Ben"),
        wait(MONDAY, owner="Ben"),
        wait(MONDAY, owner="Ben"),
    ]
    assert by_team(look(*waits, team=VIEW)) == [("South", 2, 0, 2), ("North", 1, 1, 0), (None, 1, 0, 0)]


def test_waits_of_people_in_no_team_and_of_nobody_stand_last() -> None:
    waits = [wait(MONDAY, HOUR, author=name) for name in ("Cem", None, None, "Ada")]
    waits += [wait(MONDAY), wait(MONDAY, HOUR, Outcome.DISMISSED, owner="Ben")]
    found = document(look(*waits, team=VIEW))["by_team"]
    assert [(row["team"], row["all_responses"]["waits"]) for row in found] == [
        ("North", 1),
        ("South", 0),
        (None, 5),
    ]


def test_the_team_that_is_named_first_counts_where_two_hold() -> None:
    both = Person(teams=(Membership(team="North", since=MOVED), Membership(team="South")))
    found = by_team(
        look(wait(MOVED - 1, 5), wait(MOVED, 5), wait(MOVED + 1, 5), team=TeamView(people={"Ada": both}))
    )
    assert found == [("North", 1, 2, 0), ("South", 1, 1, 0)]


def test_without_any_team_there_is_nothing_by_team() -> None:
    assert document(look(wait(MONDAY), team=TeamView(people={"Ada": Person()})))["by_team"] == []


def test_teams_that_ended_before_the_stretch_are_not_shown() -> None:
    found = by_team(look(wait(MONDAY, 5), wait(MOVED, 5), team=VIEW, since=MOVED))
    assert found == [("South", 2, 1, 0), (None, 1, 0, 0)]


def test_every_wait_counts_for_the_team_that_a_loop_finds_and_for_no_other() -> None:
    made_of = large_look(2000)
    halves = (
        Membership(team="East", until=made_of.end - 900 * DAY),
        Membership(team="West", since=made_of.end - 700 * DAY),
    )
    teams = [halves, (Membership(team="West"),), ()]
    people = {name: Person(teams=teams[place % 3]) for place, name in enumerate(made_of.team.people)}
    made = document(replace(made_of, team=TeamView(people=people)))
    expected: dict[str | None, int] = {}
    for one in made_of.waits:
        counts_for = one.author if one.outcome is Outcome.ANSWERED else one.owner
        if one.outcome in (Outcome.VOIDED, Outcome.DISMISSED):
            counts_for = None
        person = people[counts_for] if counts_for else Person()
        team = next((each.team for each in person.teams if each.since <= one.started_at < each.until), None)
        expected[team] = expected.get(team, 0) + (one.outcome is not Outcome.VOIDED)
    assert {row["team"]: row["all_responses"]["waits"] for row in made["by_team"]} == expected
    assert sum(row["all_responses"]["voided"] for row in made["by_team"]) == made["all_responses"]["voided"]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.json_path for error in Draft202012Validator(schema).iter_errors(made)] == []
