"""Compare: the set of messages on the server against those that are here; what is missing is brought, newest first.

History that is wanted, a folder whose numbers have changed and the daily look are the same thing: what is wanted, less
what is here. So it can be left off at any time and goes on where it was.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Protocol, TypeVar
from uuid import UUID

from firstreply.channels.email.live.line import Line, day_of
from firstreply.channels.email.live.mail import Listed, has_id, key
from firstreply.jobs.mailbox_desk import Desk, asked, now
from firstreply.journey import mailbox
from firstreply.journey.mailbox import Noted
from firstreply.store.queries import mailboxes
from firstreply.store.queries.mailboxes import Folder

_Answer = TypeVar("_Answer")
MOST: Final = 50  #: mails asked for at a time
_OCTETS: Final = 4 * 1024 * 1024  #: of them together
#: So many may wait to be taken on before more of what is old is brought: new mail comes after these.
_AHEAD: Final = 100
_REST_S: Final = 0.2


def batches(listed: Sequence[Listed]) -> Iterator[list[Listed]]:
    """Few enough at a time that nobody waits long for them, and that they fit into memory."""
    batch: list[Listed] = []
    octets = 0
    for one in listed:
        if batch and (len(batch) >= MOST or octets + one.size > _OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append(one)
        octets += one.size
    if batch:
        yield batch


class Over(Protocol):
    """When to leave off: an event, or a time that is over."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Slice:
    """A while, for a line on which new mail waits meanwhile."""

    over: threading.Event
    until: float  #: by the monotonic clock

    def is_set(self) -> bool:
        return self.over.is_set() or time.monotonic() > self.until

    def wait(self, timeout: float, /) -> bool:
        return self.over.wait(timeout) or self.is_set()


@dataclass(slots=True)
class Comparison:
    """One folder of a mailbox, on a line of its own."""

    organisation: UUID
    folder: Folder
    line: Line
    desk: Desk
    over: Over
    listed: int  #: messages listed at a time
    went_on: bool = False  #: something was brought or known again
    _wanted: set[int] = field(default_factory=set)
    _renumbered: bool = False
    _matched: set[str] = field(default_factory=set)
    _here_by_heads: set[int] = field(default_factory=set)

    def run(self) -> bool:
        """Bring what is missing, and count; whether it was finished. Raises as the line and the database do."""
        state = self.line.open(self.folder.name)
        self.folder = self.desk.do(
            mailbox.opened, self.organisation, self.folder.id, state.validity, state.next_uid, now()
        )
        validity = self.folder.validity or 0
        self._wanted = self._wanted_now()
        self._renumbered = self._ask(partial(mailboxes.has_other_numbers, self.folder.id, validity))
        here = self._here()
        missing = sorted(self._wanted - here, reverse=True)
        if missing and self.folder.history_uid != 0:
            self.desk.do(mailbox.history_begins, self.organisation, self.folder.id, len(missing))
        for start in range(0, len(missing), self.listed):
            if not self._brought(missing[start : start + self.listed]):
                return False
        held = len(self._wanted & self._here())
        self.desk.do(
            mailbox.reconciled,
            self.organisation,
            self.folder,
            server=len(self._wanted),
            held=held,
            now=now(),
        )
        return True

    def _wanted_now(self) -> set[int]:
        """By the day only, where the server compares days; what lies before is left out once it is listed."""
        since = self.folder.since
        found = set(self.line.uids(None if since is None else day_of(since)))
        found.update(self.line.uids_from(self.folder.begun_uid))
        return {uid for uid in found if uid < self.folder.next_uid}

    def _here(self) -> set[int]:
        found = self._ask(partial(mailboxes.brought, self.folder.id, self.folder.validity or 0))
        return {uid for uid, is_here in found.items() if is_here}

    def _brought(self, uids: Sequence[int]) -> bool:
        if self._renumbered:
            heads = self.line.heads(uids)
            listed = {uid: one for uid, (one, _) in heads.items()}
            self._known_by_heads({uid: head for uid, (_, head) in heads.items()})
        else:
            listed = {one.uid: one for one in self.line.listed(uids)}
        self._wanted -= {uid for uid in uids if uid not in listed or not self._is_wanted(listed[uid])}
        rest = [listed[uid] for uid in uids if uid in self._wanted and uid not in self._here_by_heads]
        for batch in batches(rest):
            if not self._may_go_on():
                return False
            mails = list(self.line.mails(batch))
            self._wanted -= {one.listed.uid for one in mails if one.reason == "vanished"}
            self.desk.do(
                mailbox.bring, self.organisation, self.folder, mails, now=now(), down_to=batch[-1].uid
            )
            self.went_on = True
        return True

    def _known_by_heads(self, heads: dict[int, bytes]) -> None:
        """Messages that are here under a number of before, by their headers: they need not be fetched again."""
        names = {uid: key(self.folder.role, head) for uid, head in heads.items()}
        known = self._ask(partial(mailboxes.keys_known, self.folder.id, set(names.values())))
        noted = []
        for uid, name in names.items():
            # Headers that name nothing, or that several have, prove nothing: the octets have to.
            if len(known.get(name, ())) == 1 and name not in self._matched and has_id(heads[uid]):
                noted.append(Noted(uid, known[name][0]))
                self._matched.add(name)
        self._here_by_heads = {one.uid for one in noted}
        if noted:
            self.desk.do(mailbox.note, self.organisation, self.folder, noted, now=now())
            self.went_on = True

    def _is_wanted(self, one: Listed) -> bool:
        since = self.folder.since
        if one.uid >= self.folder.begun_uid or since is None or one.at is None:
            return True
        return one.at >= int(since.timestamp())

    def _may_go_on(self) -> bool:
        """Whether to go on; waits while much is waiting to be taken on."""
        while not self.over.is_set():
            if self._ask(partial(mailboxes.untaken, _AHEAD)) < _AHEAD:
                return True
            self.over.wait(_REST_S)
        return False

    def _ask(self, question: Callable[[], _Answer]) -> _Answer:
        return self.desk.do(asked, self.organisation, question)


def is_due(folder: Folder, at: datetime, *, every_s: float) -> bool:
    """Whether a folder is to be compared: never done, history outstanding, asked for, or a day has passed."""
    if folder.history_uid != 0 or folder.counted_at is None or folder.asked_at is not None:
        return True
    return (at - folder.counted_at).total_seconds() >= every_s
