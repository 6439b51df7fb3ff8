"""Cover: which colleagues could take over what somebody cannot answer (R4)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from firstreply.core.calendar import Part, open_seconds
from firstreply.core.member import Presence
from firstreply.core.route.assignment import Skip, Skipped
from firstreply.core.route.case import Case, Load
from firstreply.core.route.member import Member, Stretch
from firstreply.core.route.there import ANSWERING, away


class Cover(NamedTuple):
    """A colleague who is proposed, with what speaks for them."""

    member: str
    same_team: bool
    speaks: bool  #: the lead's language is among theirs, or nobody knows
    open: int  #: waits they have already
    free_for: int  #: seconds until then that they work and are free
    online: bool


class Proposed(NamedTuple):
    """Colleagues in order, best first, and why not the others."""

    covers: tuple[Cover, ...]
    skipped: tuple[Skipped, ...]


def cover_candidates(
    case: Case,
    *,
    asking: str,
    members: Mapping[str, Member],
    loads: Mapping[str, Load],
    now: int,
    until: int,
    busy: Mapping[str, Iterable[Stretch]] | None = None,
) -> Proposed:
    """Who could answer instead of `asking` between `now` and `until` (epoch seconds; usually when the wait is due).

    `busy` are appointments `[start, stop)` by member, in any order. Proposed is who works now and has some free time
    before `until`: first who speaks the language, then the same team, then those who are online, then fewest open
    waits, then most free time, then by id. `asking` and everybody in `case.excluded` are left out with their reason.
    """
    teams = set(members[asking].teams) if asking in members else set()
    covers, skipped = [], []
    for member in sorted(members.values(), key=lambda one: one.id):
        if member.id == asking:
            continue
        reason = _reason(member, case, loads, now)
        free = 0 if reason else _free(member, now, until, (busy or {}).get(member.id, ()))
        if reason is None and free == 0:
            reason = Skipped(member.id, Skip.BUSY)
        if reason is not None:
            skipped.append(reason)
            continue
        languages = member.languages
        covers.append(
            Cover(
                member=member.id,
                same_team=not teams.isdisjoint(member.teams),
                speaks=case.language is None or not languages or case.language in languages,
                open=loads.get(member.id, Load()).open,
                free_for=free,
                online=member.presence is Presence.ONLINE,
            )
        )
    return Proposed(tuple(sorted(covers, key=_place)), tuple(skipped))


def _place(cover: Cover) -> tuple[bool, bool, bool, int, int, str]:
    return (
        not cover.speaks, not cover.same_team, not cover.online, cover.open, -cover.free_for, cover.member
    )  # fmt: skip


def _reason(member: Member, case: Case, loads: Mapping[str, Load], now: int) -> Skipped | None:
    if member.id in case.excluded:
        return Skipped(member.id, Skip.EXCLUDED)
    if not member.roles & ANSWERING:
        return Skipped(member.id, Skip.ROLE)
    load, limits = loads.get(member.id, Load()), member.capacity
    if limits.open is not None and load.open >= limits.open:
        return Skipped(member.id, Skip.AT_CAPACITY, limits.open)
    if limits.per_day is not None and load.today >= limits.per_day:
        return Skipped(member.id, Skip.DAY_FULL, limits.per_day)
    return away(member, now, ask_hours=True, ask_online=True)


def _free(member: Member, now: int, until: int, busy: Iterable[Stretch]) -> int:
    """Open seconds of `[now, until)` less leave and appointments."""
    part = Part(calendar=member.calendar, start=now, stop=max(until, now + 1))
    return open_seconds([part], [*member.leave, *busy])
