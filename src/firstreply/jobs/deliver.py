"""Deliver: what waits to be sent goes out, many at once, each place at its own pace.

One thread speaks to the database: it claims, hands out, renews leases and writes down what became of each. The others
only send. A place that is slow, dead or hostile holds as many of them as its lane is wide and rests after each failure.
"""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

import prometheus_client
import structlog
from django.db import connection

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.jobs import sending
from firstreply.jobs.listen import listening
from firstreply.jobs.outlive import alone, outlived, tell
from firstreply.jobs.retry import again
from firstreply.journey import deliver, reply, telling, watch
from firstreply.journey.deliver import DeliveryState, Settled, Tried, Turn
from firstreply.journey.effects import TOLD
from firstreply.journey.failing import away
from firstreply.store.queries.telling import organisations, organisations_to_tell

LEASE: Final = timedelta(seconds=10)  #: what a killed process held is free after this
THREADS: Final = 32
SWEEP: Final = 1.0  #: seconds after which is found what a wake-up missed, or what became due
_RENEWED: Final = LEASE.total_seconds() / 3
_LANE: Final = 4  #: sends to one place at once
_REST, _LONGEST_REST = 1.0, 60.0
_TIDY: Final = 600.0  #: seconds between two looks for events that no screen resumes after any more
_SETTLED: Final = prometheus_client.Counter(
    "firstreply_deliveries_total", "Deliveries by what became of a turn", ["channel", "outcome"]
)
_REPEATED: Final = prometheus_client.Counter(
    "firstreply_deliveries_maybe_repeated_total",
    "Sent again after an attempt that ended without word",
    ["channel"],
)
_log: Final = structlog.get_logger("firstreply.deliver")

Send = Callable[[Turn, datetime], Answer]


def run(stop: threading.Event, *, send: Send = sending.send, threads: int = THREADS) -> None:
    """Deliver until `stop`; then finish what is being sent."""
    wake = threading.Event()
    tidied = 0.0
    with listening(TOLD, wake, stop), _Desk(send, threads, wake) as desk:
        while not stop.is_set():
            with outlived(_log, stop, SWEEP):
                desk.turn()
                if time.monotonic() - tidied > _TIDY:
                    _tidy(datetime.now(UTC))
                    tidied = time.monotonic()
            wake.wait(SWEEP)
            wake.clear()
    connection.close()


class _Desk:
    """Who sends what right now."""

    def __init__(self, send: Send, threads: int, wake: threading.Event) -> None:
        self._send, self._threads, self._wake = send, threads, wake
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="deliver")
        self._done: queue.SimpleQueue[tuple[Turn, Answer, Tried | None]] = queue.SimpleQueue()
        self._unwritten: list[Settled] = []
        self._handed: dict[UUID, list[watch.Handed]] = {}  # by organisation: how sending by accounts went
        self._sending: dict[UUID, Turn] = {}
        self._lanes: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._resting: dict[str, float] = {}  # lane: until when, by the monotonic clock
        self._renewed = time.monotonic()

    def __enter__(self) -> "_Desk":
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what is being sent; what cannot be written down any more is sent again when its lease ends."""
        while self._sending:
            with outlived(_log):
                self._keep()
            with outlived(_log):
                self._write()
            self._wake.wait(0.1)
            self._wake.clear()
        self._pool.shutdown()
        with outlived(_log):
            self._write()

    def turn(self) -> None:
        """Write down what is done, keep the leases of what is not, claim as much as there is room for."""
        self._write()
        self._keep()
        now = datetime.now(UTC)
        if len(self._sending) >= self._threads:
            return
        waiting = organisations_to_tell(now)
        for position, organisation in enumerate(waiting):
            free = self._threads - len(self._sending)
            share = max(1, free // (len(waiting) - position))
            with alone(_log, organisation=str(organisation)):
                if free > 0 and self._claim(organisation, share, now):
                    self._wake.set()  # there may be more, in lanes that those before it hid

    def _claim(self, organisation: UUID, most: int, now: datetime) -> int:
        room = {lane: _LANE - taken for lane, taken in self._lanes.items()}
        room |= {lane: 0 for lane, until in self._resting.items() if until > time.monotonic()}
        turns = deliver.claimed(organisation, now=now, lease=LEASE, most=most, room=room, otherwise=_LANE)
        for turn in turns:
            self._sending[turn.id] = turn
            self._lanes[turn.lane] += 1
            reason = deliver.unwanted(turn)
            if reason:
                self._done.put((turn, Rejected(reason=reason), None))
                self._wake.set()
            else:
                self._pool.submit(self._sent, turn)
        return len(turns)

    def _sent(self, turn: Turn) -> None:
        """In a sending thread."""
        at, began = datetime.now(UTC), time.monotonic()
        try:
            answer = self._send(turn, at)
        except Exception as error:  # a defect in one sender must not keep its lane for ever
            _log.error("defect", channel=turn.channel, delivery=str(turn.id), error=type(error).__name__)
            answer = TryAgain(reason=f"defect: {type(error).__name__}")
        took_ms = int((time.monotonic() - began) * 1000)
        self._done.put((turn, answer, Tried(at=at, took_ms=took_ms, heard=answer.heard)))
        self._wake.set()

    def _write(self) -> None:
        now = datetime.now(UTC)
        while True:
            try:
                turn, answer, tried = self._done.get_nowait()
            except queue.Empty:
                break
            self._sending.pop(turn.id, None)
            self._lane_after(turn.lane, answer)
            self._hand(turn, answer)
            self._unwritten.append(replace(_settled(turn, answer, now), tried=tried))
        for organisation, group in groupby(sorted(self._unwritten, key=_whose), key=_whose):
            results = list(group)
            _settle(organisation, results, now)
            written = {one.turn.id for one in results}
            self._unwritten = [one for one in self._unwritten if one.turn.id not in written]
            for one in results:
                _count(one)
        while self._handed:
            organisation, handed = self._handed.popitem()
            with alone(_log, organisation=str(organisation)):
                watch.handed(organisation, handed, now=now)

    def _hand(self, turn: Turn, answer: Answer) -> None:
        """Of a reply: whether its account could be sent by. A reader who cannot be reached is not its trouble."""
        trouble = isinstance(answer, TryAgain) and answer.unreachable
        if turn.channel == reply.CHANNEL and turn.account and (trouble or isinstance(answer, Sent)):
            reason = answer.reason if isinstance(answer, TryAgain) else ""
            one = watch.Handed(source=UUID(turn.account["id"]), reason=reason)
            self._handed.setdefault(turn.organisation, []).append(one)

    def _lane_after(self, lane: str, answer: Answer) -> None:
        self._lanes[lane] -= 1
        if self._lanes[lane] <= 0:
            del self._lanes[lane]
        if isinstance(answer, TryAgain) and answer.unreachable:
            self._failures[lane] += 1
            rest = min(_REST * 2.0 ** min(self._failures[lane] - 1, 10), _LONGEST_REST)
            self._resting[lane] = time.monotonic() + rest
        else:
            self._failures.pop(lane, None)
            self._resting.pop(lane, None)

    def _keep(self) -> None:
        if time.monotonic() - self._renewed < _RENEWED:
            return
        self._renewed = time.monotonic()
        until = datetime.now(UTC) + LEASE
        turns = sorted(self._sending.values(), key=lambda turn: turn.organisation)
        for organisation, group in groupby(turns, key=lambda turn: turn.organisation):
            deliver.renewed(organisation, list(group), until)


def _settle(organisation: UUID, results: Sequence[Settled], now: datetime) -> None:
    """Write them down. Where that fails, each alone: what cannot be written as it is, is given up."""
    about = str(organisation)
    try:
        _write_down(organisation, results, now)
    except Exception as error:
        if away(error):
            raise
        tell(_log, error, organisation=about)
        if len(results) > 1:
            for one in results:
                _settle(organisation, [one], now)
            return
        reason = f"defect: {type(error).__name__}"
        with alone(_log, organisation=about):
            bare = [Settled(turn=one.turn, state=DeliveryState.FAILED, reason=reason) for one in results]
            _write_down(organisation, bare, now)


def _write_down(organisation: UUID, results: Sequence[Settled], now: datetime) -> None:
    replies = [one for one in results if one.turn.channel == reply.CHANNEL]
    rest = [one for one in results if one.turn.channel != reply.CHANNEL]
    if replies:
        reply.settled(organisation, replies, now)
    if rest:
        deliver.settled(organisation, rest, now)


def _settled(turn: Turn, answer: Answer, now: datetime) -> Settled:
    if isinstance(answer, Sent):
        return Settled(turn=turn, state=DeliveryState.SENT, answer=answer)
    if isinstance(answer, Rejected):
        unwanted = answer.reason in _UNWANTED
        state = DeliveryState.DROPPED if unwanted else DeliveryState.FAILED
        return Settled(turn=turn, state=state, reason=answer.reason, gone=answer.gone)
    chance = random.random()  # noqa: S311 (spreads retries, protects nothing)
    at = again(turn.channel, turn.attempts, now, asked=answer.after, chance=chance)
    if at is None:
        return Settled(turn=turn, state=DeliveryState.FAILED, reason=answer.reason)
    return Settled(turn=turn, state=DeliveryState.PENDING, reason=answer.reason, again_at=at)


def _tidy(now: datetime) -> None:
    for organisation in organisations():
        telling.forget(organisation, before=now - telling.KEPT)
        deliver.forget(organisation, before=now - deliver.KEPT)


def _whose(one: Settled) -> UUID:
    return one.turn.organisation


def _count(one: Settled) -> None:
    _SETTLED.labels(one.turn.channel, one.state.value).inc()
    if one.turn.repeated and one.state is DeliveryState.SENT:
        _REPEATED.labels(one.turn.channel).inc()
    if one.state is DeliveryState.FAILED:
        _log.warning("given up", channel=one.turn.channel, delivery=str(one.turn.id), reason=one.reason)


#: Reasons by which a delivery is dropped: nobody wants it any more.
_UNWANTED: Final = frozenset(
    {"channel_off", "endpoint_disabled", "member_left", "moved_on", "reply_cancelled", "wait_ended"}
)
