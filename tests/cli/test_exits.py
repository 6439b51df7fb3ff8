"""How a run ends: the code, one line on stderr that says what to do, and no trace."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import firstreply as product
from firstreply.cli import exits
from firstreply.core.refusal import Refused
from tests.cli.conftest import Archive, Firstreply

COMMAND = [sys.executable, "-m", "firstreply.cli.main"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--sla", "soon"), 2, "“soon” is no span of time"),
        (("--sla", "0h"), 2, "“0h” is no span of time"),
        (("--since", "yesterday"), 2, "“yesterday” is no date"),
        (("--until", "9999-12-31"), 2, "“9999-12-31” is no date"),
        (("--since", "2026-06-01", "--until", "2026-05-01"), 2, ""),
        (("--calendar", "office"), 2, "“office” is no calendar"),
        (("--calendar", "office.json"), 3, "There is no file at office.json"),
        (("--calendar", "mon-fri 09:00-17:00 Europe/Nowhere"), 2, "There is no time zone “Europe/Nowhere”"),
        (("--calendar", "mon-frei 09:00-17:00 UTC"), 2, "The calendar names a day “mon-frei”"),
        (("--calendar", "mon-fri 09:00-25:00 UTC"), 2, "The hours 09:00, 25:00"),
        (("--lang", "de"), 2, "There is no language “de”"),
        (("--calendar-system", "julian"), 2, "There is no calendar system “julian”"),
        (("--team", "nobody.json"), 3, "There is no file at nobody.json"),
        (("--team", "nobody"), 2, ""),
        (("--html", "/nowhere/at/all.html"), 1, "/nowhere/at/all.html could not be written"),
        (("--waits", "-", "--json"), 2, ""),
        (("--no-such-option",), 2, "No such option"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_read(
    firstreply: Firstreply, archive: Archive, cache: Path, words: Sequence[str], code: int, said: str
) -> None:
    done = firstreply("analyze", archive.inbox, *words)
    assert (done.code, done.out) == (code, b"")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (cache / "readings").exists()


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (Refused("organisation_unknown", given="Acme", names=""), exits.NOT_FOUND),
        (Refused("postgres_in_use", path="postgres"), exits.TEMPORARY),
        (Refused("database_in_use", database="firstreply"), exits.TEMPORARY),
        (Refused("postgres_missing", major=16), exits.FAILED),
        (Refused("postgres_other_version", path="postgres", had="15", has="16"), exits.FAILED),
        (Refused("postgres_folder_not_ours", path="postgres", user="ada"), exits.FAILED),
        (Refused("postgres_does_not_end", pid=7, path="postgres"), exits.FAILED),
        (Refused("postgres_too_old", found=13, oldest=15), exits.FAILED),
        (Refused("setting_secret_unreadable", name="TOKEN_FILE", path="key", reason="away"), exits.FAILED),
    ],
    ids=lambda one: one.code if isinstance(one, Refused) else "",
)
def test_what_the_machine_lacks_is_no_wrong_usage(
    refused: Refused, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exits.say(refused) == code
    assert "{" not in capsys.readouterr().err


def test_a_source_that_is_not_there(firstreply: Firstreply, archive: Archive) -> None:
    done = firstreply("analyze", archive.inbox, "no-such.mbox")
    assert (done.code, done.err) == (3, "firstreply: There is nothing at no-such.mbox. Check the path.\n")


def test_a_file_that_is_no_mail(firstreply: Firstreply, archive: Archive) -> None:
    done = firstreply("analyze", archive.team)
    assert (done.code, done.out) == (2, b"")
    assert f"{archive.team} is no mail archive" in done.err


def test_no_mail_at_all(firstreply: Firstreply, tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "empty.mbox", tmp_path / "folder"):
        done = firstreply("analyze", path)
        assert (done.code, done.out) == (2, b"")
        assert f"{path} is no mail archive" in done.err


def test_an_empty_mailbox_beside_another_is_no_error(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "sent.mbox").touch()
    done = firstreply("analyze", archive.inbox, tmp_path / "sent.mbox", "--json")
    assert [one["messages"] for one in done.document["coverage"]["sources"]][1] == 0


def test_a_file_that_is_no_json(firstreply: Firstreply, archive: Archive) -> None:
    done = firstreply("analyze", archive.inbox, "--team", archive.inbox)
    assert (done.code, f"{archive.inbox} is not JSON" in done.err) == (2, True)


def test_a_refusal_speaks_the_language_that_was_asked_for(firstreply: Firstreply, archive: Archive) -> None:
    by_word = firstreply("analyze", archive.inbox, "--sla", "x", "--lang", "ar").err
    assert by_word == firstreply("analyze", archive.inbox, "--sla", "x", "--lang=ar").err
    assert by_word != firstreply("analyze", archive.inbox, "--sla", "x").err
    assert "«x»" in by_word


@pytest.mark.parametrize("option", ["--html", "--waits", "--threads"])
def test_no_output_goes_over_a_source(
    firstreply: Firstreply, archive: Archive, tmp_path: Path, option: str
) -> None:
    inbox, link = tmp_path / "inbox.mbox", tmp_path / "link"
    inbox.write_bytes(archive.inbox.read_bytes())
    link.symlink_to(inbox)
    done = firstreply("analyze", inbox, option, link)
    assert (done.code, inbox.read_bytes()) == (4, archive.inbox.read_bytes())


def test_a_failed_run_leaves_the_last_report_as_it_was(
    firstreply: Firstreply, archive: Archive, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    page.write_text("last week's")
    done = firstreply("analyze", archive.inbox, "no-such.mbox", "--html", page)
    assert (done.code, page.read_text()) == (3, "last week's")


def test_version_and_help_need_no_command(firstreply: Firstreply) -> None:
    done = firstreply("--version")
    assert (done.code, done.out) == (0, f"firstreply {product.__version__}\n".encode())
    assert firstreply("--help").code == 0
    assert firstreply().code == 2


@pytest.mark.parametrize("command", ["analyze", "demo", "bench"])
def test_help_shows_examples_as_they_are_typed(firstreply: Firstreply, command: str) -> None:
    lines = firstreply(command, "--help").out.decode().splitlines()
    examples = [line for line in lines if line.startswith(f"    firstreply {command} ")]
    assert examples != []
    assert [line for line in lines if len(line) > 100] == []


def test_ctrl_c_says_one_line(archive: Archive, tmp_path: Path) -> None:
    pipe = tmp_path / "team.json"
    os.mkfifo(pipe)
    command = [*COMMAND, "analyze", str(archive.inbox), "--team", str(pipe)]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What is begun in the background of a script inherits that Ctrl-C means nothing; a terminal's does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with pipe.open("wb"):  # opens only once the command has begun to read it
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, b"")
    assert err.decode().startswith("firstreply: ")
    assert err.count(b"\n") == 1


def test_a_reader_that_has_had_enough_is_no_error(archive: Archive) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*COMMAND, "analyze", *archive.named, "--json"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, b"Traceback" in done.stderr, b"Exception" in done.stderr) == (0, False, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [("--json",), ()])
def test_a_full_disk_is_said_in_one_line(archive: Archive, words: Sequence[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "analyze", *archive.named, *words], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].startswith("firstreply: stdout could not be written")
    assert b"Traceback" not in done.stderr
