"""Unpacking a compressed source into a folder of ours, once for each state of it."""

import hashlib
import io
import json
import os
import shutil
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from firstreply.channels.email.base import Reason
from firstreply.channels.email.compressed import DAMAGED, Budget, Octets, copied, expanded
from firstreply.channels.email.sniff import SNIFFED, Kind, kind_of

_DONE: Final = "unpacked.json"
_CONTENT: Final = "content"
#: What the library raises on archives that are broken or made to harm, by what it documents and by fuzzing.
_BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    IndexError,
    ValueError,
    OverflowError,
    RuntimeError,
    struct.error,
    *DAMAGED,
)
_NAME_LIMIT: Final = 200  #: octets of one part of a path; file systems allow 255


class Unpacked(NamedTuple):
    """`path` is a folder of members, or one file. `faults` are (member or "", reason)."""

    path: str
    is_folder: bool
    faults: tuple[tuple[str, str], ...]


def stamp_of(path: str) -> str:
    """A digest of where the file is, how long, when changed and which inode. Raises OSError."""
    seen = os.stat(path)
    facts = f"{os.path.realpath(path)}\0{seen.st_size}\0{seen.st_mtime_ns}\0{seen.st_ino}"
    return hashlib.blake2b(facts.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def unpack(path: str, kind: Kind, *, scratch: Path, budget: Callable[[], Budget]) -> Unpacked:
    """Unpack `path` below `scratch`; a second call on the unchanged file finds the first one's result.

    Only the newest state of a path is kept. Raises Refused as `Budget` does, and OSError of the disk.
    """
    place = hashlib.blake2b(
        os.path.realpath(path).encode("utf-8", "surrogateescape"), digest_size=10
    ).hexdigest()
    home = scratch / "unpacked" / place
    target = home / stamp_of(path)
    found = _earlier(target)
    if found:
        return found
    shutil.rmtree(home, ignore_errors=True)
    target.mkdir(parents=True, mode=0o700)
    try:
        done = _written(path, kind, str(target / _CONTENT), budget())
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    note = {"is_folder": done.is_folder, "faults": done.faults}
    (target / _DONE).write_text(json.dumps(note), encoding="utf-8", errors="surrogateescape")
    return done


def _earlier(target: Path) -> Unpacked | None:
    try:
        note = json.loads((target / _DONE).read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, ValueError):
        return None
    faults = tuple((str(at), str(reason)) for at, reason in note["faults"])
    return Unpacked(str(target / _CONTENT), bool(note["is_folder"]), faults)


def _written(path: str, kind: Kind, content: str, budget: Budget) -> Unpacked:
    if kind is Kind.ZIP:
        return _Members(content, budget).of_zip(path)
    with expanded(path, kind) as stream:
        try:
            start, damaged = stream.peek(SNIFFED), False
        except DAMAGED:
            start, damaged = b"", True
        if kind_of(start) is Kind.TAR:
            return _Members(content, budget).of_tar(stream)
        with open(content, "xb") as target:
            whole = not damaged and copied(stream, target, budget)
    return Unpacked(content, False, () if whole else (("", Reason.TRUNCATED.value),))


class _Members:
    """Writes an archive's members below one folder, never outside it."""

    def __init__(self, folder: str, budget: Budget) -> None:
        self._folder: Final = folder
        self._budget: Final = budget
        self._faults: list[tuple[str, str]] = []
        os.mkdir(folder, mode=0o700)

    def of_zip(self, path: str) -> Unpacked:
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    self._zip_member(archive, member)
        except _BROKEN:
            self._fault("", Reason.TRUNCATED)
        return self._result()

    def _zip_member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        if member.filename.endswith("/"):
            return
        if member.flag_bits & 1:
            self._fault(member.filename, Reason.ENCRYPTED)
            return
        try:
            with archive.open(member) as stream:
                assert isinstance(stream, zipfile.ZipExtFile)
                self._write(member.filename, stream)
        except _BROKEN:
            self._fault(member.filename, Reason.READ_ERROR)

    def of_tar(self, stream: io.BufferedReader) -> Unpacked:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for member in archive:
                    self._tar_member(archive, member)
                    # The library remembers every member it has seen; a million of them is too many.
                    archive.members = []  # type: ignore[attr-defined]
        except _BROKEN:
            self._fault("", Reason.TRUNCATED)
        return self._result()

    def _tar_member(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        if member.isdir():
            return
        if member.islnk():
            self._link(member.name, member.linkname)
            return
        content = archive.extractfile(member) if member.isreg() else None
        if not isinstance(content, io.BufferedReader):
            self._fault(member.name, Reason.NOT_A_MESSAGE)
            return
        self._write(member.name, content)

    def _write(self, name: str, source: Octets) -> None:
        target = self._place(name)
        if target is None:
            return
        self._budget.member()
        with open(target, "xb") as file:
            if not copied(source, file, self._budget):
                self._fault(name, Reason.TRUNCATED)

    def _link(self, name: str, linked: str) -> None:
        parts, target = safe_parts(linked), self._place(name)
        if target is None:
            return
        if parts is None:
            self._fault(name, Reason.UNSAFE_NAME)
            return
        try:
            os.link(os.path.join(self._folder, *parts), target, follow_symlinks=False)
        except OSError:
            self._fault(name, Reason.READ_ERROR)

    def _place(self, name: str) -> str | None:
        """The path to write a member to, its folders made; None (and listed) when its name is unsafe."""
        parts = safe_parts(name)
        if parts is None:
            self._fault(name, Reason.UNSAFE_NAME)
            return None
        target = os.path.join(self._folder, *parts)
        try:
            os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        except OSError:
            self._fault(name, Reason.UNSAFE_NAME)
            return None
        plain, number = target, 2
        while os.path.lexists(target):
            target, number = f"{plain}~{number}", number + 1
        return target

    def _fault(self, name: str, reason: Reason) -> None:
        self._faults.append((name, reason.value))

    def _result(self) -> Unpacked:
        return Unpacked(self._folder, True, tuple(self._faults))


def safe_parts(name: str) -> list[str] | None:
    """A member's name as parts below a folder; None when it points elsewhere (absolute, `..`, a drive)."""
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or "\0" in name or slashed[1:3] == ":/":
        return None
    parts = [part for part in slashed.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    return [_shortened(part) for part in parts]


def _shortened(part: str) -> str:
    octets = part.encode("utf-8", "surrogateescape")
    if len(octets) <= _NAME_LIMIT:
        return part
    digest = hashlib.blake2b(octets, digest_size=8).hexdigest()
    return octets[: _NAME_LIMIT - 20].decode("utf-8", "ignore") + "~" + digest
