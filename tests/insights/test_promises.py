"""The SLA counted over arrays, and the response rate of the last 30 days."""

from random import Random

from firstreply.core import sla
from firstreply.core.calendar import Calendar
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.insights.document import document
from tests.insights.looks import DAY, HOUR, MONDAY, NineToFive, look, wait

NINE = MONDAY + 9 * HOUR
WEEK = {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("sat", "sun", "mon", "tue", "wed")}


def promise(*waits: Wait, end: int, target: int) -> dict[str, object]:
    made: dict[str, object] = document(
        look(*waits, end=end, sla_s=target, calendar=NineToFive(), minimum_sample=1)
    )["sla"]
    return made


def test_pending_is_neither_met_nor_missed_and_bounds_say_what_it_could_become() -> None:
    waits = (wait(NINE, HOUR), wait(NINE, 3 * HOUR), wait(NINE + 2 * HOUR), wait(NINE, 5, Outcome.DISMISSED))
    assert promise(*waits, end=NINE + 3 * HOUR, target=2 * HOUR) == {
        "target_s": 2 * HOUR,
        "met": 1,
        "missed": 1,
        "pending": 1,
        "dismissed": 1,
        "within": 0.5,
        "low": round(1 / 3, 6),
        "high": round(2 / 3, 6),
    }


def test_open_past_its_target_is_missed() -> None:
    made = promise(wait(NINE), end=NINE + 3 * HOUR, target=2 * HOUR)
    assert (made["missed"], made["pending"]) == (1, 0)


def test_answer_at_the_due_second_is_met_and_one_later_is_missed() -> None:
    made = promise(wait(NINE, 2 * HOUR), wait(NINE, 2 * HOUR + 1), end=MONDAY + DAY, target=2 * HOUR)
    assert (made["met"], made["missed"]) == (1, 1)


def test_open_at_its_due_second_is_still_pending() -> None:
    assert promise(wait(NINE), end=NINE + 2 * HOUR, target=2 * HOUR)["pending"] == 1


def test_a_target_that_fills_the_day_is_due_at_closing_not_in_the_evening() -> None:
    made = promise(wait(NINE, 8 * HOUR), wait(NINE, 10 * HOUR), end=MONDAY + 2 * DAY, target=8 * HOUR)
    assert (made["met"], made["missed"]) == (1, 1)


def test_nothing_decided_is_no_hundred_percent() -> None:
    made = promise(wait(NINE), end=NINE + 60, target=HOUR)
    assert (made["within"], made["low"], made["high"]) == (None, 0.0, 1.0)


def test_no_target_no_promise() -> None:
    assert document(look(wait(NINE)))["sla"] is None


def test_response_rate_is_of_the_last_30_days_and_leaves_young_leads_pending() -> None:
    end = MONDAY + 60 * DAY
    waits = (
        wait(end - 31 * DAY),  # too old
        wait(end - 20 * DAY, DAY),  # exactly 24 h: in time
        wait(end - 20 * DAY, DAY + 1),  # late
        wait(end - 10 * DAY),  # never
        wait(end - HOUR),  # pending
        wait(end - HOUR, 60),
        wait(end - HOUR, 60, Outcome.VOIDED),  # spam is out
        wait(end - HOUR, 60, first=False),  # no first inquiry
    )
    assert document(look(*waits, end=end, minimum_sample=4))["response_rate_30d"] == {
        "share": 0.5,
        "pending": 1,
        "from": "2026-02-04T00:00:00Z",
        "inquiries": 5,
        "decided": 4,
        "answered_in_time": 2,
    }


def test_response_rate_of_a_few_is_withheld() -> None:
    assert document(look(wait(MONDAY, 60)))["response_rate_30d"]["share"] is None


def test_arrays_agree_with_the_promise_of_each_wait() -> None:
    random = Random(4)
    calendar = Calendar.from_dict({"zone": "Asia/Tehran", "versions": [{"from": "2025-01-01", "week": WEEK}]})
    end = MONDAY + 26 * DAY
    waits = [
        wait(
            MONDAY + random.randrange(26 * DAY), None if random.random() < 0.3 else random.randrange(2 * DAY)
        )
        for _ in range(400)
    ]
    waits = [each for each in waits if (each.ended_at or 0) <= end]
    waits += [wait(NINE, seconds) for seconds in range(7 * HOUR, 9 * HOUR, 450)]
    target = 4 * HOUR
    scalar = sla.within(
        sla.standing(sla.promise(sla.Target(seconds=target, calendar=calendar), each.started_at), each, end)
        for each in waits
    )
    made = document(look(*waits, end=end, sla_s=target, calendar=calendar))["sla"]
    assert scalar.met > 50
    assert (made["met"], made["missed"], made["pending"]) == (scalar.met, scalar.missed, scalar.pending)
