"""What kind of source a path is, and what is refused."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstreply.channels.email.base import Mailbox, Unreadable
from firstreply.channels.email.source import open_sources
from firstreply.core.refusal import Refused
from tests.channels.letters import letter, maildir, mbox, subjects


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder to put sources in; what is unpacked goes elsewhere."""
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def opened(*paths: Path) -> list[Mailbox]:
    return open_sources([str(path) for path in paths], paths[0].parent.parent / "scratch")


def refusal_of(path: Path) -> Refused:
    with pytest.raises(Refused) as refusal:
        opened(path)
    return refusal.value


def test_an_mbox_a_maildir_and_a_message_at_once(place: Path) -> None:
    (place / "a.mbox").write_bytes(mbox([1, 2]))
    (place / "b.eml").write_bytes(letter(3))
    sources = [place / "a.mbox", maildir(place / "c", [4]), place / "b.eml"]

    assert [(box.kind, subjects(box)) for box in opened(*sources)] == [
        ("mbox", [1, 2]),
        ("maildir", [4]),
        ("eml", [3]),
    ]


def test_a_source_named_twice_is_read_once(place: Path) -> None:
    (place / "a.mbox").write_bytes(mbox([1]))
    (place / "same.mbox").symlink_to(place / "a.mbox")

    assert len(opened(place / "a.mbox", place / "a.mbox", place / "same.mbox")) == 1


def test_a_thunderbird_profile_gives_its_folders(place: Path) -> None:
    (place / "Inbox").write_bytes(mbox([1]))
    (place / "Inbox.msf").write_text("// <!-- <mdb:mork:z v='1.4'/> -->")
    (place / "Sent").write_bytes(mbox([2]))
    (place / "Drafts").write_bytes(mbox([9]))
    (place / "Trash").write_bytes(b"")
    (place / "Archives.sbd").mkdir()
    (place / "Archives.sbd" / "2025").write_bytes(mbox([3, 4]))
    (place / "Archives.sbd" / "2025.msf").write_text("")
    found = {box.name.partition("place")[2]: (subjects(box), box.is_sent) for box in opened(place)}

    assert found == {
        "/Inbox": ([1], False),
        "/Sent": ([2], True),
        "/Trash": ([], False),
        "/Archives.sbd/2025": ([3, 4], False),
        "": ([], False),
    }
    assert opened(place)[-1].unreadable == [Unreadable(f"{place}/Drafts", "", "drafts_folder")]


def test_messages_saved_with_their_from_line_are_one_mailbox(place: Path) -> None:
    for number in (1, 2, 3):
        (place / f"0000{number}.7c53336b37003a9286aba55d2945844c").write_bytes(mbox([number]))

    assert [(box.kind, subjects(box)) for box in opened(place)] == [("folder", [1, 2, 3])]


def test_other_files_in_a_tree_are_listed(place: Path) -> None:
    (place / "inbox.mbox").write_bytes(mbox([1]))
    (place / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF")
    (place / "notes.txt").write_text("Buy milk\n")
    (place / "empty.eml").write_bytes(b"")
    mailboxes = opened(place)

    assert sorted(each for box in mailboxes for each in (list(box.messages()), box.unreadable)[1]) == [
        Unreadable(str(place), "empty.eml", "empty_file"),
        Unreadable(f"{place}/notes.txt", "", "not_a_message"),
        Unreadable(f"{place}/photo.jpg", "", "not_a_message"),
    ]


def test_what_the_folders_above_a_source_are_called_says_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "sent" / "spam" / "work"
    folder.mkdir(parents=True)
    (folder / "2026.mbox").write_bytes(mbox([1]))

    assert [(box.is_sent, box.is_junk) for box in opened(folder / "2026.mbox")] == [(False, False)]


def test_a_source_named_by_its_role_has_it(place: Path) -> None:
    (place / "sent.mbox").write_bytes(mbox([1]))
    (place / "Junk").write_bytes(mbox([2]))

    assert [(box.is_sent, box.is_junk) for box in opened(place / "sent.mbox", place / "Junk")] == [
        (True, False),
        (False, True),
    ]


def test_a_missing_source_is_not_found(place: Path) -> None:
    refusal = refusal_of(place / "none.mbox")

    assert (refusal.code, refusal.facts) == ("source_not_found", {"path": str(place / "none.mbox")})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (os.urandom(20_000).replace(b"\x1f\x8b", b""), "other"),
        (b"\0" * 100_000, "other"),
        (b"", "empty"),
        (b"Meeting notes\n\nFrom now on we answer first.\n", "other"),
        (b"!BDN\0\0\0\0", "pst"),
        (b'{"From": "ann@example.org"}', "other"),
    ],
)
def test_a_file_that_is_no_mail_is_refused(place: Path, content: bytes, found: str) -> None:
    (place / "file.dat").write_bytes(content)
    refusal = refusal_of(place / "file.dat")

    assert (refusal.code, refusal.facts["found"]) == ("not_a_mail_archive", found)


@pytest.mark.parametrize("damage", [b"\0" * 9000, b"lost and found\n\n", b"\x89PNG\r\n"])
def test_an_mbox_with_a_damaged_beginning_is_read_from_where_it_can_be(place: Path, damage: bytes) -> None:
    (place / "inbox").write_bytes(damage + b"\n\n" + mbox([1, 2]))
    (mailbox,) = opened(place / "inbox")

    assert subjects(mailbox) == [1, 2]
    assert [(each.at, each.reason) for each in mailbox.unreadable] == [("0", "not_a_message")]


def test_a_folder_without_mail_is_refused(place: Path) -> None:
    (place / "notes.txt").write_text("Buy milk\n")
    refusal = refusal_of(place)

    assert (refusal.code, refusal.facts["found"]) == ("not_a_mail_archive", "folder")


def test_an_empty_mailbox_is_a_mailbox(place: Path) -> None:
    (place / "Sent.mbox").write_bytes(b"")
    (mailbox,) = opened(place / "Sent.mbox")

    assert (mailbox.kind, mailbox.is_sent, list(mailbox.messages())) == ("mbox", True, [])


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of ours, and the rights of an ordinary user (a superuser may read everything)."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory(prefix="fr-") as name:
        folder = Path(name)
        if user == 0:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        yield folder
        os.seteuid(user)


def test_a_source_without_permission_is_not_readable(nobody: Path) -> None:
    closed = nobody / "inbox.mbox"
    closed.write_bytes(mbox([1]))
    closed.chmod(0)
    with pytest.raises(Refused) as refusal:
        open_sources([str(closed)], nobody / "scratch")

    assert refusal.value.code == "source_not_readable"


def test_a_message_without_permission_is_listed_and_the_others_are_read(nobody: Path) -> None:
    home = maildir(nobody / "Maildir", [1, 2])
    (home / "new" / "1772443801.M1P1.host").chmod(0)
    (mailbox,) = open_sources([str(home)], nobody / "scratch")

    assert subjects(mailbox) == [2]
    assert mailbox.unreadable == [Unreadable(str(home), "new/1772443801.M1P1.host", "permission_denied")]


def test_a_folder_without_permission_is_listed_and_the_others_are_read(nobody: Path) -> None:
    home = maildir(nobody / "Maildir", [1])
    (home / "closed").mkdir(mode=0)
    inbox, rest = open_sources([str(home)], nobody / "scratch")

    assert subjects(inbox) == [1]
    assert rest.unreadable == [Unreadable(f"{home}/closed", "", "permission_denied")]
    (home / "closed").chmod(0o700)
