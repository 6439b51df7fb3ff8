"""Sample: a test inquiry as an account's own mapping expects it."""

import re
from collections.abc import Mapping
from typing import Any, Final

_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d{1,3})\]|\[([^\[\]=]+)=([^\[\]]*)\]")


def fitting(fields: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """What a delivery would look like that the mapping makes these fields of; the fields themselves without one.

    A field that is not mapped, or only by constants or several paths, is left out.
    """
    if not mapping:
        return dict(fields)
    payload: dict[str, Any] = {}
    for name, value in fields.items():
        path = mapping.get(name) or mapping.get(f"{name}s", "")
        if path and not path.startswith("=") and " + " not in path:
            _put(payload, _STEP.findall(path.removeprefix("$")), value)
    return payload


def _put(inside: Any, steps: list[tuple[str, str, str, str]], value: Any) -> Any:
    """What stands there with the value put at the steps: objects and lists are made on the way."""
    if not steps:
        return value
    (key, number, name, wanted), rest = steps[0], steps[1:]
    if key:
        found = inside if isinstance(inside, dict) else {}
        found[key] = _put(found.get(key), rest, value)
        return found
    listed = inside if isinstance(inside, list) else []
    if number:
        listed += [None] * (int(number) + 1 - len(listed))
        listed[int(number)] = _put(listed[int(number)], rest, value)
        return listed
    same = next((one for one in listed if isinstance(one, dict) and one.get(name) == wanted), None)
    if same is None:
        listed.append(same := {name: wanted})
    _put(same, rest, value)
    return listed
