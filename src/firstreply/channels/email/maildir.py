"""Maildir: one file a message in `cur` and `new`; subfolders as dotted names (Maildir++) or plain folders."""

import os
from collections.abc import Callable


def is_maildir(path: str) -> bool:
    """Whether the folder has `cur`, or both `new` and `tmp`: copies often lose the empty ones."""
    has_new, has_tmp = (os.path.isdir(os.path.join(path, part)) for part in ("new", "tmp"))
    return os.path.isdir(os.path.join(path, "cur")) or (has_new and has_tmp)


def listing_of(path: str) -> Callable[[], list[str]]:
    """A function that names the messages of a Maildir, `cur/...` and `new/...`, oldest delivery first."""

    def listing() -> list[str]:
        found = []
        for part in ("cur", "new"):
            if not os.path.isdir(os.path.join(path, part)):
                continue
            with os.scandir(os.path.join(path, part)) as entries:
                found += [
                    (entry.name, part)
                    for entry in entries
                    if not entry.name.startswith(".") and not _is_folder(entry)
                ]
        # Names begin with the seconds of delivery, so this is the order of arrival.
        return [f"{part}/{name}" for name, part in sorted(found)]

    return listing


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def folder_name(entry: str) -> str:
    """The folder's name for people: `.Sent.2025` is `Sent/2025` (Maildir++ writes the levels with dots)."""
    return entry[1:].replace(".", "/") if entry.startswith(".") else entry
