"""Who counts as ours, read from a team file."""

from typing import Any

import pytest

from firstreply.core.refusal import Refused
from firstreply.core.team import Identity, Membership, Person, Team, from_dict

DAY = 86400
Y2026 = 1_767_225_600  # 1 January 2026, 00:00 UTC
JANUARY = {"from": "2026-01-01", "to": "2026-01-31"}


def test_the_long_form_of_a_team_file() -> None:
    team = from_dict(
        {
            "people": [
                {
                    "name": " Ada ",
                    "team": "North",
                    "calendar": "berlin",
                    "addresses": ["ADA@ours.test", {"address": "ada@old.test", **JANUARY}],
                }
            ],
            "domains": ["@Ours.test"],
            "lists": ["users@list.test"],
            "shared": ["Sales@ours.test"],
        }
    )  # fmt: skip
    identities = (
        Identity(address="ada@ours.test"),
        Identity(address="ada@old.test", since=Y2026, until=Y2026 + 31 * DAY),
    )
    assert team == Team(
        people=(
            Person(name="Ada", teams=(Membership(team="North"),), calendar="berlin", identities=identities),
        ),
        domains=frozenset({"ours.test"}),
        lists=frozenset({"users@list.test"}),
        addresses=frozenset({"sales@ours.test"}),
    )


def test_the_short_form_of_a_team_file() -> None:
    team = from_dict({"note": "ours", "reps": {"Ada": ["ada@ours.test", "ada@home.test"]}})
    assert [team.person(one, 0) for one in ("ada@ours.test", "ada@home.test", "eve@far.test")] == [
        "Ada",
        "Ada",
        None,
    ]


@pytest.mark.parametrize(
    ("instant", "ours"),
    [(Y2026 - 1, False), (Y2026, True), (Y2026 + 31 * DAY - 1, True), (Y2026 + 31 * DAY, False)],
)
def test_an_address_counts_from_its_first_to_its_last_day(instant: int, ours: bool) -> None:
    dated = {"address": "ada@ours.test", **JANUARY}
    team = from_dict({"people": [{"name": "Ada", "addresses": [dated]}], "domains": ["ours.test"]})
    assert (team.is_ours("ada@ours.test", instant), team.person("ada@ours.test", instant)) == (
        ours, "Ada" if ours else None,
    )  # fmt: skip


def test_an_address_that_two_people_had_in_turn_is_each_ones_in_their_time() -> None:
    team = from_dict(
        {
            "people": [
                {"name": "Ada", "addresses": [{"address": "desk@ours.test", "to": "2025-12-31"}]},
                {"name": "Ben", "addresses": [{"address": "desk@ours.test", "from": "2026-01-01"}]},
            ]
        }
    )
    assert [team.person("desk@ours.test", at) for at in (Y2026 - 1, Y2026)] == ["Ada", "Ben"]


@pytest.mark.parametrize(
    ("instant", "team"),
    [
        (Y2026 - 1, "North"),
        (Y2026, "South"),
        (Y2026 + 31 * DAY - 1, "South"),
        (Y2026 + 31 * DAY, None),
        (Y2026 + 32 * DAY - 1, None),
        (Y2026 + 32 * DAY, "North"),
    ],
)
def test_a_team_counts_from_its_first_to_its_last_day(instant: int, team: str | None) -> None:
    teams = [
        {"team": "North", "to": "2025-12-31"},
        {"team": " South ", **JANUARY},
        {"team": "North", "from": "2026-02-02"},
    ]
    read = from_dict({"people": [{"name": "Ada", "team": teams, "addresses": ["ada@ours.test"]}]})
    assert read.team_at("Ada", instant) == team


def test_one_team_is_for_ever_and_nobody_is_in_none() -> None:
    people = [
        {"name": "Ada", "team": "North", "addresses": ["ada@ours.test"]},
        {"name": "Ben", "addresses": ["ben@ours.test"]},
        {"name": "Cem", "team": [], "addresses": ["cem@ours.test"]},
    ]
    team = from_dict({"people": people})
    assert [team.team_at(name, Y2026) for name in ("Ada", "Ben", "Cem", "Eve")] == ["North", None, None, None]


@pytest.mark.parametrize(
    ("address", "inside"),
    [("a@ours.test", True), ("a@m.ours.test", True), ("a@yours.test", False), ("a@ours.test.far", False), ("", False)],
)  # fmt: skip
def test_a_domain_holds_what_is_below_it(address: str, inside: bool) -> None:
    assert Team(domains=frozenset({"ours.test"})).in_domains(address) == inside


@pytest.mark.parametrize(
    ("team", "public"),
    [
        ({"lists": ["info@ours.test"], "domains": ["ours.test"]}, False),
        ({"lists": ["info@ours.test"], "domains": ["far.test"]}, True),
        ({"lists": ["info@ours.test"], "reps": {"Ada": ["ada@ours.test"]}}, False),
        ({"lists": ["info@gmail.com"], "reps": {"Ada": ["ada@gmail.com"]}}, True),
        ({"lists": ["info@ours.test"]}, True),
    ],
)
def test_a_list_is_public_when_it_lives_elsewhere(team: dict[str, Any], public: bool) -> None:
    [address] = team["lists"]
    assert from_dict(team).is_public(address) == public


def teamed(team: Any) -> dict[str, Any]:
    return {"people": [{"name": "Ada", "team": team, "addresses": ["ada@ours.test"]}]}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"people": {}}, "people"),
        ({"people": ["Ada"]}, "people[0]"),
        ({"people": [{"name": " ", "addresses": ["a@x"]}]}, "people[0]"),
        ({"people": [{"name": "Ada"}]}, "people[0].addresses"),
        ({"people": [{"name": "Ada", "addresses": ["nobody"]}]}, "people[0].addresses[0]"),
        ({"people": [{"name": "Ada", "addresses": [{"address": "a@x", "to": "soon"}]}]}, "people[0].addresses[0].to"),
        (teamed(5), "people[0].team"),
        (teamed(""), "people[0].team"),
        (teamed({"team": "North"}), "people[0].team"),
        (teamed(["North"]), "people[0].team[0]"),
        (teamed([{"team": "North"}, {"from": "2026-01-01"}]), "people[0].team[1]"),
        (teamed([{"team": "North", "from": "then"}]), "people[0].team[0].from"),
        (teamed([{"team": "North", "to": 2026}]), "people[0].team[0].to"),
        ({"reps": ["Ada"]}, "reps"),
        ({"reps": {"Ada": []}}, "reps.Ada.addresses"),
        ({"domains": "ours.test"}, "domains"),
        ({"lists": [7]}, "lists[0]"),
        ({"shared": [" "]}, "shared[0]"),
    ],
)  # fmt: skip
def test_a_malformed_team_file_is_refused_with_the_place(given: dict[str, Any], place: str) -> None:
    with pytest.raises(Refused) as refusal:
        from_dict(given)
    assert (refusal.value.code, refusal.value.facts["at"]) == ("team_file_malformed", place)
