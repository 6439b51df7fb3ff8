"""When programs are told again: for three days, as Standard Webhooks recommends."""

from datetime import UTC, datetime, timedelta

from firstreply.jobs.retry import MOST, again

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def after(attempts: int, *, asked: float | None = None, chance: float = 0.5) -> timedelta | None:
    found = again("webhook", attempts, NOW, asked=asked, chance=chance)
    return None if found is None else found - NOW


def test_a_program_is_told_ten_times_over_three_days() -> None:
    waits = [after(attempts) for attempts in range(1, MOST["webhook"])]
    assert waits == [
        timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR,
        20 * HOUR, 24 * HOUR,
    ]  # fmt: skip
    assert sum((one for one in waits if one), timedelta()) > timedelta(days=3)
    assert after(MOST["webhook"]) is None


def test_those_that_failed_together_do_not_come_back_together() -> None:
    assert (after(4, chance=0.0), after(4, chance=1.0)) == (1.6 * HOUR, 2.4 * HOUR)


def test_a_program_may_ask_for_a_longer_wait_of_a_day_at_most() -> None:
    assert after(1, asked=7200.0) == 2 * HOUR
    assert after(1, asked=1e9) == 24 * HOUR
    assert after(9, asked=1.0) == 24 * HOUR
    mail = again("email", 1, NOW, asked=1e9, chance=0.5)
    assert mail == NOW + HOUR
