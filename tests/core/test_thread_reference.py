"""Conversations and answers of real mailing lists against what independent tools made of them."""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.core.capture.sender import Senders
from firstreply.core.capture.unify import Unique, unify
from firstreply.core.team import from_dict
from firstreply.core.thread.conversation import join
from firstreply.insights.look_back import Question, look_back
from tests.mails import NOW

pytestmark = [pytest.mark.data, pytest.mark.slow]

LISTS = {"linux-raid": "linux-raid.mbox.xz", "blinux-list": "blinux.mbox.xz"}


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("unpacked")


def opened(source: Path, scratch: Path) -> Archive:
    return Archive(mailboxes=open_sources([str(source)], scratch))


def unique_of(source: Path, scratch: Path) -> Unique:
    archive = opened(source, scratch)
    unique = unify([(one.envelopes, False, False) for one in archive.read()], NOW)
    archive.close()
    return unique


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


#: What we add to the id of a mail that somebody sent again under the same one.
_AGAIN = re.compile("~[0-9a-f]{12}$")


def partition(pairs: Iterable[tuple[str, object]]) -> set[frozenset[str]]:
    """Conversations as sets of ids, from (id, label)."""
    by_label: dict[object, set[str]] = {}
    for one, label in pairs:
        by_label.setdefault(label, set()).add(_AGAIN.sub("", one))
    return {frozenset(each) for each in by_label.values()}


@pytest.mark.parametrize("name", LISTS)
def test_threads_equal_the_reference_message_for_message(
    name: str, reference_data: Path, scratch: Path
) -> None:
    folder = reference_data / "mail" / name
    unique = unique_of(folder / LISTS[name], scratch)
    ours = partition(
        zip((one.message_id for one in unique.envelopes), join(unique.envelopes).of, strict=True)
    )
    theirs = partition(
        (row["message_id"], row["notmuch_plus_bare_ids"]) for row in rows(folder / "threads.tsv.gz")
    )
    assert ours ^ theirs == set()


@pytest.mark.parametrize(("name", "guessed"), [("linux-raid", 12), ("blinux-list", 8)])
def test_without_subject_joining_the_look_back_equals_it_too_and_guesses_are_few(
    name: str, guessed: int, reference_data: Path, scratch: Path
) -> None:
    folder = reference_data / "mail" / name
    theirs = partition(
        (row["message_id"], row["notmuch_plus_bare_ids"]) for row in rows(folder / "threads.tsv.gz")
    )
    left_out = {}
    for joining in (False, True):
        archive = opened(folder / LISTS[name], scratch)
        found = look_back(archive, Question(subject_joining=joining), NOW)
        archive.close()
        ids = (one.message_id for one in found.unique.envelopes)
        left_out[joining] = theirs - partition(zip(ids, found.conversations.of, strict=True))
    assert left_out[False] == set()
    # Each guess makes one conversation of two (or more, where several replies miss the same message).
    assert guessed <= len(left_out[True]) <= 2 * guessed


def test_a_hundred_thousand_messages_differ_in_two_encoded_references(
    reference_data: Path, scratch: Path
) -> None:
    """Two messages name their ancestors in an encoded header, which we decode: two threads of theirs each are one."""
    folder = reference_data / "mail" / "lists-108k-trim"
    unique = unique_of(folder / "lists-108k-trim.mbox.xz", scratch)
    pairs = zip((one.message_id for one in unique.envelopes), join(unique.envelopes).of, strict=True)
    of = {one: label for one, label in pairs if not _AGAIN.search(one)}
    theirs = {row["message_id"]: row["notmuch"] for row in rows(folder / "threads.notmuch.tsv.gz")}
    shared = of.keys() & theirs.keys()
    assert (len(of), len(of) - len(shared)) == (len(theirs), 127)  # made-up ids, and one too long for them
    together = {(of[one], theirs[one]) for one in shared}
    merged = len(together) - len({ours for ours, _ in together})
    split = len(together) - len({other for _, other in together})
    assert (merged, split) == (2, 0)


def test_first_replies_of_the_raid_list_are_reproduced_row_by_row(
    reference_data: Path, scratch: Path
) -> None:
    """The rule of its README, on our envelopes, our threads and our team (by Date headers)."""
    folder = reference_data / "mail" / "linux-raid"
    expected = {row["inquiry_message_id"]: row for row in rows(folder / "first_reply.tsv.gz")}
    found = dict(first_replies(unique_of(folder / LISTS["linux-raid"], scratch), folder / "team.json"))
    told = {
        one: (
            int(row["inquiry_epoch"]), row["first_message_has_references"] == "1", row["first_reply_message_id"],
            row["seconds"], row["rep"],
        )
        for one, row in expected.items()
    }  # fmt: skip
    assert {
        one: (found.get(one), told.get(one)) for one in found.keys() | told if found.get(one) != told.get(one)
    } == {}


def first_replies(unique: Unique, team_file: Path) -> Iterator[tuple[str, tuple[int, bool, str, str, str]]]:
    """Per inquiry: (id, (Date, begins with references, id of the first answer, seconds to it, who answered))."""
    team = from_dict(json.loads(team_file.read_text()))
    senders = Senders(team)
    threads: dict[int, list[int]] = {}
    for place, number in enumerate(join(unique.envelopes).of):
        threads.setdefault(number, []).append(place)
    for places in threads.values():
        thread = [unique.envelopes[place] for place in places]
        thread = sorted((one for one in thread if one.sent_at is not None), key=lambda one: one.sent_at or 0)
        first = thread[0]
        began = first.sent_at or 0
        machine = any(
            mark.startswith("auto_submitted:") and mark != "auto_submitted:no" for mark in first.marks
        )
        if machine or team.person(senders.of(first).address, began) is not None:
            continue
        answer = next(
            (
                (one, rep)
                for one in thread[1:]
                if (rep := team.person(senders.of(one).address, one.sent_at or 0))
            ),
            None,
        )
        if answer is None:
            yield first.message_id, (began, bool(first.references), "", "", "")
        else:
            seconds = str((answer[0].sent_at or 0) - began)
            yield first.message_id, (began, bool(first.references), answer[0].message_id, seconds, answer[1])
