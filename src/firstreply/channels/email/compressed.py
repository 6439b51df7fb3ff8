"""Compressed streams around mail: .gz, .xz, .zst and .bz2 as plain octets, with a guard against bombs."""

import bz2
import gzip
import io
import lzma
import shutil
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

import zstandard

from firstreply.channels.email.sniff import Kind
from firstreply.core.refusal import Refused

#: What the decompressors raise on damaged or cut data. Whatever came before it is kept.
DAMAGED: Final = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile, OSError)
STEP: Final = 1024 * 1024
# A zstd block of 4 octets can hold 128 KB, so this little input keeps one step under 64 MB.
_ZSTD_STEP: Final = 2048


class Limits(NamedTuple):
    """How far a compressed source may grow."""

    ratio: int = 250  #: unpacked octets per packed octet (mail compresses 3- to 20-fold) ...
    free_of_ratio: int = 256 * 1024 * 1024  #: ... counted only above this many octets
    octets: int = 1024**4  #: unpacked, altogether
    members: int = 5_000_000
    depth: int = 4  #: archives within archives
    disk_reserve: int = 512 * 1024 * 1024  #: octets that stay free on the disk


class Budget:
    """What one source may still unpack, archives within it included.

    `spend` raises Refused("archive_expands_too_much") with `path`, `limit` (ratio, octets or members) and
    `allowed`, or Refused("disk_full") with `path` and `needed_free`.
    """

    def __init__(self, *, path: str, packed: int, scratch: str, limits: Limits) -> None:
        self._path: Final = path
        self._limits: Final = limits
        self._by_ratio: Final = max(limits.free_of_ratio, packed * limits.ratio)
        self._by_disk: Final = shutil.disk_usage(scratch).free - limits.disk_reserve
        self._octets = 0
        self._members = 0

    def spend(self, octets: int) -> None:
        """Count octets about to be written."""
        self._octets += octets
        if self._octets > self._by_ratio:
            self._refuse("ratio", self._limits.ratio)
        if self._octets > self._limits.octets:
            self._refuse("octets", self._limits.octets)
        if self._octets > self._by_disk:
            raise Refused("disk_full", path=self._path, needed_free=self._limits.disk_reserve)

    def member(self) -> None:
        """Count one more file about to be written."""
        self._members += 1
        if self._members > self._limits.members:
            self._refuse("members", self._limits.members)

    def _refuse(self, limit: str, allowed: int) -> None:
        raise Refused("archive_expands_too_much", path=self._path, limit=limit, allowed=allowed)


class Octets(Protocol):
    """What gives at most so many octets at once, as soon as there are any."""

    def read1(self, size: int, /) -> bytes: ...


def expanded(path: str, kind: Kind) -> io.BufferedReader:
    """The decompressed octets of a .gz, .xz, .zst or .bz2 (any other kind: the file as it is)."""
    if kind is Kind.GZIP:
        return io.BufferedReader(_Stepwise(gzip.open(path, "rb")), STEP)
    if kind is Kind.XZ:
        return io.BufferedReader(_Stepwise(lzma.open(path, "rb")), STEP)
    if kind is Kind.BZIP2:
        return io.BufferedReader(_Stepwise(bz2.open(path, "rb")), STEP)
    if kind is Kind.ZSTD:
        return io.BufferedReader(_Zstd(path), STEP)
    return open(path, "rb")


class _Stepwise(io.RawIOBase):
    """A decompressing file read piece by piece: when it fails, what came before has been handed over."""

    def __init__(self, file: gzip.GzipFile | lzma.LZMAFile | bz2.BZ2File) -> None:
        self._file: Final = file

    def readable(self) -> bool:
        return True

    def readinto(self, target: "bytearray | memoryview") -> int:  # type: ignore[override]
        part = self._file.read1(len(target))
        target[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Zstd(io.RawIOBase):
    """Zstandard frames one after another. Unlike the library's own reader it notices a frame that was cut."""

    def __init__(self, path: str) -> None:
        self._file: Final = open(path, "rb")  # noqa: SIM115 (closed in `close`)
        self._parts: Final = self._frames()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = part
        taken = min(len(target), len(self._rest))
        target[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken

    def close(self) -> None:
        self._file.close()
        super().close()

    def _frames(self) -> Iterator[bytes]:
        data = self._file.read(_ZSTD_STEP)
        while data:
            frame = zstandard.ZstdDecompressor().decompressobj()
            while not frame.eof:
                if not data:
                    raise EOFError("a frame was cut")
                yield frame.decompress(data)
                data = b"" if frame.eof else self._file.read(_ZSTD_STEP)
            data = frame.unused_data or self._file.read(_ZSTD_STEP)


def copied(source: Octets, target: io.BufferedWriter, budget: Budget) -> bool:
    """Copy in steps; False when the source turned out damaged or cut (what came before is written)."""
    while True:
        try:
            part = source.read1(STEP)
        except DAMAGED:
            return False
        if not part:
            return True
        budget.spend(len(part))
        try:
            target.write(part)
        except OSError as failure:
            raise Refused("disk_full", path=target.name, needed_free=len(part)) from failure
