"""Finding every mailbox below one path: files, folders, Maildirs, Thunderbird trees, archives of them."""

import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from firstreply.channels.email import sniff
from firstreply.channels.email.base import Mailbox, Reason, Unreadable
from firstreply.channels.email.compressed import Budget, Limits
from firstreply.channels.email.folder import FileMailbox, reason_of
from firstreply.channels.email.folder_names import Role, role_of
from firstreply.channels.email.left_out import LeftOut, Stamped
from firstreply.channels.email.maildir import folder_name, is_maildir, listing_of
from firstreply.channels.email.mbox import Mbox
from firstreply.channels.email.single import open_single
from firstreply.channels.email.sniff import Kind
from firstreply.channels.email.unpack import stamp_of, unpack

_LEVELS: Final = 64
#: Files that mail programs keep beside their mail.
_COMPANION: Final = re.compile(
    r"\..*|.*\.(?:msf|lock|toc|idx|index|log|cache|sqlite|plist|wdseml|json)|dovecot.*|courier.*|maildirfolder|subscriptions"
    r"|thumbs\.db|desktop\.ini|msgfilterrules\.dat|popstate\.dat|filterlog\.html|table_of_contents|mbox\.lock",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(\d+)\.?(?:eml|txt)?")
#: So many numbered files in a folder are messages; fewer may be mailboxes named by year: looked into.
_SURELY_MESSAGES: Final = 64


class Place(NamedTuple):
    """Where something is: on disk, as people are shown it, and as a folder of the source (for its role)."""

    path: str
    shown: str
    inside: str
    depth: int = 0  #: archives around it
    level: int = 0  #: folders above it, within the source

    def below(self, name: str, *, inside: str | None = None) -> "Place":
        return self._replace(
            path=os.path.join(self.path, name),
            shown=f"{self.shown.rstrip('/')}/{name}",
            inside=f"{self.inside}/{inside or name}",
            level=self.level + 1,
        )


class Search:
    """Collects the mailboxes below one source path, in a stable order."""

    def __init__(self, *, path: str, scratch: Path, limits: Limits) -> None:
        self._path: Final = path
        self._scratch: Final = scratch
        self._limits: Final = limits
        self._budget: Budget | None = None
        self._stamp = ""
        self._found: list[Mailbox] = []
        self._left_out: list[Unreadable] = []

    def run(self) -> list[Mailbox]:
        """Every mailbox; the last one lists what was left out, if anything. Empty when there is no mail.

        Raises OSError for the path itself, Refused as `Budget` does.
        """
        inside = os.path.basename(os.path.abspath(self._path))
        self._look(Place(self._path, self._path, inside))
        if self._found and self._left_out:
            self._found.append(LeftOut(name=self._path, stamp=self._stamp, entries=tuple(self._left_out)))
        return self._found

    def is_damaged(self) -> bool:
        """Whether an archive on the way was cut or broken."""
        return any(each.reason == Reason.TRUNCATED.value for each in self._left_out)

    def _look(self, place: Place) -> None:
        try:
            if os.path.isdir(place.path):
                self._folder(place)
            else:
                self._file(place, sniff.kind_of_file(place.path))
        except OSError as failure:
            if place.level == 0 and place.depth == 0:
                raise
            self._leave(place, reason_of(failure))

    def _folder(self, place: Place) -> None:
        if place.level and role_of(place.inside) is Role.DRAFTS:
            self._leave(place, Reason.DRAFTS_FOLDER)
        elif is_maildir(place.path):
            self._add_files(place, "maildir", None)
            self._subfolders(place, skipped={"cur", "new", "tmp"})
        else:
            self._files(place)
            self._subfolders(place, skipped=set())

    def _subfolders(self, place: Place, *, skipped: set[str]) -> None:
        if place.level >= _LEVELS:
            return
        with os.scandir(place.path) as entries:
            names = sorted(
                e.name for e in entries if e.is_dir(follow_symlinks=False) and e.name not in skipped
            )
        for name in names:
            inner = place.below(name, inside=folder_name(name))
            # Of dotted folders only those of Maildir++ hold mail; `.git` and its like do not.
            if not name.startswith(".") or is_maildir(inner.path):
                self._look(inner)

    def _files(self, place: Place) -> None:
        """Messages in one folder are one mailbox; each mbox file is one; archives are opened."""
        names = plain_files(place.path)
        numbered = sum(1 for name in names if _NUMBERED.fullmatch(name)) >= _SURELY_MESSAGES
        messages: list[str] = []
        for name in names:
            if name.lower().endswith(".eml") or (numbered and _NUMBERED.fullmatch(name)):
                messages.append(name)
                continue
            inner = place.below(name)
            kind = self._kind_in_folder(inner)
            if kind is Kind.MESSAGE:
                messages.append(name)
            elif kind:
                self._look(inner)
        if messages:
            self._add_files(place, "folder", messages)

    def _kind_in_folder(self, place: Place) -> Kind | None:
        """MESSAGE for one message, None for what holds no mail (listed), else what is to be opened."""
        name = os.path.basename(place.path)
        if _COMPANION.fullmatch(name):
            return None
        try:
            kind = sniff.kind_of_file(place.path)
            if kind is Kind.MBOX and not sniff.holds_many(place.path):
                return Kind.MESSAGE
            if kind is Kind.EMPTY and not sniff.is_named_mailbox(place.path):
                self._leave(place, Reason.EMPTY_FILE)
                return None
        except OSError as failure:
            self._leave(place, reason_of(failure))
            return None
        if kind in (Kind.OTHER, Kind.PST):
            self._leave(place, Reason.NOT_A_MESSAGE)
            return None
        return kind

    def _file(self, place: Place, kind: Kind) -> None:
        if place.level and role_of(place.inside) is Role.DRAFTS:
            self._leave(place, Reason.DRAFTS_FOLDER)
        elif kind is Kind.MBOX or (kind is Kind.EMPTY and sniff.is_named_mailbox(place.path)):
            self._add(self._mbox(place))
        elif kind is Kind.MESSAGE:
            self._add(open_single(place.path, name=place.shown))
        elif kind in sniff.PACKED:
            self._packed(place, kind)
        else:
            self._leave(place, Reason.EMPTY_FILE if kind is Kind.EMPTY else Reason.NOT_A_MESSAGE)

    def _mbox(self, place: Place) -> Mbox:
        mbox = Mbox(Path(place.path), place.shown)
        # By its place within the source: what the folders above are called says nothing.
        role = role_of(place.inside)
        mbox.is_sent, mbox.is_junk = role is Role.SENT, role is Role.JUNK
        return mbox

    def _packed(self, place: Place, kind: Kind) -> None:
        if place.depth >= self._limits.depth:
            self._leave(place, Reason.NESTED_TOO_DEEP)
            return
        outermost = place.depth == 0
        if outermost:
            self._stamp, self._budget = stamp_of(place.path), None
        unpacked = unpack(place.path, kind, scratch=self._scratch, budget=lambda: self._spending(place.path))
        for at, reason in unpacked.faults:
            self._left_out.append(Unreadable(place.shown, at, reason))
        shown = f"{place.shown}!" if unpacked.is_folder else place.shown
        self._look(place._replace(path=unpacked.path, shown=shown, depth=place.depth + 1))
        if outermost:
            self._stamp = ""

    def _spending(self, path: str) -> Budget:
        """One budget for an archive and all archives within it."""
        if self._budget is None:
            packed = os.path.getsize(path)
            self._budget = Budget(
                path=self._path, packed=packed, scratch=str(self._scratch), limits=self._limits
            )
        return self._budget

    def _add_files(self, place: Place, kind: str, names: list[str] | None) -> None:
        role = role_of(place.inside)
        listing = listing_of(place.path) if names is None else lambda: plain_files(place.path)
        self._add(
            FileMailbox(
                root=place.path,
                name=place.shown,
                kind=kind,
                listing=listing,
                names=names,
                is_sent=role is Role.SENT,
                is_junk=role is Role.JUNK,
            )
        )

    def _add(self, mailbox: Mailbox) -> None:
        # What is unpacked is known by the archive's own state, not by the copy's.
        self._found.append(Stamped(mailbox, stamp=self._stamp) if self._stamp else mailbox)

    def _leave(self, place: Place, reason: Reason) -> None:
        self._left_out.append(Unreadable(place.shown, "", reason.value))


def plain_files(path: str) -> list[str]:
    """The names of a folder's files in natural order: 2. before 10."""
    with os.scandir(path) as entries:
        return sorted((entry.name for entry in entries if entry.is_file()), key=_natural)


def _natural(name: str) -> tuple[int, int, str]:
    number = _NUMBERED.fullmatch(name)
    return (0, int(number[1]), name) if number else (1, 0, name)
