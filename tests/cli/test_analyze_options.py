"""What the options of `analyze` change, and what they say about themselves in the document."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Archive, Firstreply


def test_since_and_until_cut_by_arrival(firstreply: Firstreply, archive: Archive) -> None:
    words = ("analyze", *archive.named, "--json", "--since", "2026-03-09", "--until", "2026-03-15")
    options = firstreply(*words, "--calendar", "mon-sun 00:00-24:00 UTC").document["options"]
    assert (options["since"], options["until"]) == ("2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z")


def test_weeks_taken_one_by_one_add_up(firstreply: Firstreply, archive: Archive) -> None:
    def inquiries(*words: str) -> int:
        found: int = firstreply("analyze", *archive.named, "--json", *words).document["first_response"][
            "inquiries"
        ]
        return found

    parts = [
        inquiries("--until", "2026-03-15"),
        inquiries("--since", "2026-03-16", "--until", "2026-03-29"),
        inquiries("--since", "2026-03-30"),
    ]
    assert sum(parts) == inquiries()
    assert 0 not in parts


def test_a_bare_day_begins_where_the_calendar_is(firstreply: Firstreply, archive: Archive) -> None:
    words = ("analyze", *archive.named, "--json", "--since", "2026-03-09")
    options = firstreply(*words, "--calendar", "sat-wed 09:00-17:00 Asia/Tehran").document["options"]
    assert options["since"] == "2026-03-08T20:30:00Z"
    assert options["calendar"]["zone"] == "Asia/Tehran"


@pytest.mark.parametrize(("span", "seconds"), [("30m", 1800), ("4h", 14400), ("1d", 86400), ("90", 5400)])
def test_sla_is_read_in_minutes_hours_and_days(
    firstreply: Firstreply, archive: Archive, span: str, seconds: int
) -> None:
    document = firstreply("analyze", *archive.named, "--json", "--sla", span).document
    assert document["options"]["sla_s"] == document["sla"]["target_s"] == seconds


def test_a_longer_promise_is_kept_more_often(firstreply: Firstreply, archive: Archive) -> None:
    met = [
        firstreply("analyze", *archive.named, "--json", "--sla", span).document["sla"]["met"]
        for span in ("15m", "4h", "5d")
    ]
    assert met == sorted(met)
    assert met[0] < met[-1]


def test_a_calendar_from_a_file_equals_its_short_form(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    path = tmp_path / "hours.json"
    path.write_text(json.dumps({"zone": "Europe/Berlin", "versions": [{"from": "1970-01-01", "week": week}]}))
    plain = [str(archive.inbox), str(archive.sent), "--team", "example.com", "--json"]
    by_file = firstreply("analyze", *plain, "--calendar", path).document
    for short in ("mon-fri 09:00-17:00 Europe/Berlin", "mon,tue-fri 9-17 Europe/Berlin"):
        by_words = firstreply("analyze", *plain, "--calendar", short).document
        assert by_words["first_response"] == by_file["first_response"]
    assert by_file["options"]["calendar"] == {"name": "hours", "zone": "Europe/Berlin"}
    around = firstreply("analyze", *plain).document
    assert around["options"]["calendar"] is None
    assert around["first_response"]["business"] == around["first_response"]["wall"]
    assert by_file["first_response"]["business"] != by_file["first_response"]["wall"]


def test_teams_by_file_domain_and_address_add_up(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "some.json"
    path.write_text(json.dumps({"people": [{"name": "A", "addresses": ["a@one.example"]}]}))
    team = firstreply(
        "analyze", archive.inbox, "--json", "--team", path, "--team", "@Two.Example", "--team", "B@three.example",
        "--list", "Info@four.example",
    ).document["team"]  # fmt: skip
    assert (team["guessed"], team["how"]) == (False, "given")
    assert team["domains"] == ["two.example"]
    assert team["lists"] == ["info@four.example"]
    assert [(one["name"], one["addresses"]) for one in team["people"]][:2] == [
        ("A", ["a@one.example"]),
        ("b@three.example", ["b@three.example"]),
    ]


def test_without_a_team_it_is_guessed_and_said_so(firstreply: Firstreply, archive: Archive) -> None:
    done = firstreply("analyze", archive.inbox, archive.sent, "--json")
    assert (done.document["team"]["guessed"], done.document["team"]["how"]) == (True, "sent_folder")
    assert "The team was guessed from the Sent folder" in done.err
    assert (
        b"The team was guessed from the Sent folder" in firstreply("analyze", archive.inbox, archive.sent).out
    )


def test_the_team_file_brings_its_calendar_and_promise(firstreply: Firstreply, archive: Archive) -> None:
    file = json.loads(archive.team.read_text("utf-8"))
    options = firstreply("analyze", *archive.named, "--json").document["options"]
    assert options["calendar"]["zone"] == file["calendars"][file["calendar"]]["zone"]
    assert options["sla_s"] == 3600
    assert file["sla"] == {"first_response": "1h"}


def test_damaged_messages_are_listed_and_warned_of_without_failing(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.mbox"
    path.write_bytes(
        archive.inbox.read_bytes() + b"\nFrom nobody Mon Mar  2 09:00:00 2026\nno header here at all\n\n"
    )
    done = firstreply("analyze", path, "--team", archive.team, "--json")
    sound = firstreply("analyze", archive.inbox, "--team", archive.team, "--json").document["coverage"]
    assert done.code == 0
    assert done.document["coverage"]["unreadable"] == 1
    assert done.document["coverage"]["unreadable_list"][0]["reason"] == "no_header"
    assert int(done.document["coverage"]["unreadable_list"][0]["at"]) > archive.inbox.stat().st_size - 2
    assert done.document["coverage"]["messages"] == sound["messages"]
    assert "1 message could not be read" in done.err


def test_packed_and_plain_give_the_same_figures(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    import gzip

    packed = tmp_path / "inbox.mbox.gz"
    packed.write_bytes(gzip.compress(archive.inbox.read_bytes()))
    for words in ((), ("--no-cache",)):
        done = firstreply("analyze", packed, "--team", archive.team, "--json", *words)
        plain = firstreply("analyze", archive.inbox, "--team", archive.team, "--json", *words)
        assert done.document["all_responses"] == plain.document["all_responses"]
