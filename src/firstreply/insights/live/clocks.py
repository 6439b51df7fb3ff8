"""Clocks: whose working hours measure a wait, and open seconds up to an instant by each version of them."""

from collections import defaultdict
from functools import lru_cache
from typing import Final
from uuid import UUID

import numpy as np
import orjson

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from firstreply.insights.names import Codes
from firstreply.insights.statistics.survival import Ints
from firstreply.store.queries.mirror import Standing

_ORIGIN: Final = 1_262_304_000  #: from here open seconds are counted; what lies before is negative
_NOBODY: Final = -1


class Clocks:
    """The hours of one organisation. Versions have numbers here: their places in `standing.hours`."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self.versions = standing.hours
        self.place = {one.id: place for place, one in enumerate(self.versions)}
        self._of_calendar: dict[UUID, list[int]] = defaultdict(list)
        for place, one in enumerate(self.versions):
            self._of_calendar[one.calendar].append(place)
        self.calendars = tuple(self._of_calendar)

    def in_force(self, owners: Codes, members: list[UUID | None], start: Ints) -> Codes:
        """The version by which a wait is measured that no promise froze: its owner's own hours, else those of their
        team, else the organisation's first; of these the one that was in force when it began. -1 is 24/7.

        `members` are the owners' ids by their codes.
        """
        found = np.full(len(owners), _NOBODY, dtype=np.int32)
        if not self.calendars:
            return found
        default = self.calendars[0]
        own = [self._hours_of(member) or default for member in members]
        of_owner = np.array([*(self.calendars.index(one) for one in own), 0], dtype=np.int32)
        calendar: Codes = of_owner[owners]  # -1 takes the last one
        for place, one in enumerate(self.calendars):
            mine = np.flatnonzero(calendar == place)
            versions = self._of_calendar[one]
            since = np.array([self.versions[each].since for each in versions], dtype=np.int64)
            passed = np.maximum(np.searchsorted(since, start[mine], side="right") - 1, 0)
            found[mine] = np.array(versions, dtype=np.int32)[passed]
        return found

    def between(self, versions: Codes, start: Ints, stop: Ints) -> Ints:
        """Open seconds of each [start, stop); 0 where `stop` is not after `start`; wall seconds for -1."""
        seconds: Ints = np.maximum(stop - start, 0)
        for place in np.flatnonzero(np.bincount(versions + 1)).tolist():
            if place:
                mine = np.flatnonzero(versions == place - 1)
                seconds[mine] = _between(self._value(place - 1), start[mine], stop[mine])
        return seconds

    def upto(self, versions: Codes, at: Ints) -> Ints:
        """Open seconds from the origin to each instant; negative before it."""
        origin = np.full(len(at), _ORIGIN, dtype=np.int64)
        return self.between(versions, origin, at) - self.between(versions, at, origin)

    def now(self, at: int) -> list[int]:
        """`upto` one instant by every version, the last one 24/7."""
        places = np.array([*range(len(self.versions)), -1], dtype=np.int32)
        found: list[int] = self.upto(places, np.full(len(places), at, dtype=np.int64)).tolist()
        return found

    @property
    def settled(self) -> str:
        """What waits were measured and placed by: when this text changes, all of them are worked out anew."""
        told = self._standing
        return orjson.dumps(
            [
                told.zone,
                [str(one) for one in self.calendars],
                [[str(own), str(calendar)] for own, (_, calendar) in told.members.items() if calendar],
                [[str(own), str(calendar)] for own, (_, calendar) in told.teams.items() if calendar],
                [[str(one.member), str(one.team), one.since, one.until] for one in told.works],
            ]
        ).decode()

    def _hours_of(self, member: UUID | None) -> UUID | None:
        if member is None or member not in self._standing.members:
            return None
        own = self._standing.members[member][1]
        if own is not None:
            return own
        teams = (self._standing.teams.get(one.team) for one in self._standing.works if one.member == member)
        return next((team[1] for team in teams if team and team[1]), None)

    def _value(self, place: int) -> Calendar:
        return _read(orjson.dumps(self.versions[place].value))


@lru_cache(maxsize=256)
def _read(value: bytes) -> Calendar:
    """Shared: a calendar remembers what it has worked out."""
    return Calendar.from_dict(orjson.loads(value))


def _between(calendar: Calendar, start: Ints, stop: Ints) -> Ints:
    try:
        return np.asarray(calendar.between_many(start, stop), dtype=np.int64)
    except Refused:  # beyond the years that hours are known for: nothing is open there
        low, high = 0, 7_000_000_000
        seconds: Ints = calendar.between_many(np.clip(start, low, high), np.clip(stop, low, high))
        return seconds
