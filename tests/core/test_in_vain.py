"""Promises that can never apply: what stands before them always fits."""

from firstreply.core.respond.in_vain import Standing, in_vain

BIG = {"version": 1, "rule": {"field": "budget", "op": ">=", "value": "10000"}}
NONE = {"version": 1, "rule": {"all": []}}


def test_a_promise_for_everybody_leaves_nothing_to_those_after_it() -> None:
    asked = [Standing("", None), Standing("first", None), Standing("", BIG)]
    assert in_vain(asked) == [(), (0,), (0,)]


def test_the_two_halves_together_leave_nothing() -> None:
    asked = [Standing("first", None), Standing("next", NONE), Standing("", None), Standing("next", BIG)]
    assert in_vain(asked) == [(), (), (0, 1), (1,)]


def test_half_of_it_may_still_apply() -> None:
    assert in_vain([Standing("first", None), Standing("", BIG)]) == [(), ()]


def test_the_same_condition_again_is_in_vain_and_another_is_not() -> None:
    other = {"version": 1, "rule": {"field": "budget", "op": ">=", "value": "5"}}
    assert in_vain([Standing("", BIG), Standing("first", BIG), Standing("", other)]) == [(), (0,), ()]
