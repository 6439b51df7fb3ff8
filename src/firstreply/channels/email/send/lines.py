"""Lines: connections that several letters to the same server go through, kept for some seconds."""

import smtplib
import threading
import time
from collections.abc import Collection
from typing import Final, NamedTuple

from firstreply.channels.answer import Answer, TryAgain
from firstreply.channels.email.send.handing import handed_in, said
from firstreply.channels.email.send.line import STEP_S, Relay, closed, opened
from firstreply.channels.outward import PrivateAddressError, adopt, outward

WHOLE_S: Final = 90.0  #: for the whole conversation about one letter, besides carrying it
_SLOWEST: Final = 100_000  #: octets in a second that a line carries at least
_KEPT_S: Final = 15.0
_MOST: Final = 50  #: letters through one line: servers tire of more
_IDLE: Final = 32  #: lines that are kept at all


class Kept(NamedTuple):
    """A line that waits for the next letter."""

    line: smtplib.SMTP
    until: float
    letters: int


class Lines:
    """Lines to every server, each used by one letter at a time."""

    def __init__(self, *, step_s: float = STEP_S, whole_s: float = WHOLE_S) -> None:
        self._kept: dict[Relay, list[Kept]] = {}
        self._lock = threading.Lock()
        self._step_s, self._whole_s = step_s, whole_s

    def hand_in(
        self,
        relay: Relay,
        sender: str,
        to: str,
        octets: bytes,
        *,
        receipt: str = "",
        hosts: Collection[str] = (),
    ) -> Answer:
        """Hand one letter in, through a kept line or a new one. `hosts` of a private network may be reached."""
        own = relay.host in hosts
        try:
            seconds = self._whole_s + len(octets) / _SLOWEST
            with outward(seconds=seconds, hosts=(relay.host,) if own else ()):
                kept = self._taken(relay)
                if kept is not None:
                    answer = self._tried(relay, kept, sender, to, octets, receipt)
                    if answer is not None:
                        return answer
                line = opened(relay, step_s=self._step_s)
                return self._first(relay, line, sender, to, octets, receipt)
        except PrivateAddressError:
            return TryAgain(reason="address_not_public", unreachable=True)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return said(error)

    def greet(self, relay: Relay, *, hosts: Collection[str] = ()) -> TryAgain | None:
        """Log in and say goodbye; why that did not work, or None."""
        try:
            with outward(seconds=self._whole_s, hosts=(relay.host,) if relay.host in hosts else ()):
                closed(opened(relay, step_s=self._step_s))
        except PrivateAddressError:
            return TryAgain(reason="address_not_public", unreachable=True)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return said(error)
        return None

    def close(self) -> None:
        """Say goodbye to every server."""
        with self._lock:
            every = [kept.line for those in self._kept.values() for kept in those]
            self._kept.clear()
        for line in every:
            closed(line)

    def _first(
        self, relay: Relay, line: smtplib.SMTP, sender: str, to: str, octets: bytes, receipt: str
    ) -> Answer:
        """A server that let us in and then hangs up is there: other letters need not wait for this one."""
        try:
            return self._through(relay, Kept(line, 0.0, 0), sender, to, octets, receipt)
        except (OSError, smtplib.SMTPException) as error:
            return TryAgain(reason=f"no_answer: {type(error).__name__}")

    def _tried(
        self, relay: Relay, kept: Kept, sender: str, to: str, octets: bytes, receipt: str
    ) -> Answer | None:
        """None where the server has gone meanwhile, and so nobody has the letter."""
        try:
            if kept.line.sock is not None:
                adopt(kept.line.sock)
            return self._through(relay, kept, sender, to, octets, receipt)
        except (OSError, smtplib.SMTPException):
            return None

    def _through(self, relay: Relay, kept: Kept, sender: str, to: str, octets: bytes, receipt: str) -> Answer:
        try:
            answer = handed_in(kept.line, sender, to, octets, receipt=receipt)
        except BaseException:
            kept.line.close()
            raise
        if kept.line.sock is not None:
            self._keep(relay, kept)
        return answer

    def _taken(self, relay: Relay) -> Kept | None:
        now, late = time.monotonic(), []
        with self._lock:
            for those in self._kept.values():
                late += [kept.line for kept in those if kept.until <= now]
                those[:] = [kept for kept in those if kept.until > now]
            self._kept = {whose: those for whose, those in self._kept.items() if those}
            mine = self._kept.get(relay)
            found = mine.pop() if mine else None
        for line in late:
            line.close()
        return found

    def _keep(self, relay: Relay, kept: Kept) -> None:
        with self._lock:
            room = sum(len(those) for those in self._kept.values()) < _IDLE
            if room and kept.letters + 1 < _MOST:
                again = Kept(kept.line, time.monotonic() + _KEPT_S, kept.letters + 1)
                self._kept.setdefault(relay, []).append(again)
                return
        closed(kept.line)
