"""From what a person names (paths, URLs) to mailboxes, or a refusal that says why not."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from firstreply.channels.email import sniff, tree
from firstreply.channels.email.base import Mailbox
from firstreply.channels.email.compressed import Limits
from firstreply.core.refusal import Refused

_SCHEMES: Final = ("imap:", "imaps:")


def open_sources(
    paths: Sequence[str],
    scratch: Path,
    *,
    environment: Mapping[str, str] | None = None,
    prompt: Callable[[str], str] | None = None,
    insecure: bool = False,
    limits: Limits = Limits(),  # noqa: B008 (a frozen value)
) -> list[Mailbox]:
    """The mailboxes that the paths and IMAP URLs hold, in the order named; one path may hold many.

    `scratch` is a folder of ours for what is unpacked; an unchanged archive is found there again.
    `environment` (default: the process's) and `prompt` (asked with the URL without secrets) give the IMAP
    password; `insecure` allows IMAP without TLS. A path named twice is opened once.

    Raises Refused: source_not_found, source_not_readable, not_a_mail_archive (with `found`, what it is
    instead, e.g. empty, damaged, pst, other), archive_expands_too_much, disk_full, and those of `imap.open_account`.
    """
    opened: list[Mailbox] = []
    seen: set[str] = set()
    try:
        for path in paths:
            key = path if path.lower().startswith(_SCHEMES) else os.path.realpath(path)
            if key in seen:
                continue
            seen.add(key)
            if path.lower().startswith(_SCHEMES):
                opened += _open_account(path, environment, prompt, insecure)
            else:
                opened += _open_path(path, scratch, limits)
    except BaseException:
        for mailbox in opened:
            mailbox.close()
        raise
    return opened


def _open_account(
    url: str, environment: Mapping[str, str] | None, prompt: Callable[[str], str] | None, insecure: bool
) -> list[Mailbox]:
    # Only here: the library and TLS cost a tenth of a run that needs neither.
    from firstreply.channels.email import imap

    known = os.environ if environment is None else environment
    return imap.open_account(url, environment=known, prompt=prompt, insecure=insecure)


def _open_path(path: str, scratch: Path, limits: Limits) -> list[Mailbox]:
    scratch.mkdir(parents=True, exist_ok=True)
    search = tree.Search(path=path, scratch=scratch, limits=limits)
    try:
        found = search.run()
    except (FileNotFoundError, NotADirectoryError) as failure:
        raise Refused("source_not_found", path=path) from failure
    except OSError as failure:
        raise Refused(
            "source_not_readable", path=path, reason=failure.strerror or type(failure).__name__
        ) from failure
    if not found:
        raise Refused(
            "not_a_mail_archive", path=path, found="damaged" if search.is_damaged() else _what_it_is(path)
        )
    return found


def _what_it_is(path: str) -> str:
    if os.path.isdir(path):
        return "folder"
    return sniff.kind_of_file(path).value
