"""Mail inside compressed files and archives, and archives that mean harm."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from firstreply.channels.email.base import Mailbox, Unreadable
from firstreply.channels.email.compressed import Limits
from firstreply.channels.email.source import open_sources
from firstreply.core.refusal import Refused
from tests.channels.letters import letter, mbox, subjects


def zstd(octets: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(octets)


STREAMS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "bz2": bz2.compress,
    "zst": zstd,
}


def opened(path: Path, limits: Limits | None = None) -> list[Mailbox]:
    return open_sources([str(path)], path.parent / "scratch", limits=limits or Limits())


def tar(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, octets in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(octets)
            archive.addfile(entry, io.BytesIO(octets))
    return target.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
    return target.getvalue()


@pytest.mark.parametrize("ending", STREAMS)
def test_a_compressed_mbox_is_the_mbox(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"sent.mbox.{ending}"
    path.write_bytes(STREAMS[ending](mbox([1, 2])))
    (mailbox,) = opened(path)

    assert (mailbox.name, mailbox.kind, mailbox.is_sent, subjects(mailbox)) == (
        str(path),
        "mbox",
        True,
        [1, 2],
    )


@pytest.mark.parametrize("ending", STREAMS)
def test_parts_compressed_one_after_another_are_one_stream(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"inbox.mbox.{ending}"
    path.write_bytes(STREAMS[ending](mbox([1])) + STREAMS[ending](mbox([2])))
    (mailbox,) = opened(path)

    assert subjects(mailbox) == [1, 2]


@pytest.mark.parametrize("ending", STREAMS)
def test_a_compressed_tar_is_a_tree(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mail.tar.{ending}"
    path.write_bytes(
        STREAMS[ending](tar({"u/inbox/1.": letter(1), "u/inbox/2.": letter(2), "u/sent/1.": letter(3)}))
    )
    found = {box.name.partition("!")[2]: (subjects(box), box.is_sent) for box in opened(path)}

    assert found == {"/u/inbox": ([1, 2], False), "/u/sent": ([3], True)}


def test_a_zip_of_mailboxes_gives_each_with_what_lies_beside_listed(tmp_path: Path) -> None:
    path = tmp_path / "takeout.zip"
    path.write_bytes(
        zipped(
            {
                "Takeout/Mail/All mail.mbox": mbox([1]),
                "Takeout/Mail/Sent.mbox": mbox([2]),
                "Takeout/a.pdf": b"%PDF-1.7 x",
            }
        )
    )
    mailboxes = opened(path)

    assert [(box.name.partition("!")[2], subjects(box)) for box in mailboxes] == [
        ("/Takeout/Mail/All mail.mbox", [1]),
        ("/Takeout/Mail/Sent.mbox", [2]),
        ("", []),
    ]
    assert mailboxes[-1].unreadable == [Unreadable(f"{path}!/Takeout/a.pdf", "", "not_a_message")]


def test_archives_within_archives_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    path.write_bytes(
        zipped({"old.tar.gz": gzip.compress(tar({"inbox.mbox.xz": lzma.compress(mbox([1, 2]))}))})
    )

    assert [subjects(box) for box in opened(path)] == [[1, 2]]


@pytest.mark.parametrize("ending", STREAMS)
def test_of_a_cut_stream_the_beginning_is_read_and_the_cut_listed(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"inbox.mbox.{ending}"
    whole = STREAMS[ending](mbox([1])) + STREAMS[ending](mbox(range(2, 3000)))
    path.write_bytes(whole[:-9])
    inbox, rest = opened(path)

    assert subjects(inbox)[:1] == [1]
    assert rest.unreadable == [Unreadable(str(path), "", "truncated")]


def test_members_that_point_outside_are_listed_and_written_nowhere(tmp_path: Path) -> None:
    names = ("../up.eml", "/abs.eml", "a/../../b.eml", "C:/win.eml", "..\\back.eml")
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    path = folder / "evil.zip"
    path.write_bytes(zipped({**{name: letter(9) for name in names}, "good.eml": letter(1)}))
    good, rest = opened(path)

    assert subjects(good) == [1]
    assert sorted(rest.unreadable) == sorted(Unreadable(str(path), name, "unsafe_name") for name in names)
    assert sorted(each.name for each in tmp_path.rglob("*.eml")) == ["good.eml"]


def test_links_in_a_tar_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_bytes(letter(9))
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, kind, linked in (
            ("soft.eml", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard.eml", tarfile.LNKTYPE, "../../../secret.eml"),
            ("folder", tarfile.SYMTYPE, str(tmp_path)),
            ("null.eml", tarfile.CHRTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, linked
            archive.addfile(entry)
        through = tarfile.TarInfo("folder/planted.eml")
        through.size = len(letter(1))
        archive.addfile(through, io.BytesIO(letter(1)))
    path = tmp_path / "links.tar"
    path.write_bytes(target.getvalue())
    planted, rest = opened(path)

    assert (subjects(planted), planted.name) == ([1], f"{path}!/folder")
    assert not (tmp_path / "planted.eml").exists()
    assert sorted(each.at for each in rest.unreadable) == ["folder", "hard.eml", "null.eml", "soft.eml"]


def test_a_hard_link_within_a_tar_is_the_same_message(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo("a/1.eml")
        entry.size = len(letter(1))
        archive.addfile(entry, io.BytesIO(letter(1)))
        linked = tarfile.TarInfo("b/1.eml")
        linked.type, linked.linkname = tarfile.LNKTYPE, "a/1.eml"
        archive.addfile(linked)
    path = tmp_path / "backup.tar"
    path.write_bytes(target.getvalue())

    assert [subjects(box) for box in opened(path)] == [[1], [1]]


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.eml", letter(1))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("1.eml", letter(2))

    assert [subjects(box) for box in opened(path)] == [[1, 2]]


def test_a_long_name_is_shortened(tmp_path: Path) -> None:
    path = tmp_path / "long.zip"
    path.write_bytes(zipped({f"{'ن' * 300}.eml": letter(1)}))

    assert [subjects(box) for box in opened(path)] == [[1]]


@pytest.mark.parametrize("ending", STREAMS)
def test_a_bomb_is_refused_with_the_limit_and_leaves_nothing(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bomb.mbox.{ending}"
    path.write_bytes(STREAMS[ending](mbox([1]) + b"x" * 20_000_000))
    with pytest.raises(Refused) as refusal:
        opened(path, Limits(ratio=100, free_of_ratio=1_000_000))

    assert (refusal.value.code, refusal.value.facts["limit"]) == ("archive_expands_too_much", "ratio")
    assert [each for each in (tmp_path / "scratch").rglob("*") if each.is_file()] == []


def test_a_bomb_within_an_archive_counts_together(tmp_path: Path) -> None:
    inner = gzip.compress(mbox([1]) + b"x" * 400_000)
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({f"{number}.mbox.gz": inner for number in range(5)}))
    with pytest.raises(Refused) as refusal:
        opened(path, Limits(octets=1_500_000))

    assert (refusal.value.code, refusal.value.facts["limit"]) == ("archive_expands_too_much", "octets")


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(zipped({f"{number}.eml": letter(number) for number in range(20)}))
    with pytest.raises(Refused) as refusal:
        opened(path, Limits(members=10))

    assert (refusal.value.code, refusal.value.facts["limit"]) == ("archive_expands_too_much", "members")


def test_archives_nested_too_deep_are_listed(tmp_path: Path) -> None:
    octets = mbox([2])
    for _ in range(6):
        octets = gzip.compress(octets)
    path = tmp_path / "nested.zip"
    path.write_bytes(zipped({"good.mbox": mbox([1]), "deep.gz": octets}))
    good, rest = opened(path)

    assert subjects(good) == [1]
    assert [each.reason for each in rest.unreadable] == ["nested_too_deep"]


def test_a_disk_that_would_fill_up_is_spared(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox.gz"
    path.write_bytes(gzip.compress(mbox([1])))
    with pytest.raises(Refused) as refusal:
        opened(path, Limits(disk_reserve=2**60))

    assert refusal.value.code == "disk_full"


def test_an_unchanged_archive_is_unpacked_once(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox.gz"
    path.write_bytes(gzip.compress(mbox([1])))
    (first,) = opened(path)
    unpacked = next(each for each in (tmp_path / "scratch").rglob("content"))
    before = unpacked.stat().st_mtime_ns
    (second,) = opened(path)

    assert (unpacked.stat().st_mtime_ns, second.fingerprint()) == (before, first.fingerprint())


def test_a_changed_archive_replaces_what_was_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox.gz"
    path.write_bytes(gzip.compress(mbox([1])))
    (first,) = opened(path)
    path.write_bytes(gzip.compress(mbox([1, 2])))
    (second,) = opened(path)

    assert subjects(second) == [1, 2]
    assert first.fingerprint() != second.fingerprint()
    assert len(list((tmp_path / "scratch").rglob("content"))) == 1


def test_an_archive_too_damaged_to_hold_anything_is_refused_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(zipped({"inbox.mbox": mbox(range(100))})[:-40])
    with pytest.raises(Refused) as refusal:
        opened(path)

    assert (refusal.value.code, refusal.value.facts["found"]) == ("not_a_mail_archive", "damaged")


def test_a_member_that_needs_a_password_is_listed(tmp_path: Path) -> None:
    octets = bytearray(zipped({"open.eml": letter(1), "shut.eml": letter(2)}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        octets[octets.rfind(mark) + place] |= 1
    path = tmp_path / "half.zip"
    path.write_bytes(octets)
    readable, rest = opened(path)

    assert subjects(readable) == [1]
    assert rest.unreadable == [Unreadable(str(path), "shut.eml", "encrypted")]


def test_a_compressed_file_that_holds_no_mail_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.gz"
    path.write_bytes(gzip.compress(b"\xff\xd8\xff\xe0\0\x10JFIF"))
    with pytest.raises(Refused) as refusal:
        opened(path)

    assert (refusal.value.code, refusal.value.facts["found"]) == ("not_a_mail_archive", "gzip")
