"""Options as people write them, read into values: teams, calendars, spans, dates."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from firstreply.channels.holidays import expanded
from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from firstreply.core.team import Identity, Person, Team, from_dict

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d)?", re.IGNORECASE)
_SECONDS: Final = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_TEAM_KEYS: Final = frozenset(
    {"people", "reps", "domains", "lists", "shared", "calendars", "calendar", "sla"}
)
_DOMAIN: Final = re.compile(r"[^\s/@]+")
_SHORT: Final = re.compile(
    r"([a-z,-]+)\s+(\d\d?(?::\d\d)?-\d\d?(?::\d\d)?(?:,\d\d?(?::\d\d)?-\d\d?(?::\d\d)?)*)(?:\s+(\S+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What --team and --calendar say together."""

    team: Team | None
    calendar: Calendar | None
    calendar_of: Mapping[str, Calendar] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    sla_s: int | None = None


def given(teams: Sequence[str], lists: Sequence[str], calendar: str | None) -> Given:
    """Team files, domains and addresses in one team; the calendar by name, file or short form.

    Raises Refused: file_not_found, team_file_malformed, calendar_..., calendar_unknown, calendar_never_opens.
    """
    years = _covered_years(datetime.now(UTC).date())
    files = [(one, _team_file(Path(one))) for one in teams if _is_file(one)]
    plain = [one for one in teams if not _is_file(one)]
    known = {name: raw for _, file in files for name, raw in _table(file, "calendars").items()}
    read = {name: _calendar(raw, name, years) for name, raw in known.items()}
    lists_given = frozenset(_address(one) for one in lists)
    team = _team([file for _, file in files], plain, lists_given)
    named = [one for _, file in files if (one := _text(file, "calendar", "calendar"))]
    promised = [one for _, file in files if (one := _text(_table(file, "sla"), "first_response", "sla"))]
    default = calendar or next(iter(named), None)
    return Given(
        team=team,
        calendar=None if default is None else _chosen(default, read, years),
        calendar_of={
            person.name: _chosen(person.calendar, read, years)
            for person in (team.people if team else ())
            if person.calendar
        },
        lists=lists_given.union(*(_lists(file) for _, file in files)),
        sla_s=seconds(promised[0]) if promised else None,
    )


def seconds(text: str) -> int:
    """A span such as 30m, 4h, 2d or 90 (minutes) in seconds. Raises Refused("span_unreadable")."""
    found = _SPAN.fullmatch(text.strip())
    if found is None or float(found[1]) <= 0:
        raise Refused("span_unreadable", given=text)
    return round(float(found[1]) * _SECONDS[(found[2] or "m").lower()])


def between(since: str | None, until: str | None, calendar: Calendar | None) -> tuple[int | None, int | None]:
    """--since and --until as epoch seconds. Raises Refused: date_unreadable, dates_reversed."""
    first, last = _instant(since, calendar), _instant(until, calendar, after=True)
    if first is not None and last is not None and first >= last:
        raise Refused("dates_reversed", since=since, until=until)
    return first, last


def _instant(text: str | None, calendar: Calendar | None, *, after: bool = False) -> int | None:
    """A day or moment (ISO 8601) as epoch seconds; a bare day begins in the calendar's zone. `after`: its end."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=calendar.zone if calendar is not None else UTC)
        if after and len(text) == len("2026-01-31"):
            moment += timedelta(days=1)
        return int(moment.timestamp())
    except (ValueError, OverflowError) as error:
        raise Refused("date_unreadable", given=text) from error


def files(teams: Sequence[str], calendar: str | None) -> list[str]:
    """Those of the options that may name files: their state is part of the question."""
    return [one for one in (*teams, *([calendar] if calendar else [])) if _is_file(one)]


def _is_file(text: str) -> bool:
    return text.endswith(".json") or "/" in text or Path(text).is_file()


def _json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise Refused("file_not_found", path=str(path)) from error
    except OSError as error:
        raise Refused("source_not_readable", path=str(path)) from error
    except ValueError as error:
        raise Refused("file_not_json", path=str(path), why=str(error)) from error
    if not isinstance(read, dict):
        raise Refused("team_file_malformed", at=str(path), want="an object")
    return read


def _team_file(path: Path) -> dict[str, Any]:
    read = _json(path)
    if not _TEAM_KEYS.intersection(read):
        raise Refused("team_file_malformed", at=str(path), want=f"one of {', '.join(sorted(_TEAM_KEYS))}")
    return read


def _text(file: dict[str, Any], key: str, at: str) -> str | None:
    found = file.get(key)
    if found is not None and not isinstance(found, str):
        raise Refused("team_file_malformed", at=at, want="text")
    return found


def _table(file: dict[str, Any], key: str) -> dict[str, Any]:
    found = file.get(key, {})
    if not isinstance(found, dict):
        raise Refused("team_file_malformed", at=key, want="an object")
    return found


def _team(files: Sequence[dict[str, Any]], plain: Sequence[str], lists: frozenset[str]) -> Team | None:
    """None when nobody of ours was named: the team is then guessed from the archive."""
    read = [from_dict(file) for file in files]
    addresses = [one.strip().lower() for one in plain if "@" in one.strip("@")]
    people = [person for team in read for person in team.people]
    people += [Person(name=one, identities=(Identity(address=one),)) for one in addresses]
    domains = frozenset(_domain(one) for one in plain if "@" not in one.strip("@"))
    team = Team(
        people=tuple(people),
        domains=domains.union(*(team.domains for team in read)),
        lists=lists.union(*(team.lists for team in read)),
        addresses=frozenset[str]().union(*(team.addresses for team in read)),
    )
    return team if team.people or team.domains or team.addresses else None


def _lists(file: dict[str, Any]) -> frozenset[str]:
    return from_dict(file).lists


def _address(text: str) -> str:
    address = text.strip().lower()
    if "@" not in address.strip("@"):
        raise Refused("team_not_understood", given=text)
    return address


def _domain(text: str) -> str:
    domain = text.strip().lower().lstrip("@")
    if "." not in domain.strip(".") or not _DOMAIN.fullmatch(domain):
        raise Refused("team_not_understood", given=text)
    return domain


def _chosen(text: str, known: Mapping[str, Calendar], years: Iterable[int]) -> Calendar:
    """A calendar by its name in a team file, as a JSON file, or as "sun-thu 09:00-17:00 Africa/Cairo"."""
    if text in known:
        return known[text]
    short = _SHORT.fullmatch(text.strip())  # before files: a zone such as Africa/Cairo looks like a path
    if short is None and _is_file(text):
        return _calendar(_json(Path(text)), Path(text).stem, years)
    if short is None:
        raise Refused("calendar_unknown", given=text, known=sorted(known))
    windows = [span.split("-") for span in short[2].split(",")]
    week = {day: [[_padded(edge) for edge in window] for window in windows] for day in _days(short[1])}
    raw = {"zone": short[3] or "UTC", "versions": [{"from": "1970-01-01", "week": week}]}
    return _calendar(raw, text.strip(), years)


def _days(text: str) -> list[str]:
    """mon-fri, sat-wed, sun,tue: days in the order of the week, ranges may go over its end."""
    found: list[str] = []
    for part in text.lower().split(","):
        edges = [edge[:3] for edge in part.split("-")]
        if any(edge not in _DAYS for edge in edges) or len(edges) > 2:
            raise Refused("calendar_day_unknown", day=part)
        first, last = _DAYS.index(edges[0]), _DAYS.index(edges[-1])
        found += [_DAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)]
    return found


def _padded(edge: str) -> str:
    return (edge if ":" in edge else f"{edge}:00").rjust(5, "0")


def _calendar(raw: Any, name: str, years: Iterable[int]) -> Calendar:
    if isinstance(raw, dict) and "zone" not in raw:
        raise Refused("calendar_without_zone", name=name)
    calendar = Calendar.from_dict({"name": name, **expanded(raw, years)} if isinstance(raw, dict) else raw)
    problems = calendar.problems()
    if problems:
        raise problems[0]
    return calendar


def _covered_years(today: date) -> range:
    """The years for which public holidays are worked out when a calendar names a country."""
    return range(1990, today.year + 3)
