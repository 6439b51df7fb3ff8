"""Take back: a persona without what a file said, as far as nobody has changed it since."""

from collections.abc import Mapping
from typing import Any


def taken_back(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields (as `Persona.to_dict` writes them) that are other than now once a change from `before` to `after` is
    undone; None: not known. `before` names the fields that the change was about.

    A value that was changed since stays. Of lists and tables only what the change brought goes, entry by entry.
    """
    found = {name: _value(now.get(name), was, after.get(name)) for name, was in before.items()}
    return {name: value for name, value in found.items() if value != now.get(name)}


def _value(now: Any, before: Any, after: Any) -> Any:
    if isinstance(now, list) and isinstance(after, list):
        stood = before or []
        return [one for one in now if one in stood or one not in after] or None
    if isinstance(now, Mapping) and isinstance(after, Mapping):
        return _entries(now, before or {}, after) or None
    return before if now == after else now


def _entries(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in now.items():
        changed = key in after and after[key] != before.get(key)
        kept = before.get(key) if changed and value == after[key] else value
        if kept is not None:
            found[key] = kept
    return found
