"""Asked: what stands in the address of the list, which is all of its state: it can be saved, sent, gone back to."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from firstreply.core.member import Role
from firstreply.store.queries import sight
from firstreply.store.queries.inbox_asked import After, Split, Wanted, Whose
from firstreply.store.tenancy import acting
from firstreply.web.desk.visit import Visit

_LEADING: Final = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER})
_WATCHING: Final = frozenset({Role.MARKETER, Role.VIEWER})
_UNDATED: Final = "-"
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which list. What does not make sense in an address is as if it were not there."""

    split: Split = Split.WAITING
    whose: Whose = Whose.MINE
    channel: str = ""
    language: str = ""
    after: After | None = None
    plain: str = (
        "/inbox"  #: the address of the list that goes without saying: another one where a view opens first
    )

    @property
    def query(self) -> str:
        """As it stands behind the `?`, without what goes without saying."""
        plain = Asked()
        told = {
            "split": self.split if self.split is not plain.split else "",
            "whose": self.whose if self.whose is not plain.whose else "",
            "channel": self.channel,
            "language": self.language,
            "after": _written(self.after),
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def path(self) -> str:
        """The address of the list."""
        return f"/inbox?{self.query}" if self.query else self.plain

    def but(self, **changes: Any) -> str:
        """The address of a list that differs in this, from its beginning."""
        return replace(self, **{"after": None, **changes}).path

    def wanted(self, who: Visit, **more: Any) -> Wanted:
        """The same as a question to the tables."""
        zone = ZoneInfo(who.zone)
        day = who.now.astimezone(zone).date() + timedelta(days=1)
        return Wanted(
            now=who.now,
            today=datetime.combine(day, time(0), zone).astimezone(UTC),
            split=self.split,
            whose=self.whose,
            channel=self.channel,
            language=self.language,
            **{"after": self.after, **more},
        )


def asked(who: Visit, query: QueryDict) -> Asked:
    """What an address asks for."""
    split, whose = query.get("split", ""), query.get("whose", "")
    allowed = whose_of(who)
    return Asked(
        split=Split(split) if split in list(Split) else Split.WAITING,
        whose=Whose(whose) if whose in list(Whose) and Whose(whose) in allowed else allowed[0],
        channel=query.get("channel", "")[:_LONGEST],
        language=query.get("language", "")[:_LONGEST],
        after=_read(query.get("after", "")),
    )


def whose_of(who: Visit) -> tuple[Whose, ...]:
    """Whose lists they may ask for, the usual one first."""
    if who.caller.role in _WATCHING or who.caller.member is None:
        return (Whose.ALL,)
    if who.caller.role not in _LEADING:
        return (Whose.MINE,)
    return tuple(one for one in Whose if one is not Whose.TEAM or _has_team(who))


def _has_team(who: Visit) -> bool:
    """Whether they work in a team now; asked once."""
    if "has_team" not in who.kept:
        with acting(who.organisation):
            who.kept["has_team"] = bool(sight.teams(who.me, who.now))
    found: bool = who.kept["has_team"]
    return found


def _written(after: After | None) -> str:
    if after is None:
        return ""
    return f"{after.at.isoformat() if after.at else _UNDATED}~{after.points}~{after.key}"


def _read(text: str) -> After | None:
    at, _, rest = text.partition("~")
    points, _, key = rest.partition("~")
    try:
        found = After(None if at == _UNDATED else datetime.fromisoformat(at), int(points), UUID(key))
    except ValueError:
        return None
    fits = abs(found.points) < 1 << 31 and (found.at is None or found.at.tzinfo is not None)
    return found if fits else None
