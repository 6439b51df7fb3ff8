"""Run: a change is kept with what it would have done: at once when that is quick, else by a worker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey.later import Job, later
from firstreply.journey.organise.decided import By
from firstreply.journey.rehearse.replay import Period, judge, replayed
from firstreply.journey.rehearse.result import compared
from firstreply.journey.rehearse.setting import Proposal, Setting, in_force, known, proposed
from firstreply.store.models import Replay
from firstreply.store.queries import rehearsal
from firstreply.store.tenancy import acting, organisation

PERIOD: Final = timedelta(days=30)
MOST: Final = 50_000  #: waits; the latest ones of more
AT_ONCE: Final = 3_000  #: so many take less than two seconds
WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
_TOLD: Final = 1000  #: waits after which it is written down how far it is
_OVER: Final = (DONE, STOPPED, FAILED)


class _StoppedError(Exception):
    """Nobody wants to know any more."""


def begin(
    change: Proposal, by: By, *, definition: UUID | None = None, revision: int = 0, at_once: int = AT_ONCE
) -> UUID:
    """Keep a change and have it replayed; its id. What is quick is done when this returns.

    In the caller's transaction. `definition` is the draft it is, `revision` what the caller saw of that
    or of what it changes. Refuses what cannot be read.
    """
    setting = in_force(by.at)
    known(change, setting)
    proposed(setting, change)
    Replay.objects.filter(created_at__lt=by.at - PERIOD).delete()
    total = min(rehearsal.count(by.at - PERIOD, by.at), MOST)
    row = Replay.objects.create(
        organisation_id=organisation(), member_id=by.member, kind=change.kind, about=change.about or definition,
        value=dict(change.value), revision=revision, total=total,
    )  # fmt: skip
    if total > at_once:
        later(Job.REPLAY, organisation=str(organisation()), replay=str(row.pk))
    else:
        _work(row.pk, by.at, lambda done: None)
    return row.pk


def run(
    organisation_id: UUID, replay: UUID, *, clock: Callable[[], datetime], stop: Callable[[], bool]
) -> bool:
    """Do one that waits, or that a dead worker left; whether nothing is left to do. Begun again, it begins anew."""
    now = clock()
    with acting(organisation_id):
        left = Replay.objects.filter(pk=replay).exclude(state__in=_OVER)
        if not left.update(state=RUNNING, started_at=now, done=0):
            return True
    try:
        with acting(organisation_id):
            period, both, total = _read(replay, now)
        _finish(
            organisation_id, replay, period, both, total, now, clock, _Progress(organisation_id, replay, stop)
        )
    except _StoppedError:
        return not stop()
    except Refused as refused:  # what it refers to went meanwhile
        with acting(organisation_id):
            told = {"code": refused.code, "facts": {name: str(fact) for name, fact in refused.facts.items()}}
            Replay.objects.filter(pk=replay).update(state=FAILED, ended_at=clock(), result=told)
    return True


def stop(replay: UUID, now: datetime) -> None:
    """Nobody wants to know any more. Refuses `not_found`."""
    if not Replay.objects.filter(pk=replay).exists():
        raise Refused("not_found", what="replay", id=str(replay))
    Replay.objects.filter(pk=replay).exclude(state__in=_OVER).update(state=STOPPED, ended_at=now)


class _Progress:
    """How far it is, written down now and then; raises _StoppedError once it is to stop."""

    def __init__(self, organisation_id: UUID, replay: UUID, stop: Callable[[], bool]) -> None:
        self._own, self._replay, self._stop = organisation_id, replay, stop
        self._done, self._next = 0.0, 0.0

    def __call__(self, done: int) -> None:
        self._done += done / 2  # there are two settings
        if self._done < self._next:
            return
        self._next = self._done + _TOLD
        with acting(self._own):
            running = Replay.objects.filter(pk=self._replay, state=RUNNING).update(done=int(self._done))
        if not running or self._stop():
            raise _StoppedError


_Both = tuple[Setting, Setting, bool]


def _read(replay: UUID, now: datetime) -> tuple[Period, _Both, int]:
    row = rehearsal.replay(replay)
    assert row is not None  # whoever runs it has just seen it
    setting = in_force(now)
    change = proposed(setting, Proposal(row.kind, row.value, row.about))
    since = now - PERIOD
    waits = rehearsal.waits(since, now, MOST)
    asked = {one.lead for one in waits}
    scorings = (setting.judging.scoring, change.judging.scoring)
    counted = any(one is not None and one.engagement for one in scorings)
    period = Period(
        waits=waits, leads=rehearsal.known(asked), engaged=rehearsal.engaged(asked) if counted else {},
        leaves=rehearsal.leaves(since, now), until=now,
    )  # fmt: skip
    return period, (setting, change, row.kind != "promise"), rehearsal.count(since, now)


def _work(replay: UUID, now: datetime, told: Callable[[int], None]) -> None:
    """In the caller's transaction."""
    period, both, total = _read(replay, now)
    Replay.objects.filter(pk=replay).update(
        state=DONE,
        started_at=now,
        ended_at=now,
        done=len(period.waits),
        result=_result(period, both, total, now, told),
    )


def _finish(
    own: UUID, replay: UUID, period: Period, both: _Both, total: int, now: datetime,
    clock: Callable[[], datetime], told: Callable[[int], None],
) -> None:  # fmt: skip
    """Outside any transaction: it may take seconds."""
    result = _result(period, both, total, now, told)
    with acting(own):
        running = Replay.objects.filter(pk=replay, state=RUNNING)
        running.update(state=DONE, ended_at=clock(), done=len(period.waits), result=result)


def _result(
    period: Period, both: _Both, total: int, now: datetime, told: Callable[[int], None]
) -> dict[str, object]:
    setting, change, routes = both
    judged = judge(period, setting, told)
    before = replayed(period, setting, judged, told, routes=routes)
    if change.judging is not setting.judging:
        judged = judge(period, change, told)
    after = replayed(period, change, judged, told, routes=routes)
    return compared(
        period, before, after, left_out=max(0, total - len(period.waits)), since=now - PERIOD, now=now
    )
