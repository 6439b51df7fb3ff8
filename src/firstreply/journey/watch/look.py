"""Look: accounts that are due are looked at: how they are now, whether that is news, and who is told.

A look is claimed with a lease and ends in one transaction: the rows are locked, read again, and what is told is
written down with them. So two workers tell once, and one that is killed has told nobody.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from firstreply.channels.base import Checked
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.watch.health import Failure, HealthState, News, Standing, news, next_look, standing
from firstreply.core.watch.rhythm import Rhythm
from firstreply.journey import programs, telling
from firstreply.journey.watch.note import CHECK, SEND
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Health, Hour, Source
from firstreply.store.queries import health
from firstreply.store.queries.due import above
from firstreply.store.tenancy import acting, organisation

CHANGED: Final = "channel"  #: the kind of change that screens of accounts follow
_LEASE: Final = timedelta(minutes=2)
#: Who uses the account all the time knows better than a try: it is left alone while they say that all is well.
_USED: Final = timedelta(minutes=5)
_UNWATCHED: Final = timedelta(days=1)
#: Longer than what could not be sent waits for another try.
_SENT_AGAIN: Final = timedelta(hours=2)
_KEPT: Final = timedelta(weeks=17)
_DUE: Final = """
INSERT INTO health AS h (id, organisation_id, source_id, state, code, facts, parts, rhythm, next_check_at)
SELECT gen_random_uuid(), %(own)s, s.id, 'fine', '', '{}', '{}', '{}', %(until)s FROM source s
LEFT JOIN health k ON k.organisation_id = %(own)s AND k.source_id = s.id
WHERE s.organisation_id = %(own)s AND s.disabled_at IS NULL AND s.kind NOT IN ('import', 'file')
  AND (k.next_check_at IS NULL OR k.next_check_at <= %(now)s)
ORDER BY s.id LIMIT %(most)s
ON CONFLICT (organisation_id, source_id) DO UPDATE SET next_check_at = excluded.next_check_at
WHERE h.next_check_at IS NULL OR h.next_check_at <= %(now)s
RETURNING source_id, last_ok_at IS NOT NULL AND last_ok_at > %(used)s AND parts = '{}'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An account that was looked at; `checked` None: nobody asked the other side."""

    source: UUID
    checked: Checked | None = None


def claimed(organisation_id: UUID, *, now: datetime, most: int) -> dict[UUID, bool]:
    """Take up to `most` accounts that are due; whether each is to be tried, for nobody used it with success just now.

    Nobody else looks at them until the look is over, or two minutes have passed.
    """
    asked = {"now": now, "until": now + _LEASE, "used": now - _USED, "most": most}
    with acting(organisation_id):
        return {source: not used for source, used in bulk.fetch(_DUE, {"own": organisation(), **asked})}


def looked(organisation_id: UUID, found: Sequence[Looked], *, now: datetime) -> int:
    """Write down how these accounts are now and tell the administrators what is news; how many were told of."""
    with acting(organisation_id):
        told = _looked({one.source: one.checked for one in found}, now)
        if told:
            admins = above(now).admins
            alerts = [_alert(one, admins, now) for one in told]
            programs.tell(_event(one, now) for one in told if one.what is not News.REMINDER)
            telling.tell(alerts, now=now, changes=[_change(one) for one in told])
        return len(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    source: Source
    what: News
    standing: Standing


def _looked(found: Mapping[UUID, Checked | None], now: datetime) -> list[_News]:
    asked = [{"id": new_id(), "source_id": own} for own, checked in sorted(found.items()) if checked]
    bulk.insert(Health, asked, unless_there=True)  # nobody has looked at what was just made
    rows = list(Health.objects.select_for_update().filter(source_id__in=found).order_by("source_id"))
    sources = Source.objects.in_bulk([row.source_id for row in rows])
    rhythms = _rhythms(rows, now)
    told = []
    for row in rows:
        source = sources[row.source_id]
        _tried(row, found[source.pk], now)
        what, after = _settle(row, rhythms.get(source.pk), now)
        if what is not None:
            told.append(_News(source=source, what=what, standing=after))
    Health.objects.bulk_update(rows, _WRITTEN)
    Hour.objects.filter(source_id__in=sources, hour__lt=now - _KEPT).delete()
    return told


_WRITTEN: Final = (
    "state", "code", "facts", "parts", "rhythm", "since", "told_at", "last_ok_at", "last_error_at", "checked_at",
    "next_check_at",
)  # fmt: skip


def _rhythms(rows: Collection[Health], now: datetime) -> dict[UUID, Rhythm]:
    heard = {row.source_id: row.last_in_at for row in rows if row.last_in_at is not None}
    if not heard:
        return {}
    zone, off = health.zone(), health.off_days()
    return {
        source: Rhythm.of(counts, zone, last=heard[source], off=off)
        for source, counts in health.hours(heard, now).items()
    }


def _tried(row: Health, checked: Checked | None, now: datetime) -> None:
    """What the other side said when it was asked."""
    if checked is None:
        return
    row.checked_at = now
    parts = dict(row.parts)
    before = parts.pop(CHECK, None)
    if checked.ok:
        row.last_ok_at = now
        if row.last_error_at is None or row.last_error_at < now - _SENT_AGAIN:
            parts.pop(SEND, None)  # nothing is left to be sent that could say that it works again
    else:
        code, facts = checked.code or "channel_check_failed", checked.facts
        one = Failure(code=code, since=now, facts=facts)
        parts[CHECK] = (Failure.from_dict(before).again(code, facts, 1) if before else one).to_dict()
        row.last_error_at = now
    row.parts = parts


def _settle(row: Health, rhythm: Rhythm | None, now: datetime) -> tuple[News | None, Standing]:
    """How the account is now, on its row; and what of that is to be told."""
    failures = {part: Failure.from_dict(one) for part, one in row.parts.items()}
    heard = _watched_from(row, now)
    silence = rhythm.silence(heard, now) if rhythm else None
    before, after = HealthState(row.state), standing(failures, silence, now)
    if (before, row.code) != (after.state, after.code) or row.since is None:
        row.state, row.code, row.since = after.state.value, after.code, after.since
    row.facts = dict(after.facts)
    after = Standing(state=after.state, since=row.since, code=after.code, facts=after.facts)
    what = news(before, after, row.told_at, now)
    if what is not None:
        row.told_at = None if what is News.SOLVED else now
    quiet_at = rhythm.unusual_from(heard) if rhythm else None
    row.rhythm = {
        "days": [round(one, 2) for one in rhythm.by_day] if rhythm else [],
        "quiet_at": quiet_at and quiet_at.isoformat(),
        "looked_at": now.isoformat(),
        "from": heard.isoformat(),
    }
    count = max((one.count for one in failures.values()), default=0)
    chance = random.random()  # noqa: S311 (spreads looks, protects nothing)
    row.next_check_at = next_look(after, row.told_at, quiet_at, now, failed=count, chance=chance)
    return what, after


def _watched_from(row: Health, now: datetime) -> datetime:
    """Since when nothing came while somebody watched: silence of what was switched off for a day says nothing."""
    before, begun = (_instant(row.rhythm.get(name)) for name in ("looked_at", "from"))
    if before is not None and now - before > _UNWATCHED:
        begun = now
    return max(one for one in (row.last_in_at or now, begun) if one is not None)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _alert(one: _News, admins: tuple[UUID, ...], now: datetime) -> Alert:
    after = one.standing
    return Alert(
        key=f"channel:{one.source.pk}:{int(now.timestamp() * 1000)}",
        kind=AlertKind.CHANNEL,
        members=admins,
        facts={
            "account": str(one.source.pk),
            "name": one.source.name,
            "kind": one.source.kind,
            "news": one.what.value,
            "state": after.state.value,
            "code": after.code,
            "since": after.since.isoformat(),
            "facts": dict(after.facts),
        },
    )


def _event(one: _News, now: datetime) -> programs.Event:
    after = one.standing
    data = {"source": one.source.pk, "kind": one.source.kind, "code": after.code, "since": after.since}
    key = f"channel:{one.source.pk}:{int(now.timestamp() * 1000)}"
    return programs.Event(kind=f"channel.{after.state.value}", key=key, at=now, data=data)


def _change(one: _News) -> Change:
    facts = {"account": str(one.source.pk), "state": one.standing.state.value}
    return Change(kind=CHANGED, facts=facts)
