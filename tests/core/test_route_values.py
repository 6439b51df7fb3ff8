"""Reading members, pools and rules: what is understood, and what is refused and where."""

from typing import Any

import pytest

from firstreply.core.member import Presence, Role
from firstreply.core.refusal import Refused
from firstreply.core.route import Action, Capacity, Member, Pool, Rule, Ruleset, Seat

RULES = {
    "version": 3,
    "rules": [
        {"id": "fa", "order": 1, "condition": {"language": "fa"}, "action": "pool", "target": "tehran"},
        {"id": "again", "version": 2, "action": "previous_owner", "otherwise": "tehran"},
    ],
    "fallback": ["sales"],
}


def test_a_member_is_read_with_everything() -> None:
    raw = {
        "id": "ann",
        "teams": ["north"],
        "roles": ["manager"],
        "calendar": {"zone": "Asia/Tehran", "versions": [{"week": {"sat": [["09:00", "13:00"]]}}]},
        "leave": [[10, 20]],
        "presence": "busy",
        "capacity": {"open": 5},
        "languages": ["FA"],
        "converts": 0.5,
    }
    ann = Member.from_dict(raw)
    assert (ann.roles, ann.presence, ann.leave) == (frozenset({Role.MANAGER}), Presence.BUSY, ((10, 20),))
    assert (ann.capacity, ann.languages, ann.converts) == (Capacity(open=5), frozenset({"fa"}), 0.5)
    assert ann.calendar.zone.key == "Asia/Tehran"


def test_a_ruleset_survives_its_json() -> None:
    ruleset = Ruleset.from_dict(RULES)
    assert [rule.action for rule in ruleset.rules] == [Action.POOL, Action.PREVIOUS_OWNER]
    assert Ruleset.from_dict(ruleset.to_dict()) == ruleset


def test_conditions_are_read_by_whoever_understands_them() -> None:
    ruleset = Ruleset.from_dict(RULES, read=lambda raw, at: (at, raw))
    assert ruleset.rules[0].condition == ("ruleset.rules[0].condition", {"language": "fa"})
    assert ruleset.to_dict(lambda condition: condition[1])["rules"][0]["condition"] == {"language": "fa"}


def test_a_seat_may_be_a_name_alone() -> None:
    assert Pool.from_dict({"id": "p", "seats": ["ann", {"member": "bob", "weight": 3}]}).seats == (
        Seat(member="ann"),
        Seat(member="bob", weight=3),
    )


@pytest.mark.parametrize(
    ("raw", "code", "at"),
    [
        ([], "routing_not_an_object", "pool"),
        ({"id": "p", "speed": 1}, "routing_key_unknown", "pool"),
        ({"seats": []}, "routing_value_missing", "pool.id"),
        ({"id": "p", "seats": "ann"}, "routing_value_wrong", "pool.seats"),
        ({"id": "p", "seats": [{"member": "a", "weight": 0}]}, "routing_number_out_of_range", "pool.seats[0].weight"),
        ({"id": "p", "seats": ["ann", "ann"]}, "routing_repeated", "pool.seats"),
        ({"id": "p", "mode": "lottery"}, "routing_value_wrong", "pool.mode"),
        ({"id": "p", "ask_hours": "yes"}, "routing_value_wrong", "pool.ask_hours"),
        ({"id": "p", "most_credit": True}, "routing_value_wrong", "pool.most_credit"),
        ({"id": "p", "capacity": {"open": -1}}, "routing_number_out_of_range", "pool.capacity.open"),
        ({"id": "p", "newcomers": {"days": 9999}}, "routing_number_out_of_range", "pool.newcomers.days"),
        ({"id": "p", "on_call": [""]}, "routing_value_wrong", "pool.on_call[0]"),
    ],
)  # fmt: skip
def test_a_pool_that_makes_no_sense_is_refused_with_the_place(raw: object, code: str, at: str) -> None:
    assert refusal(Pool.from_dict, raw) == (code, at)


@pytest.mark.parametrize(
    ("raw", "code", "at"),
    [
        ({"rules": [{"id": "r", "action": "pool"}]}, "routing_target_missing", "ruleset.rules[0].target"),
        (
            {"rules": [{"id": "r", "action": "capturer", "target": "x"}]},
            "routing_target_unwanted",
            "ruleset.rules[0].target",
        ),
        ({"rules": [{"id": "r"}]}, "routing_value_missing", "ruleset.rules[0].action"),
        (
            {"rules": [{"id": "r", "action": "capturer"}, {"id": "r", "action": "capturer"}]},
            "routing_repeated",
            "ruleset.rules",
        ),
        ({"version": 0}, "routing_number_out_of_range", "ruleset.version"),
    ],
)
def test_a_ruleset_that_makes_no_sense_is_refused_with_the_place(raw: object, code: str, at: str) -> None:
    assert refusal(Ruleset.from_dict, raw) == (code, at)


@pytest.mark.parametrize(
    ("raw", "code", "at"),
    [
        ({"id": "a", "leave": [[20, 10]]}, "routing_leave_backwards", "member.leave[0]"),
        ({"id": "a", "leave": [[20]]}, "routing_value_wrong", "member.leave[0]"),
        ({"id": "a", "roles": ["king"]}, "routing_value_wrong", "member.roles"),
        ({"id": "a", "converts": 2}, "routing_number_out_of_range", "member.converts"),
        ({"id": "a", "converts": "much"}, "routing_value_wrong", "member.converts"),
        ({"id": "a", "calendar": []}, "routing_not_an_object", "member.calendar"),
        ({"id": "a", "presence": "asleep"}, "routing_value_wrong", "member.presence"),
    ],
)
def test_a_member_that_makes_no_sense_is_refused_with_the_place(raw: object, code: str, at: str) -> None:
    assert refusal(Member.from_dict, raw) == (code, at)


def test_a_ruleset_that_names_what_is_not_there_has_problems() -> None:
    rules = (
        Rule(id="a", action=Action.POOL, target="gone"),
        Rule(id="b", action=Action.MEMBER, target="nobody", otherwise="lost"),
    )
    problems = Ruleset(rules=rules, fallback=("none",)).problems({}, {})
    assert [(one.code, one.facts["at"]) for one in problems] == [
        ("routing_pool_unknown", "rules[0].target"),
        ("routing_pool_unknown", "rules[1].otherwise"),
        ("routing_member_unknown", "rules[1].target"),
        ("routing_pool_unknown", "fallback[0]"),
    ]


def refusal(read: Any, raw: object) -> tuple[str, object]:
    with pytest.raises(Refused) as refused:
        read(raw)
    return refused.value.code, refused.value.facts["at"]
