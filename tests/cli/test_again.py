"""The same question to an unchanged archive is answered from what was kept, and never from anything else."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Archive, Firstreply


def test_a_second_run_gives_the_same_octets_everywhere(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    words = (
        "analyze", *archive.named, "--json", "--html", tmp_path / "report.html", "--csv", tmp_path / "tables",
        "--waits", tmp_path / "waits.csv", "--threads", tmp_path / "threads.tsv",
    )  # fmt: skip
    first = firstreply(*words)
    files = {
        path: path.read_bytes()
        for path in sorted(tmp_path.rglob("*"))
        if path.suffix in (".html", ".csv", ".tsv")
    }
    written = {path for path in files if "cache" not in path.parts}
    for path in written:
        path.unlink()
    assert firstreply(*words) == first
    assert {path: path.read_bytes() for path in written} == {path: files[path] for path in written}
    assert len(written) > 10


def test_a_second_run_reads_nothing(firstreply: Firstreply, archive: Archive, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.mbox"
    inbox.write_bytes(archive.inbox.read_bytes())
    words = ("analyze", inbox, "--team", archive.team)
    first = firstreply(*words)
    before = inbox.stat()
    inbox.write_bytes(b"x" * before.st_size)  # another content that looks the same from outside
    os.utime(inbox, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert firstreply(*words) == first


def test_the_answer_kept_for_one_output_serves_another(
    firstreply: Firstreply, archive: Archive, cache: Path
) -> None:
    document = firstreply("analyze", *archive.named, "--json").document
    kept = list(cache.rglob("document.json"))
    kept[0].write_text(json.dumps(document | {"threads": 987_654}))
    assert len(kept) == 1
    assert b"987,654" in firstreply("analyze", *archive.named).out


def test_no_cache_gives_the_same_document_but_for_when_it_was_made(
    firstreply: Firstreply, archive: Archive, cache: Path
) -> None:
    anew = firstreply("analyze", *archive.named, "--json", "--no-cache").document
    assert not cache.exists()
    kept = firstreply("analyze", *archive.named, "--json").document
    assert kept | {"made_at": ""} == anew | {"made_at": ""}


def test_a_changed_archive_is_read_again(firstreply: Firstreply, archive: Archive, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.mbox"
    whole = archive.inbox.read_bytes()
    cut = whole.rindex(b"\n\nFrom ") + 2
    inbox.write_bytes(whole[:cut])
    words = ("analyze", inbox, "--team", archive.team, "--json")
    shorter = firstreply(*words).document["coverage"]["messages"]
    inbox.write_bytes(whole)
    grown = firstreply(*words).document
    assert grown["coverage"]["messages"] == shorter + 1
    anew = firstreply(*words, "--no-cache").document
    assert grown | {"made_at": ""} == anew | {"made_at": ""}


def test_a_changed_team_file_asks_another_question(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    team = tmp_path / "team.json"
    team.write_bytes(archive.team.read_bytes())
    words = ("analyze", archive.inbox, archive.sent, "--team", team, "--json")
    before = firstreply(*words).document["options"]["sla_s"]
    team.write_text(json.dumps(json.loads(team.read_text("utf-8")) | {"sla": {"first_response": "2h"}}))
    assert (before, firstreply(*words).document["options"]["sla_s"]) == (3600, 7200)


def test_a_message_more_in_a_folder_is_seen(firstreply: Firstreply, archive: Archive, tmp_path: Path) -> None:
    messages = archive.inbox.read_bytes().split(b"\n\nFrom ")[:4]
    folder = tmp_path / "mails"
    (folder / "deep").mkdir(parents=True)
    for number, message in enumerate(messages[:3]):
        (folder / "deep" / f"{number}.eml").write_bytes(message.partition(b"\n")[2])
    words = ("analyze", folder, "--team", archive.team, "--json")
    before = firstreply(*words).document["coverage"]["messages"]
    (folder / "deep" / "3.eml").write_bytes(messages[3].partition(b"\n")[2])
    assert (before, firstreply(*words).document["coverage"]["messages"]) == (3, 4)


def test_the_same_words_elsewhere_mean_other_files(
    firstreply: Firstreply, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for name, source in (("one", archive.inbox), ("two", archive.sent)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mail.mbox").write_bytes(source.read_bytes())
        monkeypatch.chdir(tmp_path / name)
        counts.append(
            firstreply("analyze", "mail.mbox", "--team", "example.com", "--json").document["coverage"][
                "messages"
            ]
        )
    assert counts[0] != counts[1]


@pytest.mark.parametrize("damage", [b"", b"not what was kept", b"\xfb" * 100])
def test_a_damaged_cache_costs_time_and_nothing_else(
    firstreply: Firstreply, archive: Archive, cache: Path, damage: bytes
) -> None:
    words = ("analyze", *archive.named)
    first = firstreply(*words)
    for path in cache.rglob("*"):
        if path.name == "command" or path.suffix == ".reading":
            path.write_bytes(damage)
    assert firstreply(*words) == first


def test_where_nothing_can_be_kept_the_answer_is_given_all_the_same(
    firstreply: Firstreply, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = firstreply("analyze", *archive.named)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FIRSTREPLY_CACHE", str(tmp_path / "file" / "cache"))
    assert firstreply("analyze", *archive.named) == usual


def test_answers_nobody_asked_for_in_a_week_are_forgotten(
    firstreply: Firstreply, archive: Archive, cache: Path
) -> None:
    firstreply("analyze", archive.inbox)
    old = list((cache / "answers").iterdir())
    for path in old[:1]:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    firstreply("analyze", archive.sent)
    assert [path.exists() for path in old] == [False, True]


def test_a_report_to_stdout_is_kept_too(firstreply: Firstreply, archive: Archive) -> None:
    words = ("analyze", *archive.named, "--html", "-")
    first = firstreply(*words)
    assert first.out.startswith(b"<!doctype html>")
    assert firstreply(*words) == first
    assert firstreply(*words, "--json").code == 2
