"""What alerts say, and when what was not taken is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from firstreply.core.respond.alert import AlertKind
from firstreply.insights.words import LANGUAGES
from firstreply.jobs.alert_words import language, said
from firstreply.jobs.retry import MOST, again

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FACTS = {
    "name": "Omid",
    "company": "Rug & Co",
    "due_at": (NOW + timedelta(minutes=20)).isoformat(),
    "text": "How much is\x00 it?\r\nBcc: x",
}


def test_alert_says_who_waits_and_how_long_there_is() -> None:
    found = said(AlertKind.ASSIGNED, FACTS, "en", NOW)
    assert (found.language, found.direction, found.title) == ("en", "ltr", "New lead: Omid")
    assert found.lines == (
        "Omid is yours now and waits for your answer.",
        "Rug & Co",
        "Time left: 20 min",
        "How much is it? Bcc: x",
    )


def test_alert_says_how_late_it_is() -> None:
    found = said(AlertKind.BREACH, FACTS, "en", NOW + timedelta(minutes=90))
    assert found.lines[2] == "Overdue by 1 h 10 min"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_words_in_every_language(lang: str) -> None:
    kinds = [
        kind for kind in AlertKind if kind is not AlertKind.DIGEST
    ]  # written when it is due: its facts are it
    found = [said(kind, FACTS, lang, NOW) for kind in kinds]
    english = [said(kind, FACTS, "en", NOW) for kind in kinds]
    assert len({one.title for one in found}) == len(kinds)
    assert all(one.title and one.lines[0] for one in found)
    assert [one.title for one in found if one.title in {other.title for other in english}] == (
        [one.title for one in english] if lang == "en" else []
    )
    assert {one.direction for one in found} == {"ltr" if lang == "en" else "rtl"}


def test_promise_that_is_never_due_is_said_as_such() -> None:
    facts = {"reason": "never_due", "sla": "Fast", "calendar": "Empty"}
    found = said(AlertKind.ESCALATED, facts, "en", NOW)
    assert found.title == "A promise that is never due"
    assert found.lines == (
        "The calendar “Empty” never opens, so the promise “Fast” is never due. Give it working hours.",
    )


@pytest.mark.parametrize(
    "facts", [{}, {"name": None, "due_at": None}, {"due_at": "nonsense"}, {"due_at": "2026-01-01"}]
)
def test_alert_without_facts_says_what_it_can(facts: dict[str, object]) -> None:
    found = said("unheard_of", facts, "en", NOW)
    assert (found.title, found.lines) == ("News about Somebody", ())


def test_language_is_the_members_choice_then_what_they_speak_then_the_organisations() -> None:
    assert language("ar", ["fa"], "en") == "ar"
    assert language(None, ["de", "fa"], "en") == "fa"
    assert language("xx", ["de"], "ar") == "ar"
    assert language(None, None, "de") == "en"


def test_attempts_are_doubled_apart_up_to_an_hour_and_end_by_channel() -> None:
    waits = {}
    for channel, most in MOST.items():
        found = [again(channel, n, NOW, asked=None, chance=0.5) for n in range(1, most)]
        assert again(channel, most, NOW, asked=None, chance=0.5) is None
        waits[channel] = [(at - NOW).total_seconds() for at in found if at is not None]
        assert len(waits[channel]) == most - 1
    assert waits["push"] == [5, 10, 20, 40, 80, 160, 320]
    assert waits["email"][:11] == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]
    assert 11 * 3600 <= sum(waits["email"]) <= 12 * 3600


def test_attempts_are_spread_and_the_other_side_may_ask_for_more_time() -> None:
    low, high = (again("email", 1, NOW, asked=None, chance=chance) for chance in (0.0, 0.999999))
    assert low == NOW + timedelta(seconds=4)
    assert high is not None
    assert timedelta(seconds=5.99) < high - NOW < timedelta(seconds=6)
    assert again("email", 1, NOW, asked=120.0, chance=0.5) == NOW + timedelta(seconds=120)
