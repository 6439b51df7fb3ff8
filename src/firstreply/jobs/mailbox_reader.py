"""Reader: one mailbox, as long as it is ours: a line in IDLE for each folder, one thread that waits for all of them.

What is new is on disk within a second or two of the server's saying so. A line that drops is opened again at once; a
server that does not answer is asked less and less often. Where it knows no IDLE, or lets us in only once, folders are
looked at every few seconds.
"""

import random
import selectors
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from imapclient.exceptions import IMAPClientError

from firstreply.channels.base import Setup
from firstreply.channels.email.imap_login import DROPPED
from firstreply.channels.email.live import oauth
from firstreply.channels.email.live.account import connected, server_of
from firstreply.channels.email.live.check import explained, named
from firstreply.channels.email.live.folders import watched
from firstreply.channels.email.live.line import Line
from firstreply.core.refusal import Refused
from firstreply.jobs.mailbox_compare import Comparison, Over, Slice, is_due
from firstreply.jobs.mailbox_desk import Desk, asked, now
from firstreply.jobs.mailbox_post import Course, Pace, Post
from firstreply.journey import mailbox
from firstreply.journey.failing import away
from firstreply.store.queries import accounts, mailboxes
from firstreply.store.queries.mailboxes import Folder

#: The line, or what the server says on it, is no good: another one may be.
BROKEN: Final = (IMAPClientError, *DROPPED)
_FIRST_S, _LONGEST_S = 0.5, 60.0
_LOGIN_S, _LOGIN_LONGEST_S = 20.0, 300.0  #: after a refused login: services lock out who tries often
_STEADY_S: Final = 60.0  #: a session that lasted so long was a good one
_SLICE_S: Final = 5.0
_REOPENED: Final = 5  #: lines opened again without a pause, within such a time
_log: Final = structlog.get_logger("firstreply.mailbox")


class Reader:
    """Begun by `start`; `stop` ends it. A changed account is another reader's."""

    def __init__(self, organisation: UUID, source: UUID, revision: int, desk: Desk, pace: Pace) -> None:
        self.organisation, self.source, self.revision = organisation, source, revision
        self._desk, self._pace = desk, pace
        self._over = threading.Event()
        self._bell, self._rings = socket.socketpair()
        self._course = Course()
        self._compared_at = 0.0
        self._crowded = False  #: the server lets us in no more often than it has
        self._broken = 0  #: comparisons that failed, one after the other, and brought nothing
        self._comparing: threading.Thread | None = None
        self._posts: list[Post] = []
        self._reopened: list[float] = []
        self._thread = threading.Thread(target=self._run, name=f"mailbox {source}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask(self) -> None:
        """Compare the folders with the server soon."""
        self._course.compare = True
        self._ring()

    def stop(self) -> None:
        """End soon; `join` waits for it."""
        self._over.set()
        self._ring()

    def join(self, seconds: float) -> None:
        """Wait until it has ended, so long at most."""
        self._thread.join(seconds)

    def _ring(self) -> None:
        with suppress(OSError):
            self._rings.send(b"!")

    def _run(self) -> None:
        failures = 0
        while not self._over.is_set():
            begun, login = time.monotonic(), False
            try:
                self._session()
            except Exception as error:
                if not self._over.is_set():
                    login = self._failed(error)
            finally:
                self._close()
            went_on = self._course.went_on or time.monotonic() - begun > _STEADY_S
            failures, self._course.went_on = 1 if went_on else failures + 1, False
            first, longest = (_LOGIN_S, _LOGIN_LONGEST_S) if login else (_FIRST_S, _LONGEST_S)
            self._over.wait(min(first * 2.0 ** (failures - 1), longest) * random.uniform(0.7, 1.3))  # noqa: S311
        self._bell.close()
        self._rings.close()

    def _failed(self, error: Exception) -> bool:
        """Write down why; whether it was the login that was refused."""
        self._course.broke()
        if away(error):
            _log.warning("database away", reason=" ".join(str(error).split())[:200])
            return False
        facts: dict[str, object]
        code, facts = "imap_unreachable", {"server": "", "reason": str(error)[:200] or type(error).__name__}
        if isinstance(error, Refused):
            code, facts = error.code, dict(error.facts)
            with suppress(Refused):
                code, facts = explained(self._setup(), error)
        elif not isinstance(error, BROKEN):
            _log.error("mailbox failed", source=str(self.source), exc_info=error)
            code, facts = "mailbox_defect", {"reason": type(error).__name__}
        _log.warning(
            "mailbox not read", source=str(self.source), code=code, reason=str(facts.get("reason", ""))[:200]
        )
        with suppress(Exception):  # the database may be away by now: the next failure says it again
            self._desk.do(mailbox.failed, self.organisation, self.source, code, facts, now())
        return code.startswith(("imap_login", "oauth_refused", "mailbox_no"))

    def _setup(self) -> Setup:
        found = self._desk.do(asked, self.organisation, partial(accounts.setup, self.source))
        if found is None:
            raise Refused("not_found", what="mailbox", id=str(self.source))
        return found

    def _session(self) -> None:
        """Read until a line drops that cannot be opened again, or until it is over."""
        setup = self._setup()
        if server_of(setup) is None:  # mail is only sent by it
            self._over.wait()
            return
        line = self._connected(setup)
        folders = self._folders(setup, line)
        if not folders:
            line.close()
            raise Refused("imap_no_such_folder", folder="INBOX")
        self._posts = [self._post(line, folders[0])]
        self._posts[0].open()
        for folder in folders[1:]:
            self._post_for(setup, folder)
        self._watch(setup)

    def _post(self, line: Line, folder: Folder) -> Post:
        return Post(self.organisation, line, folder, self._desk, self._pace, self._course)

    def _connected(self, setup: Setup) -> Line:
        line = Line(connected(setup))
        fresh = oauth.renewed(setup)
        if fresh is not None:
            secrets = {"refresh_token": fresh}
            self._desk.do(mailbox.keep_secrets, self.organisation, self.source, secrets)
        return line

    def _folders(self, setup: Setup, line: Line) -> list[Folder]:
        found, missing = watched(line.folders(), named(setup))
        days = setup.settings.get("history_days")
        return self._desk.do(
            mailbox.folders_known, self.organisation, self.source, found, missing,
            history_days=days if isinstance(days, int) else 0, now=now(),
        )  # fmt: skip

    def _post_for(self, setup: Setup, folder: Folder) -> None:
        """A line of its own for a folder; where there is none to be had, the first one looks at it now and then."""
        first = self._posts[0]
        if first.line.idles:
            try:
                self._posts.append(self._post(self._connected(setup), folder))
                self._posts[-1].open()
                return
            except (Refused, *BROKEN) as error:
                _log.info(
                    "mailbox shares a line",
                    source=str(self.source),
                    folder=folder.name,
                    reason=str(error)[:200],
                )
                if self._posts[-1].folder.id == folder.id:
                    self._posts.pop().line.close()
        first.others.append(folder)
        first.poll_due = 0.0

    def _watch(self, setup: Setup) -> None:
        alive = 0.0
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            for post in self._posts:
                selector.register(post.line, selectors.EVENT_READ, post)
            while not self._over.is_set():
                self._compare(setup)
                due = min(self._compare_due(), *(post.next_due for post in self._posts))
                ready = selector.select(max(0.0, due - time.monotonic()))
                if any(chosen.data is None for chosen, _ in ready):
                    self._bell.recv(4096)
                woken = {id(chosen.data) for chosen, _ in ready}
                for post in self._posts:
                    if id(post) in woken or post.next_due <= time.monotonic():
                        self._kept_turn(setup, post, selector)
                if time.monotonic() - alive > self._pace.alive:
                    alive = time.monotonic()
                    self._desk.do(mailbox.alive, self.organisation, self.source, self._resting(), now())

    def _resting(self) -> list[UUID]:
        return [folder.id for post in self._posts for folder in post.folders]

    def _kept_turn(self, setup: Setup, post: Post, selector: selectors.BaseSelector) -> None:
        """A turn; when the line breaks meanwhile, another line, and the turn again."""
        try:
            post.turn()
        except BROKEN as error:
            self._reopened = [at for at in self._reopened if time.monotonic() - at < _STEADY_S]
            if len(self._reopened) >= _REOPENED or self._over.is_set():
                raise
            self._reopened.append(time.monotonic())
            self._course.broke()
            _log.info("line opened again", source=str(self.source), reason=str(error)[:200])
            selector.unregister(post.line)
            post.line.close()
            self._over.wait(random.uniform(0.05, 0.3))  # noqa: S311
            post.line = self._connected(setup)
            selector.register(post.line, selectors.EVENT_READ, post)
            post.open()

    def _compare(self, setup: Setup) -> None:
        """Have another thread, with a line of its own, compare what is due; or do it here, a while at a time."""
        at = time.monotonic()
        if (self._compare_due() > at and at - self._compared_at < self._pace.again) or self._is_comparing():
            return
        self._compared_at, wanted, self._course.compare = at, self._course.compare, False
        found = self._desk.do(asked, self.organisation, partial(mailboxes.folders, self.source))
        due = [one for one in found if wanted or is_due(one, now(), every_s=self._pace.compare)]
        due = [one for one in due if one.id in set(self._resting())]
        if due and self._crowded:
            self._compared_here(due)
        elif due:
            self._comparing = threading.Thread(
                target=self._compared, args=(setup, due), name=f"compare {self.source}", daemon=True
            )
            self._comparing.start()

    def _is_comparing(self) -> bool:
        return self._comparing is not None and self._comparing.is_alive()

    def _compare_due(self) -> float:
        """When a comparison that was asked for, or that broke, may begin."""
        if not self._course.compare or self._is_comparing():
            return float("inf")  # who ends rings
        if self._crowded:
            return self._compared_at + self._pace.poll
        return self._compared_at + (min(2.0**self._broken, self._pace.again) if self._broken else 0.0)

    def _compared_here(self, folders: list[Folder]) -> None:
        """The server lets us in no more often: new mail waits for some seconds, and history comes bit by bit."""
        post = self._posts[0]
        post.line.wake()
        part = Slice(self._over, time.monotonic() + _SLICE_S)
        for folder in folders:
            if not self._comparison(folder, post.line, part).run():
                self._course.compare = True
                break
        post.open()

    def _comparison(self, folder: Folder, line: Line, over: Over) -> Comparison:
        return Comparison(self.organisation, folder, line, self._desk, over, self._course.at_once * 10)

    def _compared(self, setup: Setup, folders: list[Folder]) -> None:
        line = one = None
        try:
            line = self._connected(setup)
            for folder in folders:
                one = self._comparison(folder, line, self._over)
                one.run()
            self._broken = 0
        except Exception as error:
            if self._over.is_set():
                return
            self._broken = 1 if one is not None and one.went_on else self._broken + 1
            self._course.broke()
            self._course.compare = True
            self._crowded = line is None and isinstance(error, Refused) and error.code == "imap_login_failed"
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            _log.warning("mailbox not compared", source=str(self.source), reason=reason)
            if not isinstance(error, (Refused, *BROKEN)) and not away(error):
                _log.error("comparison failed", source=str(self.source), exc_info=error)
        finally:
            if line is not None:
                line.close()
            self._ring()

    def _close(self) -> None:
        for post in self._posts:
            post.line.close()
        self._posts, self._crowded = [], False
