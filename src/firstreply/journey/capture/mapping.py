"""Mapping: where in what a source sends each field of a persona stands."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from firstreply.core.refusal import Refused

Step = str | int | tuple[str, str]  #: a key, a position, or the entry of a list whose key has a value

_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]|\[([^\[\]=]+)=([^\[\]]*)\]|(\.)")
_GROUPED: Final = frozenset({"custom", "social"})


def mapped(payload: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """The payload's values under our own field names; what is not there is left out.

    A path is `contact.email`, `items[0].name` or `field_data[name=email].values[0]`, with or without `$.` before it.
    `custom.size` and `social.telegram` name entries of those two. Raises Refused("mapping_unreadable").
    """
    found: dict[str, Any] = {}
    for name, path in mapping.items():
        value = _at(payload, _steps(path))
        if value is None:
            continue
        group, _, key = name.partition(".")
        if key and group in _GROUPED:
            found.setdefault(group, {})[key] = value
        else:
            found[name] = value
    return found


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
