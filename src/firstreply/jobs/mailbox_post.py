"""Post: a line to a mailbox that rests in a folder until the server says that something came, and brings it."""

import random
import time
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import prometheus_client

from firstreply.channels.email.live.line import Line
from firstreply.channels.email.live.mail import Mail
from firstreply.jobs.mailbox_compare import MOST, batches
from firstreply.jobs.mailbox_desk import Desk, now
from firstreply.journey import mailbox
from firstreply.store.queries.mailboxes import Folder

_BROUGHT: Final = prometheus_client.Counter("firstreply_mails_brought_total", "Mails that mailboxes brought")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often things are done, in seconds."""

    renew: float = (
        25.0  #: a line in IDLE is woken; with a time-out of 20 s a dead one is known within a minute
    )
    poll: float = 15.0  #: a folder without IDLE is looked at
    alive: float = 30.0
    compare: float = 86_400.0
    again: float = 60.0  #: a comparison that failed


@dataclass(slots=True)
class Course:
    """How a mailbox's reading goes, over all its lines."""

    at_once: int = MOST  #: mails asked for at a time: fewer on a line that breaks meanwhile
    went_on: bool = False  #: something was brought since the last failure
    compare: bool = True  #: folders are to be compared with the server soon

    def broke(self) -> None:
        """A line broke: ask for less."""
        self.at_once = max(1, self.at_once // 2)


@dataclass(slots=True)
class Post:
    """A line with the folder it rests in, and others that it looks at now and then."""

    organisation: UUID
    line: Line
    folder: Folder
    desk: Desk
    pace: Pace
    course: Course
    others: list[Folder] = field(default_factory=list)
    messages: int = 0  #: in the folder, when it was last opened
    due: float = 0.0  #: by the monotonic clock
    poll_due: float = 0.0

    @property
    def next_due(self) -> float:
        """When there is something to do although nobody says so."""
        return min(self.due, self.poll_due) if self.others else self.due

    @property
    def folders(self) -> list[Folder]:
        """All that it looks at."""
        return [self.folder, *self.others]

    def open(self) -> None:
        """Open the folder, bring what is new, and rest."""
        before, had = self.messages, self.folder.next_uid
        self.folder, self.messages = self._opened(self.folder)
        self.folder = self._new(self.folder)
        # More or fewer than what came while nobody listened: something else happened, too.
        if before and self.messages - before != self.folder.next_uid - had:
            self.course.compare = True
        self._rest()

    def turn(self) -> None:
        """Look at what the line rests in, and at the others when their time has come; then let it rest."""
        self.line.wake()
        if self.others and self.poll_due <= time.monotonic():
            for position, folder in enumerate(self.others):
                self.others[position] = self._new(self._opened(folder)[0])
            self.open()
            return
        if not self.line.idles:
            self.line.ping()
        self.folder = self._new(self.folder)
        self._rest()

    def _rest(self) -> None:
        at = time.monotonic()
        self.poll_due = at + self.pace.poll
        if self.line.idles:
            more = self.line.rest()
            self.due = at if more else at + self.pace.renew * random.uniform(0.9, 1.0)  # noqa: S311
        else:
            self.due = at + self.pace.poll

    def _opened(self, folder: Folder) -> tuple[Folder, int]:
        state = self.line.open(folder.name)
        found = self.desk.do(
            mailbox.opened, self.organisation, folder.id, state.validity, state.next_uid, now()
        )
        self.course.compare |= found.history_uid != 0  # not looked through yet, or its numbers have changed
        return found, state.messages

    def _new(self, folder: Folder) -> Folder:
        """Bring what the server has got since the last look; the folder as it stands then."""
        looks = True
        while looks:
            self.line.has_news()
            uids = self.line.uids_from(folder.next_uid)
            while uids:
                part, uids = uids[: self.course.at_once], uids[self.course.at_once :]
                folder = self._part(folder, part)
            looks = self.line.has_news()
        return folder

    def _part(self, folder: Folder, uids: list[int]) -> Folder:
        for batch in batches(self.line.listed(uids)):
            folder = self._brought(folder, list(self.line.mails(batch)), batch[-1].uid + 1)
        if folder.next_uid <= uids[-1]:  # gone since they were named
            folder = self._brought(folder, [], uids[-1] + 1)
        self.course.at_once = min(MOST, self.course.at_once * 2)
        return folder

    def _brought(self, folder: Folder, mails: list[Mail], following: int) -> Folder:
        told = self.desk.do(mailbox.bring, self.organisation, folder, mails, now=now(), next_uid=following)
        _BROUGHT.inc(told.new)
        self.course.went_on = True
        return folder._replace(next_uid=following)
