"""Audited: values of what was decided, as sentences where pages of rules have them, else as names, days and lists."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from firstreply.core.qualify import from_dict
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import DEFAULT, Ladder
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.condition import for_rule
from firstreply.insights.sentences.promise import WHO, for_step
from firstreply.insights.untrusted import plain
from firstreply.web.desk.people.recorded import VALUES, labels
from firstreply.web.desk.rule.seen import Seen
from firstreply.web.desk.sheet.writing import Writing

_LONGEST: Final = 1000
_INSTANT: Final = len("2026-01-31T09:00Z")
#: The value of a definition, by a key that only that kind has.
_KINDS: Final = {"fallback": "routing", "qualified": "qualification", "fit": "score"}


def called(found: Seen, name: str) -> str:
    """What a field is called; a key that people chose themselves, as they wrote it."""
    known = labels().get(name)
    return plain(name.replace("_", " "), 40) if known is None else found.speak.say(known)


def told(found: Seen, write: Writing, what: str, name: str, value: Any) -> str:
    """A value of that field of that thing; "" where there is none."""
    if value is None or value == "":
        return found.speak.say(WHO[""]) if (what, name, value) == ("sla", "covers", "") else ""
    try:
        said = _sentences(found, what, name, value)
    except (Refused, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        said = None  # as it was written then, which nobody reads in this way any more
    return plain(_plain(found, write, name, value) if said is None else said, _LONGEST)


def _sentences(found: Seen, what: str, name: str, value: Any) -> str | None:
    read = _READ.get((what, name))
    return None if read is None else read(found, value)


def _ladder(found: Seen, value: Any) -> str:
    steps = (Ladder.from_dict(value) if value else DEFAULT).steps
    return " ".join(for_step(found.speak, one) for one in steps) or "–"


def _warnings(found: Seen, value: Any) -> str:
    return found.speak.both([found.speak.words.percent(one / 100) for one in sorted(value)]) or "–"


def _definition(found: Seen, value: Any) -> str:
    (kind,) = [kind for key, kind in _KINDS.items() if key in value]
    return _lines(found, kind, value)


def _lines(found: Seen, kind: str, value: Any) -> str:
    texts = [one.text for one in found.lines(kind, value)]
    return " ".join(one if one.endswith(".") else f"{one};" for one in texts).rstrip(";")


_READ: Final[Mapping[tuple[str, str], Callable[[Seen, Any], str]]] = {
    ("sla", "ladder"): _ladder,
    ("sla", "warn_at"): _warnings,
    ("sla", "condition"): lambda found, value: for_rule(found.speak, from_dict(value)),
    ("sla", "covers"): lambda found, value: found.speak.say(WHO[value]),
    ("sla", "seconds"): lambda found, value: found.speak.words.duration_long(value),
    ("definition", "value"): _definition,
    ("calendar_version", "value"): lambda found, value: _lines(found, "hours", value),
    ("pool", "value"): lambda found, value: _lines(found, "pool", value),
    ("organisation", "settings"): lambda found, value: _lines(found, "settings", value),
}


def _plain(found: Seen, write: Writing, name: str, value: Any) -> str:
    """Names for ids, moments for instants; lists and what has parts one after another."""
    speak = found.speak
    if isinstance(value, bool):
        return speak.say(mark("Yes") if value else mark("No"))
    if isinstance(value, int | float):
        return speak.words.digits(f"{value:.10g}")
    if isinstance(value, str):
        fixed = VALUES.get(name, {}).get(value)
        return speak.say(fixed) if fixed else _named(found, value) or _moment(write, value) or value
    return "; ".join(_parts(found, write, name, value))


def _parts(found: Seen, write: Writing, name: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            if one not in (None, "", [], {}):
                yield f"{called(found, key)}: {_plain(found, write, key, one)}"
    else:
        for one in value if isinstance(value, list | tuple) else (str(value),):
            yield _plain(found, write, name, one)


def _named(found: Seen, own: str) -> str:
    """What that id is called; "" where it is none, or nobody's any more."""
    names = found.called
    if own in names.pools:
        return found.speak.pool(own)
    return next((one[own] for one in (names.members, names.teams, names.calendars) if own in one), "")


def _moment(write: Writing, value: str) -> str:
    """An instant as the reader writes it; "" of what is none."""
    if len(value) < _INSTANT:
        return ""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return write.moment(at) if at.tzinfo else ""
