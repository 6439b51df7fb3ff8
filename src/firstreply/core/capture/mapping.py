"""Mapping: where in what a source sends each field of a persona stands."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from firstreply.core.refusal import Refused

Step = str | int | tuple[str, str]  #: a key, a position, or the entry of a list whose key has a value
LONGEST_PATH: Final = 500
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]|\[([^\[\]=]+)=([^\[\]]*)\]|(\.)")
_GROUPED: Final = frozenset({"custom", "social"})
_JOINED: Final = " + "
_CONSTANT: Final = "="


def mapped(payload: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """The payload's values under our own field names; what is not there is left out.

    A path is `contact.email`, `items[0].name` or `field_data[name=email].values[0]`, with or without `$.` before it;
    several are joined (`first + last`), and `=Fair 2026` is that text itself. `custom.size` and `social.telegram` name
    entries of those two. Raises Refused("mapping_unreadable").
    """
    found: dict[str, Any] = {}
    for name, path in mapping.items():
        value = value_at(payload, path)
        if value is None:
            continue
        group, _, key = name.partition(".")
        if key and group in _GROUPED:
            found.setdefault(group, {})[key] = value
        else:
            found[name] = value
    return found


def value_at(payload: Any, path: Any) -> Any:
    """What stands at a path; None where nothing does. Raises Refused("mapping_unreadable")."""
    if not isinstance(path, str) or not 0 < len(path) <= LONGEST_PATH:
        raise Refused("mapping_unreadable", path=str(path)[:LONGEST_PATH])
    if path.startswith(_CONSTANT):
        return path.removeprefix(_CONSTANT).strip() or None
    if _JOINED not in path:
        return _at(payload, _steps(path))
    parts = [_at(payload, _steps(one.strip())) for one in path.split(_JOINED)]
    told = [str(one).strip() for one in parts if isinstance(one, str | int | float)]
    return " ".join(one for one in told if one) or None


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[Step, ...]:
    rest = path.removeprefix("$").removeprefix(".")
    steps: list[Step] = []
    end = 0
    for match in _STEP.finditer(rest):
        if match.start() != end:
            break
        end = match.end()
        key, position, name, value, dot = match.groups()
        if key is not None:
            steps.append(key)
        elif position is not None:
            steps.append(int(position))
        elif dot is None:
            steps.append((name, value))
    if end != len(rest) or not steps:
        raise Refused("mapping_unreadable", path=path)
    return tuple(steps)


def _at(value: Any, steps: tuple[Step, ...]) -> Any:
    for step in steps:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, Mapping) else None
        elif not isinstance(value, list):
            return None
        elif isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            key, wanted = step
            named = (one for one in value if isinstance(one, Mapping) and str(one.get(key)) == wanted)
            value = next(named, None)
        if value is None:
            return None
    return value
