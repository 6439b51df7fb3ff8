"""The result document: its schema, and its figures against tables made by hand."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from firstreply.core.calendar import Calendar
from firstreply.core.message import MessageClass
from firstreply.core.respond.wait import Outcome
from firstreply.insights.benchmarks import BENCHMARKS, CAVEATS, SOURCES
from firstreply.insights.document import SCHEMA, document
from firstreply.insights.look import Look
from firstreply.insights.metrics.registry import ALL
from tests.insights.looks import DAY, HOUR, MONDAY, NineToFive, large_look, look, seen, wait

MINUTE = 60
BERLIN = Calendar.from_dict(
    {
        "zone": "Europe/Berlin",
        "versions": [
            {
                "from": "2015-01-01",
                "week": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
            }
        ],
    }
)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize(
    "given_look",
    [
        large_look(3000),
        large_look(3000, BERLIN),
        look(),
        look(wait(MONDAY)),
        Look(
            seen=(),
            waits=(),
            end=MONDAY,
            made_at=MONDAY,
            team=look().team,
            coverage=look().coverage,
            threading=look().threading,
            version="0.1.0",
        ),
    ],
    ids=["large", "with hours", "no waits", "one wait", "nothing"],
)
def test_document_follows_its_schema(validator: Draft202012Validator, given_look: Look) -> None:
    made = json.loads(json.dumps(document(given_look)))
    assert [error.json_path for error in validator.iter_errors(made)] == []


def test_schema_refuses_an_unknown_key(validator: Draft202012Validator) -> None:
    made = document(look())
    made["volume"]["surprise"] = 1
    assert [error.json_path for error in validator.iter_errors(made)] == ["$.volume"]


def five() -> tuple[Any, ...]:
    """Answered after 1 min, 10 min, 2 h and 2 days; one still open."""
    return tuple(wait(MONDAY + 10 * HOUR, after) for after in (MINUTE, 10 * MINUTE, 2 * HOUR, 2 * DAY, None))


def test_headline_counts_the_unanswered() -> None:
    wall = document(look(*five()))["first_response"]["wall"]
    # One in five each: half are answered only with the third, 90 % never.
    assert (wall["n"], wall["median_s"], wall["p75_s"], wall["p90_s"]) == (5, 2 * HOUR, 2 * DAY, None)
    assert wall["within"] == {"300": 0.2, "900": 0.4, "3600": 0.4, "14400": 0.6, "86400": 0.6}


def test_buckets_hold_every_wait_once() -> None:
    buckets = document(look(*five()))["first_response"]["wall"]["buckets"]
    assert buckets == {
        "under_5m": 1,
        "5m_15m": 1,
        "15m_60m": 0,
        "1h_4h": 1,
        "4h_24h": 0,
        "1d_3d": 1,
        "over_3d": 0,
        "never": 1,
    }


def test_legacy_figures_forget_the_unanswered() -> None:
    wall = document(look(*five()))["first_response"]["wall"]
    assert wall["legacy_mean_s"] == (60 + 600 + 7200 + 172800) / 4
    assert wall["answered_only_median_s"] == (600 + 7200) / 2


def test_below_the_minimum_sample_numbers_are_withheld_and_say_why() -> None:
    wall = document(look(*five()[:4]))["first_response"]["wall"]
    assert (wall["n"], wall["withheld"], wall["median_s"]) == (4, "below_minimum_sample", None)
    assert set(wall["within"].values()) == {None}
    assert sum(wall["buckets"].values()) == 4


def test_minimum_sample_is_an_option() -> None:
    wall = document(look(*five()[:4], minimum_sample=4))["first_response"]["wall"]
    assert (wall["withheld"], wall["median_s"]) == (None, 600)


def test_voided_waits_leave_the_denominator_and_are_counted() -> None:
    voided = wait(MONDAY, 5, Outcome.VOIDED)
    answers = document(look(*five(), voided))["first_response"]
    assert (answers["inquiries"], answers["voided"], answers["wall"]["n"]) == (5, 1, 5)


def test_dismissed_waits_are_no_answers() -> None:
    waits = [wait(MONDAY, 10)] * 4 + [wait(MONDAY, 5, Outcome.DISMISSED)] * 4
    answers = document(look(*waits))["first_response"]
    assert (answers["answered"], answers["dismissed"], answers["open"]) == (4, 4, 0)
    assert (answers["wall"]["median_s"], answers["wall"]["p75_s"]) == (10, None)


def test_conversations_that_began_before_coverage_are_out_of_first_response() -> None:
    early = wait(MONDAY, 9 * DAY, truncated=True, conversation=7)
    made = document(look(*five(), early))
    assert (made["first_response"]["inquiries"], made["all_responses"]["waits"]) == (5, 6)
    assert made["coverage"]["left_truncated"] == 1


def test_follow_up_questions_count_in_all_responses_only() -> None:
    made = document(look(*five(), wait(MONDAY, 60, first=False)))
    assert (made["first_response"]["inquiries"], made["all_responses"]["waits"]) == (5, 6)


def test_credit_goes_to_the_author_and_open_waits_to_the_owner() -> None:
    waits = (
        wait(MONDAY, 60, author="Ada", owner="Ben"),
        wait(MONDAY, 60, author="Ada", owner="Ada"),
        wait(MONDAY, 60, author=None, owner="Ben"),
        wait(MONDAY, owner="Ben"),
        wait(MONDAY),
    )
    made = document(look(*waits))
    people = {
        row["person"]: (
            row["team"],
            row["covered_for_others"],
            row["all_responses"]["answered"],
            row["all_responses"]["open"],
        )
        for row in made["by_person"]
    }
    assert people == {"Ada": ("North", 1, 2, 0), "Ben": (None, 0, 0, 1), "Cem": (None, 0, 0, 0)}
    answers = made["all_responses"]
    assert (answers["unattributed"], answers["covered_by_others"], answers["open"]) == (1, 1, 2)


def test_business_time_runs_only_in_hours() -> None:
    evening = [wait(MONDAY + 16 * HOUR, 18 * HOUR)] * 5  # 16:00 to 10:00: one hour, and one more
    answers = document(look(*evening, calendar=NineToFive()))["first_response"]
    assert (answers["wall"]["median_s"], answers["business"]["median_s"]) == (18 * HOUR, 2 * HOUR)


def test_answered_between_hours_is_zero_with_a_flag_and_stays() -> None:
    night = [wait(MONDAY + 20 * HOUR, HOUR)] * 5
    answers = document(look(*night, calendar=NineToFive()))["first_response"]
    assert (answers["off_hours"], answers["business"]["n"], answers["business"]["median_s"]) == (5, 5, 0)
    assert answers["wall"]["median_s"] == HOUR


def test_without_a_calendar_business_time_is_wall_time() -> None:
    answers = document(large_look(2000))["all_responses"]
    assert answers["business"] == answers["wall"]
    assert (answers["off_hours"], document(large_look(2000))["by_calendar"]) == (0, [])


def test_people_may_have_hours_of_their_own() -> None:
    waits = [wait(MONDAY + 16 * HOUR, 18 * HOUR, owner=owner) for owner in ("Ada", "Ben")] * 5
    made = document(look(*waits, calendar_of={"Ada": NineToFive()}))
    medians = {row["calendar"]: row["all_responses"]["business"]["median_s"] for row in made["by_calendar"]}
    assert medians == {None: 18 * HOUR, "nine to five": 2 * HOUR}


def test_since_and_until_choose_by_arrival() -> None:
    waits = tuple(wait(MONDAY + day * DAY, 2 * DAY) for day in range(6))
    made = document(look(*waits, since=MONDAY + DAY, until=MONDAY + 4 * DAY))
    assert (made["first_response"]["inquiries"], made["first_response"]["answered"]) == (3, 3)


def test_arrivals_are_grouped_by_local_weekday_and_hour() -> None:
    waits = (wait(MONDAY - HOUR, 60), wait(MONDAY + 7 * HOUR, 60))  # in Berlin: Monday 0:00 and 8:00
    made = document(look(*waits, calendar=BERLIN))
    assert {row["weekday"]: row["first_response"]["inquiries"] for row in made["by_weekday"]} == {
        0: 2,
        **dict.fromkeys(range(1, 7), 0),
    }
    hours = [row["hour"] for row in made["by_hour"] if row["first_response"]["inquiries"]]
    assert hours == [0, 8]


def test_previous_period_is_the_stretch_before_since() -> None:
    start = MONDAY + 10 * DAY
    before = [wait(start - DAY, 100)] * 5
    after = [wait(start + DAY, 300)] * 6
    made = document(look(*before, *after, since=start, until=start + 5 * DAY))["previous_period"]
    assert (made["from"], made["to"]) == ("2026-01-10T00:00:00Z", "2026-01-15T00:00:00Z")
    assert made["change"] == {"median_s": 200, "p90_s": 200, "answered": 1, "inquiries": 1}


def test_without_since_the_second_half_is_held_against_the_first() -> None:
    waits = (wait(MONDAY + DAY), wait(MONDAY + 20 * DAY), wait(MONDAY + 21 * DAY))
    made = document(look(*waits))["previous_period"]
    assert (made["first_response"]["inquiries"], made["change"]["inquiries"]) == (1, 1)


def test_a_period_without_coverage_before_it_is_not_compared() -> None:
    assert document(look(wait(MONDAY), since=MONDAY + DAY))["previous_period"] is None


def test_oldest_unanswered_come_first_with_their_words() -> None:
    messages = (
        seen(MONDAY, subject="=?utf-8?q?F=C3=BCr_heute?=", message_id="a@x"),
        seen(MONDAY + DAY, subject="later", message_id="b@x"),
    )
    waits = (wait(MONDAY + DAY, opened_by=1), wait(MONDAY, opened_by=0), wait(MONDAY, 5))
    rows = document(look(*waits, messages=messages))["oldest_unanswered"]
    assert [(row["inquiry_message_id"], row["subject"], row["wall_s"]) for row in rows] == [
        ("a@x", "Für heute", 28 * DAY),
        ("b@x", "later", 27 * DAY),
    ]


def test_volume_counts_what_people_wrote_and_what_machines_did() -> None:
    made_of = large_look(2000)
    made = document(made_of)
    kinds = Counter(message.verdict.kind for message in made_of.seen)
    volume = made["volume"]
    assert made["coverage"]["classes"] == {str(kind): kinds[kind] for kind in MessageClass}
    assert volume["received"] == kinds[MessageClass.INBOUND_HUMAN] + kinds[MessageClass.INBOUND_FORM]
    assert volume["sent"] == kinds[MessageClass.OUTBOUND_HUMAN]
    assert volume["automatic"] == kinds[MessageClass.INBOUND_AUTO] + kinds[MessageClass.OUTBOUND_AUTO]
    assert sum(day["received"] for day in volume["per_day"]) == volume["received"]
    assert sum(map(sum, made["heatmap"]["sent"])) == volume["sent"]
    assert sum(row["messages"] * row["threads"] for row in made["threads_shape"]["lengths"]) == 2000


def test_busiest_day_senders_words_and_shape_of_a_small_week() -> None:
    human, sent = MessageClass.INBOUND_HUMAN, MessageClass.OUTBOUND_HUMAN
    messages = (
        seen(MONDAY + 9 * HOUR, human, conversation=1, party="x@a.test"),
        seen(MONDAY + 9 * HOUR + 1, human, conversation=1, party="x@a.test"),
        seen(MONDAY + 10 * HOUR, sent, conversation=1, person="Ada"),
        seen(MONDAY + DAY, human, conversation=2, party="y@b.test"),
        seen(MONDAY + 2 * DAY, MessageClass.INBOUND_AUTO, conversation=3, party="robot@a.test"),
    )
    made = document(look(messages=messages, words=[10, 30, 7, 20, -1]))
    volume = made["volume"]
    assert (volume["busiest_weekday"], volume["busiest_hour"]) == (0, 9)
    assert volume["top_senders"] == [
        {"address": "x@a.test", "messages": 2},
        {"address": "y@b.test", "messages": 1},
    ]
    assert volume["top_domains"] == [{"domain": "a.test", "messages": 2}, {"domain": "b.test", "messages": 1}]
    assert volume["words"] == {"received_median": 20, "sent_median": 7}
    assert volume["per_day"] == [
        {"day": "2026-01-05", "received": 2, "sent": 1},
        {"day": "2026-01-06", "received": 1, "sent": 0},
    ]
    shape = made["threads_shape"]
    assert (shape["messages_median"], shape["longest"], shape["replies_median"]) == (1, 3, 1)
    assert shape["lengths"] == [{"messages": 1, "threads": 2}, {"messages": 3, "threads": 1}]
    assert made["by_person"][0]["sent"] == 1


def test_time_to_forward_runs_from_the_message_to_its_first_forward() -> None:
    messages = (
        seen(MONDAY, conversation=1),
        seen(MONDAY + 50, MessageClass.INTERNAL, conversation=1, subject="no forward"),
        seen(MONDAY + 90, MessageClass.INTERNAL, conversation=1, subject="Fwd: a price"),
        seen(MONDAY + 99, MessageClass.INTERNAL, conversation=1, subject="Fwd: a price"),
    )
    assert document(look(messages=messages))["threads_shape"]["forward_median_s"] == 90


def test_benchmarks_show_our_share_and_name_their_sources() -> None:
    made = document(look(*five()))["benchmarks"]
    assert [row["within_s"] for row in made] == [300, 600, 3600, 21600, 86400, 172800]
    assert [row["share"] for row in made] == [0.2, 0.4, 0.4, 0.6, 0.6, 0.8]
    assert {each.source for each in BENCHMARKS} == set(SOURCES)
    assert {each.caveat for each in BENCHMARKS} == set(CAVEATS)


def test_every_metric_is_defined_once_with_words_and_a_unit() -> None:
    made = document(look())["definitions"]
    assert set(made) == set(ALL)
    assert all(each["title"] and each["sentence"].endswith(".") for each in made.values())


def test_curve_rises_and_stays_within_its_band() -> None:
    points = document(large_look(2000))["curve"]["wall"]
    assert [point["share"] for point in points] == sorted(point["share"] for point in points)
    assert all(point["low"] <= point["share"] <= point["high"] for point in points)
    assert (points[0]["t_s"], points[-1]["t_s"], len(points)) == (60, 30 * DAY, 60)


def test_trend_covers_every_inquiry_once() -> None:
    made = document(large_look(3000, BERLIN))
    assert sum(point["inquiries"] for point in made["trend"]) == made["first_response"]["inquiries"]


def test_trend_is_on_the_wall_clock_and_change_in_working_time() -> None:
    evening = 16 * HOUR
    waits = [wait(MONDAY + evening, 18 * HOUR)] * 5 + [wait(MONDAY + 20 * DAY + evening, 19 * HOUR)] * 5
    made = document(look(*waits, calendar=NineToFive()))
    assert [point["median_s"] for point in made["trend"] if point["inquiries"]] == [18 * HOUR, 19 * HOUR]
    assert made["previous_period"]["change"]["median_s"] == HOUR  # from 2 to 3 working hours


LEADS = st.lists(st.one_of(st.none(), st.integers(0, 10 * DAY)), min_size=5, max_size=30)


@settings(max_examples=15, deadline=None)
@given(LEADS, st.integers(0, 27 * DAY))
def test_law_1_one_more_unanswered_lead_improves_no_headline_number(
    answers: list[int | None], arrival: int
) -> None:
    waits = [wait(MONDAY + place * HOUR, after) for place, after in enumerate(answers)]
    before = document(look(*waits))["first_response"]["wall"]
    after = document(look(*waits, wait(MONDAY + arrival)))["first_response"]["wall"]
    never = 10**9
    assert all(after["within"][key] <= before["within"][key] for key in before["within"])
    assert all(
        (never if after[name] is None else after[name]) >= (never if before[name] is None else before[name])
        for name in ("median_s", "p75_s", "p90_s")
    )
