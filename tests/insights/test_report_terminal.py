"""The terminal report: 80 columns, no colour, a pipe; strangers' text sends no commands to the terminal."""

import io
import re
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from firstreply.insights import words
from firstreply.insights.report import terminal
from tests.insights.sample_report import sample

LANGUAGES = (("en", "gregorian"), ("ar", "hijri"), ("fa", "jalali"))


def shown(document: dict[str, Any], lang: str = "en", system: str = "gregorian", **console: Any) -> str:
    to = io.StringIO()
    terminal.show(document, lang, system, Console(file=to, **{"width": 80, **console}))
    return to.getvalue()


@pytest.mark.parametrize(("lang", "system"), LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 132])
def test_no_line_is_wider_than_the_terminal(lang: str, system: str, width: int) -> None:
    text = shown(sample(240)[0], lang, system, width=width)
    assert [line for line in text.splitlines() if cell_len(line) > width] == []


def test_a_pipe_gets_no_escapes_and_the_same_numbers() -> None:
    document = sample(240)[0]
    plain = shown(document)
    coloured = shown(document, force_terminal=True, color_system="truecolor")
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_without_colour_the_terminal_still_says_everything() -> None:
    text = shown(sample(240)[0], force_terminal=True, no_color=True)
    assert re.findall(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38;|48;)[0-9;]*m", text) == []
    assert "Oldest unanswered" in text


def test_the_answer_comes_first_and_the_parts_follow() -> None:
    parts = (
        "Half of the new",
        "Median first response",
        "Oldest unanswered",
        "How many waited",
        "People",
        "Over time",
        "Messages received by weekday",
        "Against the period",
        "Quality of the data",
    )
    text = shown(sample(240)[0])
    places = [text.rindex(part) for part in parts]
    assert places == sorted(places)


def test_a_narrow_terminal_gets_fewer_columns_rather_than_cut_ones() -> None:
    narrow = shown(sample(240)[0], width=60)
    part = narrow.partition("Messages received by weekday")[2].partition("Against the period")[0]
    assert "…" not in part
    longest = words.use("en").duration(sample(240)[0]["oldest_unanswered"][0]["wall_s"])
    assert longest in narrow.partition("Oldest unanswered")[2].partition("How many")[0]
    assert ("Within 1 h" in shown(sample(240)[0], width=110), "Nine in ten   " in narrow) == (True, False)


@pytest.mark.parametrize(("lang", "system"), LANGUAGES[1:])
def test_cells_keep_their_places_where_a_terminal_reorders_letters(lang: str, system: str) -> None:
    """Every cell of a row begins with a mark, so that no two of them join into one right-to-left run."""
    document = sample(240)[0]
    text = shown(document, lang, system)
    name = document["by_person"][0]["person"]
    row = next(line for line in text.splitlines() if name in line and "\u200e" in line)
    assert row.count("\u200e") >= 5


def test_no_colour_of_ours_vanishes_on_white_or_on_black() -> None:
    coloured = shown(sample(240)[0], force_terminal=True, color_system="truecolor")
    inks = set(re.findall(r"38;2;(\d+);(\d+);(\d+)(?![;\d]*48;)", coloured))
    named = set(re.findall(r"\x1b\[(?:1;)?(3[0-7]|9[0-7])m", coloured))
    assert named == set()
    for ink in inks - {("0", "0", "0"), ("255", "255", "255")}:
        assert (ink, contrast(ink, 1.0) > 3.5, contrast(ink, 0.0) > 3.5) == (ink, True, True)


def contrast(ink: tuple[str, ...], ground: float) -> float:
    def linear(part: str) -> float:
        value = int(part) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    light = sum(weight * linear(part) for weight, part in zip((0.2126, 0.7152, 0.0722), ink, strict=True))
    return (max(light, ground) + 0.05) / (min(light, ground) + 0.05)


def test_the_heat_map_shows_numbers_that_add_up() -> None:
    document = sample(240)[0]
    part = shown(document).partition("Messages received by weekday")[2].partition("Against the period")[0]
    cells = [int(number) for line in part.splitlines()[2:9] for number in re.findall(r"\d+", line)]
    assert sum(cells) == sum(map(sum, document["heatmap"]["received"]))


def test_strangers_cannot_steer_the_terminal() -> None:
    document = sample(60)[0]
    evil = "\x1b]0;owned\x07\x1b[2J[bold]x[/bold]\u202egnp\x9b31m"
    for wait in document["oldest_unanswered"]:
        wait.update(subject=evil, party=evil)
    for person in document["by_person"]:
        person["person"] = evil
    document["coverage"]["unreadable_list"] = [{"source": evil, "at": 1, "reason": evil}]
    document["coverage"]["sources"] = [{"name": evil, "kind": "mbox", "messages": 1, "unreadable": 0}]
    text = shown(document)
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text) == []
    assert "[bold]x[/bold]" in text


@pytest.mark.parametrize("waits", [0, 4])
def test_an_almost_empty_archive_is_shown_too(waits: int) -> None:
    text = shown(sample(waits)[0])
    assert ("No new inquiries were found" in text, "too few for reliable figures" in text) == (
        waits == 0,
        waits == 4,
    )
