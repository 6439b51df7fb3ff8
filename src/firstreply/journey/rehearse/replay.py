"""Replay: the waits of a period judged, given and promised an answer once more, in one setting. Nothing is written.

What is not known of then is taken as it is now: what is known of a lead, who works here and in which team. Everybody is
taken to have been there in their hours, and each wait to have ended when it really did.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from firstreply.core.lead import Persona
from firstreply.core.qualify import Answer, Sheet, qualified
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import WaitRow
from firstreply.core.route import Load, PoolState
from firstreply.core.score import Event, score
from firstreply.journey import route
from firstreply.journey.due.promise import fits
from firstreply.journey.qualify import NURTURE
from firstreply.journey.rehearse.setting import Setting
from firstreply.journey.rehearse.standings import Timed, standings
from firstreply.store.queries.due import ALWAYS, Hours, Placed
from firstreply.store.queries.identity import LeadRow
from firstreply.store.queries.rehearsal import Known, Past
from firstreply.store.queries.routing import Crew

#: Waits that are given together: within this time, and while nobody's hours begin or end.
_TOGETHER: Final = 3600
_CHUNK: Final = 2000  #: after so many it is told how far it is

Told = Callable[[int], None]  #: how many waits are done more; may raise to stop


class Given(NamedTuple):
    """What a wait came to. `member` is who got it, or whom it was offered to."""

    answer: str  #: qualified: yes, no, incomplete, "" where nothing is defined
    points: int
    member: str | None
    rule: str | None
    how: str
    promise: UUID | None
    standing: str  #: met, missed, pending, dismissed, "" without a promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The waits of a period, and what is known of who asked."""

    waits: Sequence[Past]
    leads: Mapping[UUID, Known]
    engaged: Mapping[UUID, Sequence[tuple[str, int]]]
    leaves: Mapping[str, Sequence[tuple[int, int]]]
    until: datetime


class Judgement(NamedTuple):
    """A lead at the instant of a wait."""

    answer: str
    points: int
    sheet: Sheet


def replayed(
    period: Period, setting: Setting, judged: Sequence[Judgement], told: Told, *, routes: bool
) -> list[Given]:
    """What each wait would have come to in that setting, in order; `judged` as `judge` found.

    Without `routes` everybody keeps the leads they had, and only the promises are counted anew.
    """
    given = _route(period, setting, judged, told) if routes else _as_it_was(period)
    asked = _promise(period, setting, judged, given)
    stands = standings(asked, period.until)
    return [
        Given(one.answer, one.points, who, rule, how, which.promise, stand)
        for one, (who, rule, how, _), which, stand in zip(judged, given, asked, stands, strict=True)
    ]


def judge(period: Period, setting: Setting, told: Told) -> list[Judgement]:
    """Whether each lead is qualified, and its points, at the instant of each wait."""
    scoring, definition = setting.judging.scoring, setting.judging.qualification
    found: list[Judgement] = []
    for n, past in enumerate(period.waits):
        lead = period.leads[past.lead]
        at = int(past.started_at.timestamp())
        page = Sheet(values=lead.sheet.values, today=past.started_at.astimezone(UTC).date())
        points = lead.points
        if scoring is not None:
            events = [Event(kind, when) for kind, when in period.engaged.get(past.lead, ()) if when <= at]
            points = score(page, events, scoring, at).points
        if points != lead.points:
            page = Sheet(values={**page.values, "points": Decimal(points)}, today=page.today)
        answer = "" if definition is None else qualified(page, definition).answer.value
        found.append(Judgement(answer, points, page))
        if not (n + 1) % _CHUNK:
            told(_CHUNK // 2)
    return found


class _Who(NamedTuple):
    member: str | None
    rule: str | None
    how: str
    team: UUID | None  #: of the lead, from then on


def _as_it_was(period: Period) -> list[_Who]:
    return [
        _Who(_text(one.first_owner or one.member), None, one.how or "", period.leads[one.lead].team)
        for one in period.waits
    ]


def _route(period: Period, setting: Setting, judged: Sequence[Judgement], told: Told) -> list[_Who]:
    if not setting.crew.members:
        return [_Who(None, None, "", None)] * len(judged)
    line = _Line(period, setting)
    found: list[_Who] = []
    for start, stop in _together(period, setting):
        found += line.given(range(start, stop), judged)
        told((stop - start) // 2)
    return found


class _Line:
    """Whose turn it is, and what everybody has, as a period goes by."""

    def __init__(self, period: Period, setting: Setting) -> None:
        self._period, self._setting = period, setting
        self._members = {
            name: replace(one, presence=None, leave=tuple(period.leaves.get(name, ())))
            for name, one in setting.crew.members.items()
        }
        fresh = {own: (name, replace(pool, state=PoolState())) for own, (name, pool) in setting.pools.items()}
        self._pools = route.Pools(self._members, setting.settings, kept=False, there=fresh)
        self._owners: dict[UUID, UUID] = {}
        self._loads = dict.fromkeys(self._members, Load())
        self._days: dict[str, date] = {}
        self._ends: list[tuple[float, str]] = []

    def given(self, which: range, judged: Sequence[Judgement]) -> list[_Who]:
        """These waits given, as of when the first began."""
        now = self._period.waits[which[0]].started_at
        crew = self._crew(now)
        deciding = route.Deciding(self._pools, self._setting.ruleset, crew, now)
        requests = [self._request(n, judged[n]) for n in which]
        made = {request.wait.id: (request, one) for request, one in deciding.all(requests)}
        self._loads = dict(deciding.loads)
        found: list[_Who] = []
        for n in which:
            past = self._period.waits[n]
            request, one = made[past.id]
            if not request.aside and one.owner is not None:
                self._owners[past.lead] = UUID(one.owner)
            if past.ended_at is not None:
                heappush(self._ends, (past.ended_at.timestamp(), one.member))
            team = request.lead.team if request.aside or one.team is None else UUID(one.team)
            found.append(_Who(one.member, one.rule, route.how(request, one), team))
        return found

    def _crew(self, now: datetime) -> Crew:
        """What everybody has by then: what has ended since is off their list, and a new day begins at nothing."""
        at = now.timestamp()
        while self._ends and self._ends[0][0] <= at:
            _, who = heappop(self._ends)
            self._loads[who] = self._loads[who]._replace(open=max(0, self._loads[who].open - 1))
        days = {name: now.astimezone(one.calendar.zone).date() for name, one in self._members.items()}
        for name in [name for name, day in days.items() if self._days.get(name) != day]:
            self._loads[name] = self._loads[name]._replace(today=0)
        self._days = days
        return Crew(members=self._members, loads=self._loads, days=days)

    def _request(self, n: int, judged: Judgement) -> route.Request:
        past, known = self._period.waits[n], self._period.leads[self._period.waits[n].lead]
        owner = self._owners.get(past.lead)
        if owner is None and past.how == "kept":
            owner = self._owners[past.lead] = past.member or past.first_owner or past.lead
        if owner is not None and str(owner) not in self._members:
            owner = None
        lead = LeadRow(
            id=past.lead, persona=Persona(language=known.language), points=judged.points, owner=owner,
            team=None if owner is None else known.team, inquired_at=past.started_at, created_at=past.started_at,
        )  # fmt: skip
        capturer = UUID(past.addressed) if past.addressed else past.member if past.why == "capturer" else None
        return route.Request(
            wait=_row(past), lead=lead, sheet=judged.sheet, aside=owner is None and self._is_aside(judged.answer),
            capturer=capturer,
        )  # fmt: skip

    def _is_aside(self, answer: str) -> bool:
        nurtured = answer == Answer.INCOMPLETE and self._setting.incomplete == NURTURE
        return answer == Answer.NO or nurtured


def _row(past: Past) -> WaitRow:
    return WaitRow(
        id=past.id, lead=past.lead, conversation=past.id, party="", channel=past.channel, started_at=past.started_at,
        ended_at=past.ended_at, outcome=Outcome.OPEN, evidence="", first=past.first, truncated=False, opened_by=past.id,
        ended_by=None, joined=(), author=None, author_name="", addressed=past.addressed, touched_at=None,
        assigned_at=None, called_at=None, answered_before=past.answered_before,
    )  # fmt: skip


def _together(period: Period, setting: Setting) -> list[tuple[int, int]]:
    """Stretches of waits in which nobody's hours, leave or day begin or end."""
    waits = period.waits
    if not waits:
        return []
    ats = [int(one.started_at.timestamp()) for one in waits]
    breaks = _breaks(period, setting, ats[0], ats[-1])
    found, start = [], 0
    for n in range(1, len(ats)):
        apart = bisect_right(breaks, ats[n]) != bisect_right(breaks, ats[start])
        if apart or ats[n] - ats[start] >= _TOGETHER or n - start >= _CHUNK:
            found.append((start, n))
            start = n
    return [*found, (start, len(ats))]


def _breaks(period: Period, setting: Setting, first: int, last: int) -> list[int]:
    members = setting.crew.members.values()
    found = {edge for some in period.leaves.values() for leave in some for edge in leave}
    for calendar in {id(one.calendar): one.calendar for one in members}.values():
        stretches = calendar.breaks(first, last).stretches()
        found.update(edge for one in stretches if one[1] >= first and one[0] <= last for edge in one)
        found.update(_midnights(calendar.zone, first, last))
    return sorted(found)


def _midnights(zone: ZoneInfo, first: int, last: int) -> list[int]:
    day = datetime.fromtimestamp(first, zone).date()
    found: list[int] = []
    while True:
        day += timedelta(days=1)
        at = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        if at > last:
            return found
        found.append(at)


def _promise(
    period: Period, setting: Setting, judged: Sequence[Judgement], given: Sequence[_Who]
) -> list[Timed]:
    found: list[Timed] = []
    terms, none = setting.terms, Hours(None, ALWAYS)
    for past, one, (member, _, how, team) in zip(period.waits, judged, given, strict=True):
        owner = UUID(member) if member is not None and how != "offered" else None
        calendars = setting.whose.calendars(owner, team)
        place = Placed(owner=owner, team=team, name="", company="", calendars=calendars, sheet=one.sheet)
        wait = _row(past)
        chosen = next((promise for promise in terms.slas if fits(promise, wait, place)), None)
        if chosen is None:
            found.append(Timed(past, None, 0, ALWAYS))
            continue
        hours = (terms.hours.get(own) for own in (chosen.calendar, *calendars) if own is not None)
        calendar = next((one for one in hours if one is not None), none).calendar
        found.append(Timed(past, chosen.id, chosen.seconds, calendar))
    return found


def _text(own: UUID | None) -> str | None:
    return None if own is None else str(own)
