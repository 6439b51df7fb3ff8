"""Suggest: what a delivery would become by a mapping, and where in an example each field may stand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from firstreply.core.capture.columns import Column, columns
from firstreply.core.capture.mapping import mapped, value_at
from firstreply.core.lead.persona import Persona
from firstreply.core.lead.reading import FieldError, field_key
from firstreply.core.refusal import Refused

MOST: Final = 300  #: values of an example that are looked at
_DEEPEST: Final = 12
_LISTED: Final = 5  #: entries of a list without names
_NAMES: Final = ("name", "key", "field", "label", "question", "ref", "id", "slug", "title")
#: Keys that say nothing by themselves: what is above them does.
_PLAIN: Final = frozenset(
    {"value", "values", "answer", "text", "name", "title", "label", "content", "0", "raw", "data"}
)
_SHORT: Final = {"first": "first name", "last": "last name"}
_ROOMS: Final = frozenset({"product", "company", "organisation", "organization", "account", "item"})


class Leaf(NamedTuple):
    """One value of an example: its path, its own key and those above it, the nearest last."""

    path: str
    keys: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What one value may be. `why`: header (its key says so), values (it looks so), unknown (a field of one's own)."""

    path: str
    value: str
    field: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a delivery would become. `missing`: fields whose path leads to nothing in it."""

    fields: Mapping[str, Any]
    persona: Persona | None
    errors: tuple[FieldError, ...] = ()
    missing: tuple[str, ...] = ()
    unmapped: tuple[Guess, ...] = ()
    suggested: Mapping[str, str] = field(default_factory=dict)


def preview(
    example: Mapping[str, Any],
    mapping: Mapping[str, str],
    e164: Callable[[str], str | None],
    beside: frozenset[str],
) -> Preview:
    """What an example would become by a mapping ({}: the example's own names are our fields).

    `beside` are names that are no fields of the persona, and are not read here. Raises Refused("mapping_unreadable").
    """
    fields = mapped(example, mapping) if mapping else dict(example)
    missing = tuple(name for name, path in mapping.items() if value_at(example, path) is None)
    used = {
        part.strip().removeprefix("$").removeprefix(".")
        for path in mapping.values()
        for part in path.split(" + ")
    }
    guesses = guess(example)
    try:
        persona, errors = (
            Persona.from_dict({k: v for k, v in fields.items() if k not in beside}, e164=e164),
            (),
        )
    except Refused as refused:
        told = refused.facts.get("errors")
        persona, errors = None, told if isinstance(told, tuple) else ()
    return Preview(
        fields=fields,
        persona=persona,
        errors=errors,
        missing=missing,
        unmapped=tuple(one for one in guesses if one.path not in used),
        suggested=suggested(guesses),
    )


def guess(example: Any) -> tuple[Guess, ...]:
    """What each value of an example may be, in its order: by its key, by what is above it, by how it looks."""
    leaves = [*_leaves(example)]
    row = [[one.value for one in leaves]]
    ways = [columns([name(one) for one in leaves], row) for name in (_both, _above, _own)]
    return tuple(_best(leaf, [way[n] for way in ways]) for n, leaf in enumerate(leaves))


def suggested(guesses: tuple[Guess, ...]) -> dict[str, str]:
    """A mapping of what is certain enough: each field once, parts of a name joined."""
    found: dict[str, str] = {}
    for one in guesses:
        if one.field and one.why != "unknown":
            found.setdefault(one.field, one.path)
    parts = [found.pop(name) for name in ("first_name", "last_name") if name in found]
    if parts and "name" not in found:
        found["name"] = " + ".join(parts)
    return found


def _best(leaf: Leaf, ways: list[Column]) -> Guess:
    sure = next((one for one in ways if one.why in ("header", "values")), None)
    if sure is not None:
        return Guess(path=leaf.path, value=leaf.value, field=sure.field, why=sure.why)
    key = field_key(leaf.keys[-2] if leaf.keys[-1] in _PLAIN and len(leaf.keys) > 1 else leaf.keys[-1])
    return Guess(path=leaf.path, value=leaf.value, field=f"custom.{key}" if key else "", why="unknown")


def _both(leaf: Leaf) -> str:
    return " ".join(leaf.keys[-2:])


def _above(leaf: Leaf) -> str:
    """The key above, where its own says nothing."""
    own, above = leaf.keys[-1].casefold(), leaf.keys[-2] if len(leaf.keys) > 1 else ""
    says = own in _PLAIN and (own not in ("name", "title") or above.casefold() in _ROOMS)
    return above if says else ""


def _own(leaf: Leaf) -> str:
    return _SHORT.get(leaf.keys[-1].casefold(), leaf.keys[-1])


def _leaves(example: Any) -> Iterator[Leaf]:
    """Values that a path can name, at the most MOST, breadth by breadth as they stand."""
    left = MOST
    waiting: list[tuple[str, tuple[str, ...], Any, int]] = [("", (), example, 0)]
    while waiting and left:
        path, keys, value, depth = waiting.pop()
        if (
            isinstance(value, str | int | float)
            and not isinstance(value, bool)
            and str(value).strip()
            and path
        ):
            left -= 1
            yield Leaf(path, keys or (path,), " ".join(str(value).split())[:200])
        elif depth < _DEEPEST:
            inner = _inside(value, path, keys)
            waiting.extend((*one, depth + 1) for one in reversed([*inner]))


def _inside(value: Any, path: str, keys: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            if isinstance(key, str) and key.strip() and not set(key) & set(".[]") and " + " not in key:
                yield (f"{path}.{key}" if path else key), (*keys, key), one
    elif isinstance(value, list) and path:
        for n, one in enumerate(value[:50]):
            name = _name_of(one, value)
            if name:
                yield f"{path}[{name[0]}={name[1]}]", (*keys, name[1]), _without(one, name[0])
            elif n < _LISTED:
                yield f"{path}[{n}]", keys, one


def _name_of(one: Any, among: list[Any]) -> tuple[str, str] | None:
    """The key and the value that name one entry of a list among the others."""
    if not isinstance(one, Mapping) or len(one) < 2:
        return None
    for key in _NAMES:
        own = one.get(key)
        if isinstance(own, str) and own.strip() and not set(own) & set("[]") and " + " not in own:
            same = [other for other in among[:50] if isinstance(other, Mapping) and other.get(key) == own]
            if len(same) == 1:
                return key, own
    return None


def _without(one: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != name}
