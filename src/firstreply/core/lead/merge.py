"""Merge: what a repeat inquiry adds to what is known."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from firstreply.core.lead.persona import FIELDS, Persona
from firstreply.core.lead.reading import MOST_ITEMS

#: What they want now: the newest answer counts. All else is who they are and where they first came from: gaps only.
NEWEST_COUNTS: Final = frozenset(
    {"need", "product", "segment", "budget", "currency", "authority", "timeframe", "deal_size"}
)
_UNITED: Final = frozenset({"emails", "phones", "tags"})


def merged(old: Persona, new: Persona) -> tuple[Persona, tuple[str, ...]]:
    """The persona after `new` is heard, and the names of the fields that changed.

    Nothing known is lost to an empty value. Lists are united, old first, up to as many as can be read again. Gaps are
    filled; what they want now (need, product, budget, ...) and custom answers take the newest known value. A budget
    keeps the currency it came with.
    """
    values = {name: _value(name, getattr(old, name), getattr(new, name)) for name in FIELDS}
    if new.budget is not None and not new.currency and old.budget != new.budget:
        values["currency"] = ""  # an amount in a currency nobody named must not be read in the old one
    changed = tuple(name for name in FIELDS if values[name] != getattr(old, name))
    return (replace(old, **{name: values[name] for name in changed}) if changed else old), changed


def _value(name: str, old: Any, new: Any) -> Any:
    if name in _UNITED:
        return tuple(dict.fromkeys((*old, *new)))[: max(len(old), MOST_ITEMS)]
    if isinstance(old, Mapping):
        return _joined(old, new, newest=name == "custom")
    if new is None or new == "":
        return old
    if old is None or old == "" or name in NEWEST_COUNTS:
        return new
    return old


def _joined(old: Mapping[str, Any], new: Mapping[str, Any], *, newest: bool) -> dict[str, Any]:
    """Both, old keys first; where both know an answer, the newest or the oldest one."""
    told = {key: value for key, value in new.items() if value is not None}
    both = {**old, **told} if newest else {**old, **told, **old}
    return dict(list(both.items())[: max(len(old), MOST_ITEMS)])
