"""Groups: the block of each person, team, channel, source and whatever else waits are counted by."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from firstreply.insights.document_groups import MOST_DOMAINS
from firstreply.insights.live import mail
from firstreply.insights.live.chosen import DIMENSIONS, Chosen
from firstreply.insights.live.tallies import COUNTS, NOBODY, counts, tallies

#: Groups at the most; the busiest ones.
_MOST: Final = {
    "person": 500,
    "team": 200,
    "calendar": 200,
    "source": 200,
    "channel": 50,
    "mailbox": 200,
    "weekday": 7,
    "hour": 24,
}
NAMES: Final = (*DIMENSIONS, "tag")
#: Where nobody knows it, or it is nobody's, is a group of its own: else the groups would not add up.
_WITH_NOTHING: Final = frozenset(
    {"team", "source", "product", "segment", "campaign", "country", "language", "calendar"}
)
_TAGS: Final = "JOIN tag ON tag.lead = wait.lead"
_PLACES: Final = {"weekday": 7, "hour": 24}


def by(name: str) -> Callable[[Chosen], tuple[Any, float]]:
    """The part of that name."""
    return lambda chosen: _by(chosen, name)


def labels(chosen: Chosen, kind: str, texts: dict[int, str]) -> dict[int, str]:
    """What to call a group by its number: people, teams, sources and calendars by their names of now."""
    standing = chosen.standing
    known: dict[str, str] = {}
    if kind == "person":
        known = {str(own): name for own, (name, _) in standing.members.items()}
    elif kind == "team":
        known = {str(own): name for own, (name, _) in standing.teams.items()}
    elif kind == "source":
        known = {str(own): name for own, name in standing.sources.items()}
    elif kind == "calendar":
        known = {str(one.calendar): one.name for one in standing.hours}
    return {code: known.get(text, text) for code, text in texts.items()}


def in_order(rows: list[dict[str, Any]], size: str) -> list[dict[str, Any]]:
    """The largest group first; equal ones by their names: their numbers are others in another copy."""
    return sorted(rows, key=lambda row: (-row[size], row["name"] or "", str(row["key"] or "")))


def _by(chosen: Chosen, name: str) -> tuple[Any, float]:
    if name in _PLACES:
        return _places(chosen, name)
    if name == "calendar" and not chosen.standing.hours:  # day and night is all there is
        return [], 0.0
    extra = _TAGS if name == "tag" else ""
    key = "tag.tag" if name == "tag" else chosen.key(name)
    counted = counts(chosen, key, _MOST.get(name, MOST_DOMAINS + 1), extra, chosen.known(name))
    found = {code: told for code, told in counted.counts.items() if code >= 0 or name in _WITH_NOTHING}
    # Of the whole there may be more than of a group: what all of them are is what decides on precision.
    binned = counted.precision > 0
    only = f" AND ({key}) IN ({', '.join(map(str, found))})" if found else ""
    taken = tallies(chosen, key, chosen.asked.clock, binned=binned, only=only, extra=extra) if found else {}
    texts = chosen.texts(name, list(found))
    shown = labels(chosen, name, texts)
    size = "inquiries" if chosen.asked.where.first else "waits"
    rows = [
        {
            "key": _id(texts.get(code)),
            "name": shown.get(code),
            size: told["waits"],
            **{each: told[each] for each in COUNTS if each != "waits"},
            **taken.get(code, NOBODY).measures(),
        }
        for code, told in found.items()
    ]
    if name == "person":
        return _people(chosen, rows, found), counted.precision
    return in_order(rows, size), counted.precision


def _people(chosen: Chosen, rows: list[Any], found: dict[int, Any]) -> list[Any]:
    """With what each of them sent, and whom they covered for; whoever answered most first."""
    sent = mail.sent_by_person(chosen)
    for row, code in zip(rows, found, strict=True):
        row["sent"] = sent.get(code, 0)
        row["covered_for_others"] = row["covered_by_others"]
    return sorted(rows, key=lambda row: (-row["answered"], row["name"] or ""))


def _places(chosen: Chosen, name: str) -> tuple[Any, float]:
    """All weekdays or hours, those without waits too."""
    counted = counts(chosen, name)
    taken = tallies(chosen, name, chosen.asked.clock, binned=counted.precision > 0)
    size = "inquiries" if chosen.asked.where.first else "waits"
    nothing = dict.fromkeys(COUNTS, 0)
    rows = []
    for place in range(_PLACES[name]):
        told = counted.counts.get(place, nothing)
        rows.append(
            {
                "key": place,
                "name": str(place),
                size: told["waits"],
                **{each: told[each] for each in COUNTS if each != "waits"},
                **taken.get(place, NOBODY).measures(),
            }
        )
    return rows, counted.precision


def _id(text: str | None) -> UUID | str | None:
    try:
        return UUID(text or "")
    except ValueError:
        return text
