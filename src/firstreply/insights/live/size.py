"""Size: how many copies there are, what they take, and how old they are. Their files tell: nobody has to open one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = "insights"  #: where they lie, in the home folder


class Copies(NamedTuple):
    """The copies of a folder; ages in seconds since one was last brought up to date, 0 where there is none."""

    files: int
    octets: int  #: with what is not yet written into place
    newest_s: float
    oldest_s: float


def copies(folder: Path, now: float) -> Copies:
    """All of them, whichever process holds them. `now` is epoch seconds, by the clock that files are written by."""
    found = list(_told(folder))
    ages = [max(0.0, now - at) for _, at in found]
    return Copies(
        files=len(found),
        octets=sum(octets for octets, _ in found),
        newest_s=min(ages, default=0.0),
        oldest_s=max(ages, default=0.0),
    )


def _told(folder: Path) -> Iterator[tuple[int, float]]:
    """Octets of each, and when it was written to last."""
    for path in folder.glob("*.duckdb"):
        told = [*_stat(path), *_stat(path.with_name(f"{path.name}.wal"))]
        if told:
            yield sum(octets for octets, _ in told), max(at for _, at in told)


def _stat(path: Path) -> list[tuple[int, float]]:
    """Nothing of one that is gone: copies may be deleted at any time."""
    try:
        told = path.stat()
    except OSError:
        return []
    return [(told.st_size, told.st_mtime)]
