"""Progress on a terminal, and nowhere else."""

import io
from pathlib import Path

from firstreply.channels.email.mbox import Mbox
from firstreply.cli.progress import Progress


class Screen(io.StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Goes on only when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def mailboxes(folder: Path, *sizes: int) -> list[Mbox]:
    made = []
    for number, size in enumerate(sizes):
        (folder / f"{number}.mbox").write_bytes(b"x" * size)
        made.append(Mbox(folder / f"{number}.mbox", f"{number}.mbox"))
    return made


def test_a_long_reading_shows_how_far_it_is_and_clears_the_line(tmp_path: Path) -> None:
    screen, clock = Screen(), Clock()
    with Progress(mailboxes(tmp_path, 3_000_000, 1_000_000), stream=screen, clock=clock) as progress:
        clock.now += 30
        progress(1_000_000, "0.mbox")
        clock.now += 0.01
        progress(1_500_000, "0.mbox")  # too soon to be worth a line
        clock.now += 30
        progress(3_000_000, "0.mbox")
        progress(1_000_000, "1.mbox")
    lines = screen.getvalue().split("\r\x1b[K")
    assert lines == [
        "",
        "████████░░░░░░░░░░░░░░░░░░░░░░  25%  1 MB  1:30",
        "██████████████████████░░░░░░░░  75%  3 MB  0:20",
        "██████████████████████████████ 100%  4 MB  …",
        "",
    ]


def test_a_short_one_shows_nothing(tmp_path: Path) -> None:
    screen, clock = Screen(), Clock()
    with Progress(mailboxes(tmp_path, 1_000), stream=screen, clock=clock) as progress:
        clock.now += 0.5
        progress(1_000, "0.mbox")
    assert screen.getvalue() == ""


def test_where_the_size_is_unknown_it_counts(tmp_path: Path) -> None:
    screen, clock = Screen(), Clock()
    with Progress([], stream=screen, clock=clock) as progress:
        clock.now += 2
        progress(12_345, "imaps://mail.example.com/INBOX")
    assert screen.getvalue() == "\r\x1b[Kimaps://mail.example.com/INBOX  12,345\r\x1b[K"


def test_a_pipe_gets_none(tmp_path: Path) -> None:
    pipe, clock = io.StringIO(), Clock()
    with Progress(mailboxes(tmp_path, 1_000), stream=pipe, clock=clock) as progress:
        clock.now += 60
        progress(1_000, "0.mbox")
    assert pipe.getvalue() == ""
