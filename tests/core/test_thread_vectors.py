"""Published threading vectors: imaptest's for RFC 5256 and those of a JWZ implementation."""

import json
import re
from pathlib import Path

import pytest

from firstreply.channels.email.mbox import Mbox
from firstreply.core.mail import dates
from firstreply.core.mail.ids import base_subject
from firstreply.core.mail.scan import scan
from firstreply.core.mail.words import decode
from firstreply.core.message import Envelope
from firstreply.core.thread.forest import forest

pytestmark = pytest.mark.data


def read(path: Path) -> tuple[list[Envelope], list[int | None]]:
    """Messages and their instants: Date, else what the separator line says."""
    box = Mbox(path)
    mails, ats = [], []
    for start, end, head, _ in box.messages():
        line, _, rest = head.decode("latin-1").partition("\n")
        one = scan(f"\n{rest}", at=(0, start, end))
        mails.append(one)
        ats.append(dates.epoch(line) if one.sent_at is None else one.sent_at)
    box.close()
    return mails, ats


def bracketed(places: list[tuple[int, int]]) -> str:
    """(depth, number) in the order of a tree, as IMAP writes threads: `(1)(2 (3)(4 5))`."""
    children: dict[int, list[int]] = {-1: []}
    path: list[int] = []
    for at, (depth, _) in enumerate(places):
        del path[depth:]
        children.setdefault(path[-1] if path else -1, []).append(at)
        children.setdefault(at, [])
        path.append(at)

    def written(at: int) -> str:
        below = children[at]
        rest = f" {written(below[0])}" if len(below) == 1 else "".join(f"({written(one)})" for one in below)
        own = str(places[at][1]) if places[at][1] else ""
        return f"{own} {rest}" if len(below) > 1 and own else f"{own}{rest}"

    return "".join(f"({written(one)})" for one in children[-1])


def threaded(mails: list[Envelope], ats: list[int | None]) -> str:
    nodes = forest(mails, ats, subjects=True)
    return bracketed([(node.depth, 0 if node.message is None else node.message + 1) for node in nodes])


def by_subject(mails: list[Envelope], ats: list[int | None]) -> str:
    """THREAD=ORDEREDSUBJECT by our base subjects: the first of each is the root, the others stand below it."""
    groups: dict[str, list[int]] = {}
    for one in sorted(range(len(mails)), key=lambda at: (ats[at] or 0, at)):
        groups.setdefault(base_subject(decode(mails[one].subject)), []).append(one)
    return bracketed([(int(at > 0), one + 1) for group in groups.values() for at, one in enumerate(group)])


def expected(path: Path) -> list[str]:
    return re.findall(r"(?im)^\* thread (.*?)\s*$", path.read_text())


@pytest.mark.parametrize("name", ["thread", "thread2", "thread3", "thread4"])
def test_references_vectors_of_imaptest(name: str, reference_data: Path) -> None:
    folder = reference_data / "mail" / "imaptest-thread"
    mails, ats = read(folder / f"{name}.mbox")
    first, *after = expected(folder / f"{name}.expect.txt")
    assert threaded(mails, ats) == first
    # The script of `thread` then deletes the first message.
    assert [threaded(mails[1:], ats[1:])] * len(after) == after


def test_orderedsubject_vector_of_imaptest(reference_data: Path) -> None:
    folder = reference_data / "mail" / "imaptest-thread"
    mails, ats = read(folder / "thread-orderedsubject.mbox")
    assert [by_subject(mails, ats)] == expected(folder / "thread-orderedsubject.expect.txt")


@pytest.mark.parametrize("name", ["testbox", "testbox-2", "testbox-3", "testbox-4"])
def test_jwz_vectors(name: str, reference_data: Path) -> None:
    folder = reference_data / "mail" / "mail-thread-perl"
    wanted = json.loads((folder / "expected.json").read_text())[f"{name}.mbox"]
    options = wanted.get("options", "")
    mails, ats = read(folder / f"{name}.mbox")
    nodes = forest(mails, ats, subjects="no subject" not in options, prune="no pruning" not in options)
    assert [
        {"depth": one.depth, "present": one.message is not None, "id": one.id} for one in nodes
    ] == wanted["tree"]


def test_jwz_vector_that_must_finish_one_by_one(reference_data: Path) -> None:
    mails, ats = read(reference_data / "mail" / "mail-thread-perl" / "testbox-5.mbox")
    grown = [forest(mails[:count], ats[:count]) for count in range(len(mails) + 1)]
    assert [len([node for node in nodes if node.message is not None]) for nodes in grown] == [0, 1, 2, 3, 4]
