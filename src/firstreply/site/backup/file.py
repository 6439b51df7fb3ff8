"""The backup file: a tar with a manifest, the dump, and the keys of the home when they are wanted."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any, Final, NamedTuple

from firstreply.core.refusal import Refused
from firstreply.site.backup.content import Table

SCHEMA: Final = "firstreply.backup/1"
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
KEYS: Final = ("secret-key", "vapid-key")


class Manifest(NamedTuple):
    """What a backup says about itself."""

    made_at: str  #: ISO 8601, UTC
    version: str  #: of FirstReply
    postgres: int  #: server_version_num of the server it came from
    sha256: str  #: of the dump
    tables: dict[str, Table]


def write(path: Path, manifest: Manifest, dump: Path, keys: dict[str, str]) -> None:
    """Write the file whole, readable by its owner alone, or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    told = manifest._asdict() | {"tables": {name: one._asdict() for name, one in manifest.tables.items()}}
    try:
        partial.touch(mode=0o600)
        with tarfile.open(partial, "w") as packed:
            _add(packed, MANIFEST, json.dumps({"schema": SCHEMA, **told}, indent=1).encode())
            for name, text in keys.items():
                _add(packed, f"keys/{name}", text.encode())
            packed.add(dump, DUMP, recursive=False)
        partial.replace(path)
    except OSError as error:
        raise Refused("file_not_written", path=str(path), reason=str(error.strerror)) from error
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path, folder: Path) -> tuple[Manifest, Path, dict[str, str]]:
    """The manifest, the dump unpacked into `folder` and proven whole, and the keys.

    Raises Refused: file_not_found, backup_not_understood.
    """
    if not path.is_file():
        raise Refused("file_not_found", path=str(path))
    try:
        with tarfile.open(path) as packed:
            told = json.loads(_octets(packed, MANIFEST))
            manifest = _manifest(told)
            keys = {
                name: _octets(packed, f"keys/{name}").decode()
                for name in KEYS
                if f"keys/{name}" in packed.getnames()
            }
            packed.extract(DUMP, folder, filter="data")
    except (tarfile.TarError, KeyError, TypeError, ValueError, OSError) as error:
        raise Refused("backup_not_understood", path=str(path), reason=str(error)) from error
    if digest(folder / DUMP) != manifest.sha256:
        raise Refused("backup_not_understood", path=str(path), reason="the dump is damaged")
    return manifest, folder / DUMP, keys


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(told: dict[str, Any]) -> Manifest:
    if told.pop("schema") != SCHEMA:
        raise ValueError("made by another version")
    tables = {str(name): Table(**one) for name, one in told.pop("tables").items()}
    return Manifest(tables=tables, **told)


def _add(packed: tarfile.TarFile, name: str, octets: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(octets), 0o600
    packed.addfile(entry, io.BytesIO(octets))


def _octets(packed: tarfile.TarFile, name: str) -> bytes:
    found = packed.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()
