"""Digests: figures that somebody wants by mail, day by day or quarter by quarter; each is sent once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from firstreply.channels.file.days import jalali_month
from firstreply.core import digest
from firstreply.core.capture.dates import calendar_of
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import AlertKind
from firstreply.journey import effects
from firstreply.journey.organise.decided import By, changed, held, made
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Delivery, DeliveryState, Digest, Member, Organisation
from firstreply.store.tenancy import acting, organisation

#: The day that weeks begin with, Monday 0, by the language of an organisation.
FIRST_WEEKDAY: Final = {"ar": 6, "fa": 5}
_MOST: Final = 20  #: of one member
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A digest whose moment has come, and what is needed to write it."""

    id: UUID
    member: UUID
    role: str
    every: str
    query: str
    next_at: datetime
    since: datetime
    until: datetime
    zone: str
    language: str
    calendar: str  #: that its member reads days in


def wish(member: UUID, every: str, at: str, query: str, by: By) -> UUID:
    """Send these figures to a member from now on.

    Refuses `digest_period_unknown`, `digest_time_unreadable`, `digests_too_many`, `text_too_long`.
    """
    _one_more(member)
    if len(query) > _LONGEST:
        raise Refused("text_too_long", limit=_LONGEST)
    row = Digest(organisation_id=organisation(), member_id=member, every=every, at=at, query=query)
    row.next_at = _next(row, by.at)
    return made(row, by).pk


def end(own: UUID, member: UUID | None, by: By) -> None:
    """Send it no more; `member`: only if it is theirs. Refuses `not_found`."""
    row = held(Digest, own)
    if member is not None and row.member_id != member:
        raise Refused("not_found", what="digest", id=str(own))
    if row.ended_at is None:
        changed(row, {"ended_at": by.at}, by)


def resume(own: UUID, member: UUID, by: By) -> None:
    """Send one of theirs again that was ended, from the next period on. Refuses `not_found`, `digests_too_many`."""
    row = held(Digest, own)
    if row.member_id != member:
        raise Refused("not_found", what="digest", id=str(own))
    if row.ended_at is not None:
        _one_more(member)
        changed(row, {"ended_at": None, "next_at": _next(row, by.at)}, by)


def due(organisation_id: UUID, *, now: datetime, most: int = 50) -> list[Due]:
    """Those to be sent now. One transaction; those of members who left end."""
    with acting(organisation_id):
        rows = (
            Digest.objects.filter(ended_at=None, next_at__lte=now)
            .select_related("member")
            .order_by("next_at")
        )
        found = list(rows[:most])
        gone = [row.pk for row in found if row.member.left_at is not None]
        if gone:
            Digest.objects.filter(pk__in=gone).update(ended_at=now)
        return [_due(row, row.next_at) for row in found if row.member.left_at is None]


def one(own: UUID, member: UUID, *, now: datetime) -> Due:
    """One of a member's, of the last whole period. Refuses `not_found`."""
    row = Digest.objects.select_related("member").filter(pk=own, member_id=member, ended_at=None).first()
    if row is None:
        raise Refused("not_found", what="digest", id=str(own))
    return _due(row, now)


def sent(
    organisation_id: UUID,
    one_due: Due,
    title: str,
    lines: Sequence[str],
    figures: Mapping[str, Any],
    *,
    now: datetime,
) -> bool:
    """Put what was written on its way and wait for the next; False when another worker did. One transaction."""
    with acting(organisation_id):
        row = (
            Digest.objects.select_for_update()
            .filter(pk=one_due.id, next_at=one_due.next_at, ended_at=None)
            .first()
        )
        if row is None:
            return False
        Digest.objects.filter(pk=row.pk).update(last_at=now, next_at=_next(row, now))
        put(one_due, title, lines, figures, key=one_due.next_at.isoformat(), now=now)
        return True


def put(
    one_due: Due, title: str, lines: Sequence[str], figures: Mapping[str, Any], *, key: str, now: datetime
) -> None:
    """A letter to its member, once for each `key`: its lines as text, its figures for tables."""
    told = {"title": title, "lines": list(lines), "figures": dict(figures), "query": one_due.query}
    row = {
        "id": new_id(),
        "key": f"digest:{one_due.id}:{key}",
        "channel": "email",
        "kind": AlertKind.DIGEST.value,
        "member_id": one_due.member,
        "payload": {"facts": told, "to": "", "lane": "email"},
        "state": DeliveryState.PENDING.value,
        "not_before": now,
    }
    if bulk.insert(Delivery, [row], unless_there=True):
        bulk.notify(effects.TOLD, [organisation()])


def _one_more(member: UUID) -> None:
    if Digest.objects.filter(member_id=member, ended_at=None).count() >= _MOST:
        raise Refused("digests_too_many", most=_MOST)


def _due(row: Digest, at: datetime) -> Due:
    home = Organisation.objects.get()
    member: Member = row.member
    language, calendar = _reads(member, home)
    since, until = digest.stretch(at, row.every, ZoneInfo(home.zone), **_begins(home, calendar))
    return Due(
        id=row.pk,
        member=row.member_id,
        role=member.role,
        every=row.every,
        query=row.query,
        next_at=row.next_at,
        since=since,
        until=until,
        zone=home.zone,
        language=language,
        calendar=calendar,
    )


def _next(row: Digest, at: datetime) -> datetime:
    home = Organisation.objects.get()
    _, calendar = _reads(row.member, home)
    on = digest.read_time(row.at)
    return digest.next_after(at, row.every, on, ZoneInfo(home.zone), **_begins(home, calendar))


def _reads(member: Member, home: Organisation) -> tuple[str, str]:
    """The language and the calendar that they read in."""
    language = member.looks.get("language") or member.alerts.get("language") or home.language
    return language, calendar_of(member.looks.get("calendar", ""), language)


class _Begins(TypedDict):
    first_weekday: int
    months: digest.Months


def _begins(home: Organisation, calendar: str) -> _Begins:
    """With which days weeks and months begin. Months are those of the page: of the Jalali calendar, else Gregorian."""
    months = jalali_month if calendar == "jalali" else digest.gregorian
    return {"first_weekday": FIRST_WEEKDAY.get(home.language, 0), "months": months}
