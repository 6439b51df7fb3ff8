"""Who may do what: the whole matrix, in words."""

import pytest

from firstreply.core.member import Role
from firstreply.core.permission import Act, may

_READS_ONLY = {Act.SEE}
_ANSWERS = {Act.SEE, Act.NOTE, Act.TALK, Act.CALL, Act.CLAIM}
_MARKETS = {Act.SEE, Act.CHANGE, Act.NOTE, Act.VOID, Act.OVERRULE}
_ITSELF = {Act.BE_THERE, Act.TAKE_LEAVE}
_EVERYTHING = set(Act)


@pytest.mark.parametrize(
    ("role", "own", "of_team", "anybodys"),
    [
        (Role.OWNER, _EVERYTHING, _EVERYTHING, _EVERYTHING),
        (Role.ADMIN, _EVERYTHING, _EVERYTHING, _EVERYTHING),
        (Role.MANAGER, _EVERYTHING, _EVERYTHING, set()),
        (Role.REP, _EVERYTHING - {Act.ASSIGN}, _ANSWERS, set()),
        (Role.MARKETER, _MARKETS | _ITSELF, _MARKETS, _MARKETS),
        (Role.VIEWER, _READS_ONLY, _READS_ONLY, _READS_ONLY),
    ],
)
def test_each_role_may_exactly_this(role: Role, own: set[Act], of_team: set[Act], anybodys: set[Act]) -> None:
    def allowed(*, own: bool, same_team: bool) -> set[Act]:
        return {act for act in Act if may(role, act, own=own, same_team=same_team)}

    assert allowed(own=True, same_team=False) == own
    assert allowed(own=False, same_team=True) == of_team
    assert allowed(own=False, same_team=False) == anybodys


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(Act))
def test_nearness_never_takes_a_right_away(role: Role, act: Act) -> None:
    far = may(role, act, own=False, same_team=False)
    assert may(role, act, own=True, same_team=True) >= far
    assert may(role, act, own=True, same_team=False) >= far
