"""How an account is, and what of that is news."""

from datetime import UTC, datetime, timedelta

import pytest

from firstreply.core.watch.health import Failure, HealthState, News, Standing, news, next_look, standing
from firstreply.core.watch.rhythm import Silence

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
QUIET = Silence(since=NOW - DAY, hours=24, usual=9.5, stopped=False)


def failure(code: str = "refused", *, count: int = 1, after: int = 1, since: datetime = NOW) -> Failure:
    return Failure(code=code, since=since, count=count, after=after)


def test_a_failure_counts_more_than_a_silence_and_the_oldest_most() -> None:
    parts = {"send": failure("late", since=NOW), "read": failure("early", since=NOW - MINUTE)}
    found = standing(parts, QUIET, NOW)
    assert (found.state, found.code, found.since) == (HealthState.FAILING, "early", NOW - MINUTE)
    assert found.facts == {"part": "read"}


def test_a_hitch_is_no_failure_until_it_came_often_enough() -> None:
    hitch = failure(count=1, after=3)
    assert standing({"send": hitch}, None, NOW).state is HealthState.FINE
    often = hitch.again("refused", {}, 3).again("refused", {}, 3)
    assert standing({"send": often}, None, NOW).state is HealthState.FAILING
    assert Failure.from_dict(often.to_dict()) == often


def test_silence_says_since_when_and_how_unusual_it_is() -> None:
    found = standing({}, QUIET, NOW)
    assert (found.state, found.code, found.since) == (HealthState.QUIET, "channel_quiet", NOW - DAY)
    assert found.facts == {"hours": 24, "usual": 9.5}
    stopped = standing({}, QUIET._replace(stopped=True), NOW)
    assert (stopped.state, stopped.code) == (HealthState.STOPPED, "channel_stopped")


FINE, FAILING, STOPPED = HealthState.FINE, HealthState.FAILING, HealthState.STOPPED


@pytest.mark.parametrize(
    ("before", "after", "since", "told", "what"),
    [
        (FINE, FINE, NOW, None, None),
        (FINE, FAILING, NOW, None, News.TROUBLE),
        (FAILING, FAILING, NOW - MINUTE, NOW - MINUTE, None),
        (FAILING, FAILING, NOW - DAY, NOW - DAY, News.REMINDER),
        (HealthState.QUIET, STOPPED, NOW - DAY, NOW - MINUTE, News.TROUBLE),
        (FAILING, FINE, NOW, NOW - MINUTE, None),  # it may fail again in a moment
        (FINE, FAILING, NOW, NOW - MINUTE, None),  # it did: still the same trouble
        (FINE, FINE, NOW - 2 * MINUTE, NOW - DAY, News.SOLVED),
    ],
)
def test_what_is_news(
    before: HealthState, after: HealthState, since: datetime, told: datetime | None, what: News | None
) -> None:
    assert news(before, Standing(state=after, since=since), told, NOW) is what


def test_what_fails_is_looked_at_sooner_and_what_is_about_to_be_unusual_in_time() -> None:
    def after(state: HealthState, told: datetime | None, quiet: datetime | None, failed: int) -> timedelta:
        return next_look(Standing(state=state, since=NOW), told, quiet, NOW, failed=failed, chance=0.5) - NOW

    assert after(FINE, None, None, 0) == 10 * MINUTE
    assert after(FINE, None, NOW + MINUTE, 0) == MINUTE
    assert after(FINE, NOW - DAY, None, 0) == 2 * MINUTE  # then it is solved
    assert [after(FAILING, NOW, None, failed) / MINUTE for failed in (1, 2, 3, 9)] == [0.5, 1.0, 2.0, 10.0]
