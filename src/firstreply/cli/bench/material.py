"""Archives to measure on: the reference archives where they are at hand, else ones that we make ourselves."""

import lzma
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from firstreply.channels.email.sample import write_large

_RECIPIENTS: Final = re.compile(rb"\n(?:To|Cc): ([^\n]+)")
_ADDRESS: Final = re.compile(rb"[\w.+-]+@[\w.-]+")
_LOOKED_THROUGH: Final = 1 << 22  #: octets at the beginning of an archive


class Material(NamedTuple):
    """An mbox with what the command line says about it."""

    name: str
    path: Path
    options: tuple[str, ...]  #: --team and --list with their values


def main_archive(data: Path | None, scratch: Path, messages: int) -> Material:
    """The archive that goals are stated for (a list of 19,526 messages with a team file), else a generated one."""
    folder = None if data is None else data / "mail" / "linux-raid"
    if folder is None or not (folder / "linux-raid.mbox.xz").is_file():
        return generated(scratch, messages)
    path = _unpacked(folder / "linux-raid.mbox.xz", scratch)
    options = ("--team", str(folder / "team.json"), "--list", _list_address(path))
    return Material("linux-raid", path, options)


def lists_archive(data: Path | None, scratch: Path) -> Material | None:
    """108,385 messages of two lists, heads complete and bodies cut; None where it is not at hand."""
    packed = None if data is None else data / "mail" / "lists-108k-trim" / "lists-108k-trim.mbox.xz"
    if packed is None or not packed.is_file():
        return None
    path = _unpacked(packed, scratch)
    return Material("lists-108k-trim", path, ("--list", _list_address(path)))


def generated(scratch: Path, messages: int) -> Material:
    """Mail of an invented company, the same each time."""
    path = scratch / f"generated-{messages}.mbox"
    if not path.exists():
        write_large(path, messages=messages)
    return Material(f"generated-{messages}", path, ("--team", "example.com"))


def slice_of(material: Material, octets: int, scratch: Path) -> Path:
    """The first messages of an archive, about so many octets: for readers too slow for all of it."""
    path = scratch / f"{material.name}-{octets}.mbox"
    with material.path.open("rb") as file:
        begin = file.read(octets)
    cut = begin.rfind(b"\n\nFrom ")
    path.write_bytes(begin[: cut + 2] if cut > 0 and len(begin) == octets else begin)
    return path


def _unpacked(packed: Path, scratch: Path) -> Path:
    path = scratch / packed.stem
    if not path.exists():
        with lzma.open(packed) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    return path


def _list_address(path: Path) -> str:
    """The address that most messages go to."""
    with path.open("rb") as file:
        begin = file.read(_LOOKED_THROUGH)
    named = Counter(one.lower() for line in _RECIPIENTS.findall(begin) for one in set(_ADDRESS.findall(line)))
    address: bytes = named.most_common(1)[0][0]
    return address.decode("ascii", "replace")
