"""`analyze` gives what was asked for, where it was asked for."""

import csv
import io
import json
from collections import Counter
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Archive, Firstreply

WAIT_COLUMNS = [
    "inquiry_message_id", "conversation", "party", "received_at", "outcome", "answer_message_id", "answered_at",
    "author", "wall_s", "business_s", "off_hours", "evidence",
]  # fmt: skip


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


def test_json_follows_its_schema(firstreply: Firstreply, archive: Archive) -> None:
    done = firstreply("analyze", *archive.named, "--json")
    schema = json.loads(files("firstreply.insights").joinpath("analyze.schema.json").read_text("utf-8"))
    jsonschema.validate(done.document, schema)
    assert (done.code, done.document["version"]) == (0, 1)


def test_json_counts_what_the_files_hold(firstreply: Firstreply, archive: Archive) -> None:
    held = sum(
        path.read_bytes().count(b"\nFrom ") + path.read_bytes().startswith(b"From ")
        for path in (archive.inbox, archive.sent)
    )
    coverage = firstreply("analyze", *archive.named, "--json").document["coverage"]
    assert coverage["messages"] == held
    assert coverage["unique_messages"] + coverage["duplicates"] == held


def test_waits_have_the_agreed_columns_and_one_line_a_wait(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "waits.csv"
    done = firstreply("analyze", *archive.named, "--waits", path, "--json")
    table = rows(path.read_bytes())
    assert list(table[0]) == WAIT_COLUMNS
    counted = done.document["all_responses"]
    outcomes = Counter(row["outcome"] for row in table)
    assert outcomes == {name: counted[name] for name in ("answered", "dismissed", "voided", "open")}
    assert len(table) == counted["waits"] + counted["voided"]
    answered = [row for row in table if row["outcome"] == "answered"]
    assert all(row["answer_message_id"] and row["answered_at"] >= row["received_at"] for row in answered)


def test_waits_to_stdout_are_the_same_octets_as_in_a_file(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    firstreply("analyze", *archive.named, "--waits", tmp_path / "waits.csv")
    done = firstreply("analyze", *archive.named, "--waits", "-")
    assert done.out == (tmp_path / "waits.csv").read_bytes()


def test_threads_name_every_distinct_message_once(firstreply: Firstreply, archive: Archive) -> None:
    done = firstreply("analyze", *archive.named, "--threads", "-")
    lines = [line.split("\t") for line in done.out.decode().splitlines()]
    document = firstreply("analyze", *archive.named, "--json").document
    assert lines[0] == ["message_id", "thread"]
    assert len({one for one, _ in lines[1:]}) == document["coverage"]["unique_messages"] == len(lines) - 1
    assert len({thread for _, thread in lines[1:]}) == document["threads"]


def test_headers_alone_join_no_more_than_headers_quotations_and_subjects(
    firstreply: Firstreply, archive: Archive
) -> None:
    joined = firstreply("analyze", *archive.named, "--json").document
    apart = firstreply("analyze", *archive.named, "--json", "--no-subject-joining").document
    assert apart["threading"]["subject"] == apart["threading"]["quoted_block"] == 0
    assert apart["threads"] == joined["threads"] + sum(
        joined["threading"][way] for way in ("subject", "quoted_block")
    )


def test_every_list_of_the_document_becomes_a_table(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "deep" / "tables"
    done = firstreply("analyze", *archive.named, "--csv", folder, "--json")
    people = rows((folder / "by_person.csv").read_bytes())
    assert [row["person"] for row in people] == [one["person"] for one in done.document["by_person"]]
    assert [row["all_responses.answered"] for row in people] == [
        str(one["all_responses"]["answered"]) for one in done.document["by_person"]
    ]
    assert {path.name for path in folder.iterdir()} == {
        "waits.csv",
        "threads.tsv",
        *(f"{name}.csv" for name, value in done.document.items() if isinstance(value, list)),
    }


def test_no_cell_of_a_table_is_a_formula(firstreply: Firstreply, tmp_path: Path) -> None:
    (tmp_path / "in.mbox").write_text(
        "From x Mon Mar  2 09:00:00 2026\nFrom: =cmd|'calc'!A0@example.net\nTo: sales@example.com\n"
        "Message-ID: <=1+1@example.net>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nSubject: -2\n\nHello\n"
    )
    done = firstreply("analyze", tmp_path / "in.mbox", "--team", "example.com", "--waits", "-")
    cells = [cell for line in csv.reader(io.StringIO(done.out.decode())) for cell in line]
    assert "'=1+1@example.net" in cells
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@pytest.mark.parametrize("system", ["gregorian", "jalali", "hijri"])
def test_every_language_with_every_calendar_system(
    firstreply: Firstreply, archive: Archive, tmp_path: Path, lang: str, system: str
) -> None:
    page = tmp_path / "report.html"
    done = firstreply("analyze", *archive.named, "--lang", lang, "--calendar-system", system, "--html", page)
    assert done.code == 0
    assert f'lang="{lang}"'.encode() in page.read_bytes()
    year = {"gregorian": "2026", "jalali": "1404", "hijri": "1447"}[system]
    digits = {"en": "0123456789", "ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}[lang]
    assert year.translate(str.maketrans("0123456789", digits)) in done.out.decode()


def test_persian_is_dated_in_jalali_unless_told_otherwise(firstreply: Firstreply, archive: Archive) -> None:
    told = firstreply("analyze", *archive.named, "--lang", "fa", "--calendar-system", "jalali")
    assert firstreply("analyze", *archive.named, "--lang", "fa").out == told.out


def test_no_line_in_a_pipe_ends_in_blanks_or_colours(firstreply: Firstreply, archive: Archive) -> None:
    lines = firstreply("analyze", *archive.named).out.decode().splitlines()
    assert [line for line in lines if line != line.rstrip() or "\x1b" in line] == []


def test_colours_only_where_they_are_wanted(
    firstreply: Firstreply, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b[" in firstreply("analyze", *archive.named).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert b"\x1b[" not in firstreply("analyze", *archive.named).out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    firstreply: Firstreply, archive: Archive, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    lines = firstreply("analyze", *archive.named).out.decode().splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert len(lines) > 20
