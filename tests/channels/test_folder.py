"""Mailboxes of one message a file."""

import os
import shutil
from pathlib import Path

import pytest

from firstreply.channels.email.base import MESSAGE_CAP, Mailbox, Unreadable, body_of
from firstreply.channels.email.source import open_sources
from tests.channels.letters import letter, maildir, subjects


def opened(path: Path) -> list[Mailbox]:
    return open_sources([str(path)], path.parent / "scratch")


def test_a_maildir_gives_new_and_read_messages_in_order_of_arrival(tmp_path: Path) -> None:
    (mailbox,) = opened(maildir(tmp_path / "Maildir", [5, 1, 3]))

    assert (mailbox.kind, subjects(mailbox)) == ("maildir", [1, 3, 5])


def test_the_end_is_the_start_plus_the_size(tmp_path: Path) -> None:
    (mailbox,) = opened(maildir(tmp_path / "Maildir", [1, 2]))

    assert [(start, end - start) for start, end, _, _ in mailbox.messages()] == [
        (0, len(letter(1))),
        (1, len(letter(2))),
    ]


def test_a_message_is_given_whole_and_in_parts(tmp_path: Path) -> None:
    (mailbox,) = opened(maildir(tmp_path / "Maildir", [1]))
    start, end, head, _ = next(mailbox.messages())
    octets = mailbox.octets(start, end)

    assert (octets, body_of(octets)) == (letter(1), b"Hi\n")
    assert head == b"\nFrom: Ann <ann@example.org>\nSubject: 1\nMessage-ID: <1@example.org>"


def test_folders_of_a_maildir_are_mailboxes_of_their_own(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1])
    maildir(home / ".Sent", [2])
    maildir(home / ".Kunden.Spam", [3])
    maildir(home / "Archive", [4])
    found = {os.path.basename(box.name): (subjects(box), box.is_sent, box.is_junk) for box in opened(home)}

    assert found == {
        "Maildir": ([1], False, False),
        ".Sent": ([2], True, False),
        ".Kunden.Spam": ([3], False, True),
        "Archive": ([4], False, False),
    }


def test_a_maildir_that_lost_its_empty_folders_is_still_one(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [])
    maildir(home / ".Sent", [1, 2])
    for empty in ("new", "tmp"):
        (home / empty).rmdir()
    (home / ".Sent" / "tmp").rmdir()

    assert [(subjects(box), box.is_sent) for box in opened(home)] == [([], False), ([1, 2], True)]


def test_drafts_are_left_out_and_listed(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1])
    maildir(home / ".Drafts", [2])
    inbox, rest = opened(home)

    assert (subjects(inbox), list(rest.messages())) == ([1], [])
    assert rest.unreadable == [Unreadable(f"{home}/.Drafts", "", "drafts_folder")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"\0" * 5000, "null_bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_a_message"),
        (b"Dear all,\n\nno header here.\n", "no_header"),
    ],
)
def test_a_bad_file_in_a_maildir_is_listed_and_the_others_are_read(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    home = maildir(tmp_path / "Maildir", [1, 3])
    (home / "cur" / "1772443802.M1P1.host:2,").write_bytes(content)
    (mailbox,) = opened(home)

    assert subjects(mailbox) == [1, 3]
    assert mailbox.unreadable == [Unreadable(str(home), "cur/1772443802.M1P1.host:2,", reason)]


def test_a_named_pipe_among_the_messages_does_not_stop_the_reading(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1])
    os.mkfifo(home / "cur" / "1772443809.pipe")
    (mailbox,) = opened(home)

    assert subjects(mailbox) == [1]
    assert [each.at for each in mailbox.unreadable] == ["cur/1772443809.pipe"]


def test_a_message_renamed_when_it_is_marked_as_read_is_still_found(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1, 2])
    (mailbox,) = opened(home)
    found = list(mailbox.messages())
    (home / "new" / "1772443801.M1P1.host").rename(home / "cur" / "1772443801.M1P1.host:2,S")

    assert [mailbox.octets(start, end) for start, end, _, _ in found] == [letter(1), letter(2)]


def test_a_message_that_is_gone_is_listed(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1])
    (mailbox,) = opened(home)
    start, end, _, _ = next(mailbox.messages())
    (home / "new" / "1772443801.M1P1.host").unlink()

    assert mailbox.octets(start, end) == b""
    assert [each.reason for each in mailbox.unreadable] == ["vanished"]


def test_reading_again_starts_anew(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1])
    (home / "cur" / "bad").write_bytes(b"")
    (mailbox,) = opened(home)

    assert (subjects(mailbox), subjects(mailbox), len(mailbox.unreadable)) == ([1], [1], 1)


def test_the_fingerprint_changes_with_content_and_names_only(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1, 2])
    (mailbox,) = opened(home)
    first = mailbox.fingerprint()
    list(mailbox.messages())
    again = mailbox.fingerprint()
    (home / "cur" / "1772443899.new").write_bytes(letter(9))

    assert (again == first, mailbox.fingerprint() == first) == (True, False)


def test_a_message_over_the_cap_is_listed_and_its_headers_are_read(tmp_path: Path) -> None:
    home = maildir(tmp_path / "Maildir", [1])
    with (home / "cur" / "1772443809.big").open("wb") as file:
        file.write(letter(9))
        file.truncate(MESSAGE_CAP + 1)  # a hole: takes no room on the disk
    (mailbox,) = opened(home)
    found = [(start, end, len(mailbox.octets(start, end))) for start, end, _, _ in mailbox.messages()]

    assert found[1] == (1, 1 + MESSAGE_CAP + 1, MESSAGE_CAP)
    assert mailbox.unreadable == [Unreadable(str(home), "cur/1772443809.big", "too_large")]


def test_a_header_longer_than_the_first_look_is_read_to_its_end(tmp_path: Path) -> None:
    long = b"From: ann@example.org\n" + b"X-Trace: %b\n" % (b"a" * 200) * 20_000 + b"Subject: 1\n\nbody\n"
    (tmp_path / "one.eml").write_bytes(long)
    (mailbox,) = opened(tmp_path / "one.eml")

    assert subjects(mailbox) == [1]


def test_line_ends_of_other_systems_come_out_plain(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(letter(1, line=b"\r\n"))
    (mailbox,) = opened(tmp_path / "one.eml")
    ((start, end, head, _),) = mailbox.messages()

    assert head == b"\nFrom: Ann <ann@example.org>\nSubject: 1\nMessage-ID: <1@example.org>"
    assert body_of(mailbox.octets(start, end)) == b"Hi\r\n"


@pytest.mark.parametrize(
    "before", [b"From ann@example.org Mon Mar  2 08:12:11 2026\n", b"\n\n", b"\xef\xbb\xbf", b">From x\n"]
)
def test_what_programs_leave_before_the_first_field_is_passed_over(tmp_path: Path, before: bytes) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "1.eml").write_bytes(before + letter(1))
    (mailbox,) = opened(folder)

    assert subjects(mailbox) == [1]


def test_numbered_files_are_read_in_number_order_each_folder_a_mailbox(tmp_path: Path) -> None:
    for user, folder, numbers in (
        ("ann", "inbox", (1, 2, 10)),
        ("ann", "_sent_mail", (3,)),
        ("bob", "sent_items", (4,)),
    ):
        place = tmp_path / "maildir" / user / folder
        place.mkdir(parents=True)
        for number in numbers:
            (place / f"{number}.").write_bytes(letter(number))
    found = {
        box.name.partition("maildir/")[2]: (subjects(box), box.is_sent)
        for box in opened(tmp_path / "maildir")
    }

    assert found == {
        "ann/_sent_mail": ([3], True),
        "ann/inbox": ([1, 2, 10], False),
        "bob/sent_items": ([4], True),
    }


@pytest.mark.data
def test_the_cmu_layout_is_read_whole(reference_data: Path, tmp_path: Path) -> None:
    mailboxes = open_sources(
        [str(reference_data / "mail/enron-maildir-2k/enron-maildir-2k.tar.xz")], tmp_path
    )

    assert sum(len(list(box.messages())) for box in mailboxes) == 2196
    assert sum(len(box.unreadable) for box in mailboxes) == 0
    shutil.rmtree(tmp_path)
