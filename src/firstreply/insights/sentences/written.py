"""Written: a stored value as lines, each with what it is known by; and what differs between two such values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from firstreply.core.calendar import Calendar
from firstreply.core.qualify import from_dict, read_definition
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import Ladder
from firstreply.core.route import Pool, Ruleset
from firstreply.core.score import read_scoring
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import hours, judging, pool, promise, routing, setting
from firstreply.insights.sentences.speaking import Sentences

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


class Line(NamedTuple):
    """One sentence of a value, and what it is known by in another version of it."""

    key: str
    text: str


class Difference(NamedTuple):
    """What differs: `added`, `removed`, `changed`, `moved` (the same, at another place)."""

    kind: str
    before: str
    after: str


def lines(
    speak: Sentences, kind: str, value: Mapping[str, Any] | None, pools: Mapping[str, Pool] | None = None
) -> list[Line]:
    """The value in sentences; None is where nothing is in force. What cannot be read is told in one line."""
    try:
        return _SAID[kind](speak, value, pools)
    except Refused as refused:
        return [Line("", speak.words.for_refusal(refused.code, refused.facts))]


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """What one has to be told of to know the other; in the order of the new one, what is gone last."""
    was, now = {one.key: one.text for one in before}, {one.key: one.text for one in after}
    found = []
    for key, text in now.items():
        if key not in was:
            found.append(Difference(ADDED, "", text))
        elif was[key] != text:
            found.append(Difference(CHANGED, was[key], text))
    kept = [key for key in was if key in now]
    for key in _moved(kept, [key for key in now if key in was]):
        found.append(Difference(MOVED, was[key], now[key]))
    return found + [Difference(REMOVED, text, "") for key, text in was.items() if key not in now]


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Those that stand elsewhere: the fewest that have to be moved to come from one order to the other."""
    place = {key: n for n, key in enumerate(before)}
    longest: list[list[str]] = []
    for key in after:
        ends = [run for run in longest if place[run[-1]] < place[key]]
        longest.append([*(max(ends, key=len) if ends else ()), key])
    stay = set(max(longest, key=len) if longest else ())
    return [key for key in after if key not in stay]


def _routing(
    speak: Sentences, value: Mapping[str, Any] | None, pools: Mapping[str, Pool] | None
) -> list[Line]:
    if value is None:
        return [Line("none", routing.without_rules(speak))]
    ruleset = Ruleset.from_dict(value, "", lambda raw, at: from_dict(raw))
    rules = sorted(ruleset.rules, key=lambda one: one.order)
    found = [Line(f"rule {one.id}", routing.for_routing_rule(speak, one, pools)) for one in rules]
    return [*found, Line("fallback", routing.for_fallback(speak, ruleset, pools))]


def _qualification(speak: Sentences, value: Mapping[str, Any] | None, _: object) -> list[Line]:
    said = (
        judging.no_definition(speak)
        if value is None
        else judging.for_definition(speak, read_definition(value))
    )
    return [Line("definition", said)]


def _score(speak: Sentences, value: Mapping[str, Any] | None, _: object) -> list[Line]:
    if value is None:
        return [Line("none", speak.say(mark("Nothing gives points yet.")))]
    scoring = read_scoring(value)
    found = [Line(f"fit {one.reason}", judging.for_score_rule(speak, one)) for one in scoring.fit]
    found += [Line(f"event {one.kind}", judging.for_event_rule(speak, one)) for one in scoring.engagement]
    found += [Line(f"cap {n}", text) for n, text in enumerate(judging.for_caps(speak, scoring))]
    return found or [Line("none", speak.say(mark("Nothing gives points yet.")))]


def _promise(speak: Sentences, value: Mapping[str, Any] | None, _: object) -> list[Line]:
    if value is None or value.get("retired"):
        return []
    rule, calendar = value.get("condition"), value.get("calendar_id")
    said = promise.for_promise(
        speak, covers=value.get("covers", ""), rule=None if rule is None else from_dict(rule),
        seconds=value["seconds"], warn_at=value.get("warn_at", (50, 80)),
        calendar=None if calendar is None else str(calendar), ladder=Ladder.from_dict(value.get("ladder", {})),
    )  # fmt: skip
    keys = ["promise", *(["warnings"] if value.get("warn_at", (50, 80)) else [])]
    return [Line(keys[n] if n < len(keys) else text, text) for n, text in enumerate(said)]


def _hours(speak: Sentences, value: Mapping[str, Any] | None, _: object) -> list[Line]:
    if value is None:
        return []
    calendar = Calendar.from_dict(value)
    version = calendar.versions[-1]
    zone = speak.say(mark("Time zone: {zone}"), zone=calendar.zone.key)
    found = [Line("zone", zone)]
    week = hours.for_week(speak, version)
    found += [Line(text, text) for text in week]
    for day in sorted(version.holidays):
        found.append(Line(f"holiday {day}", speak.say(mark("Closed on {day}"), day=speak.day(day))))
    for day, windows in version.exceptions:
        text = speak.say(
            mark("On {day}: {hours}"), day=speak.day(day), hours=hours.for_windows(speak, windows)
        )
        found.append(Line(f"exception {day}", text))
    return found


def _pool(speak: Sentences, value: Mapping[str, Any] | None, _: object) -> list[Line]:
    if value is None:
        return []
    given = {key: one for key, one in value.items() if key != "name"}
    one = Pool.from_dict({**given, "id": given.get("id", "new")})
    return [
        Line("pool", routing.for_pool(speak, one)),
        *(Line(*habit) for habit in pool.for_habits(speak, one)),
    ]


def _settings(speak: Sentences, value: Mapping[str, Any] | None, _: object) -> list[Line]:
    return [Line(*one) for one in setting.for_settings(speak, value or {})]


_SAID: Final[Mapping[str, Callable[[Sentences, Any, Any], list[Line]]]] = {
    "routing": _routing, "qualification": _qualification, "score": _score, "promise": _promise, "hours": _hours,
    "pool": _pool, "settings": _settings,
}  # fmt: skip
