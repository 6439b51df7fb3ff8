"""Tree: a form whose fields lie in lists and groups, as nested values; and what buttons do to it without a script."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from firstreply.core.refusal import Refused

Tree = dict[str, Any]  #: text, lists and further trees

PREFIX: Final = "t."
MOST: Final = 5000  #: fields of one form
_DEEPEST: Final = 12


def tree_of(fields: Iterable[tuple[str, str]]) -> Tree:
    """The tree of fields such as `t.rules.0.target`; what lies under numbers is a list, in their order.

    Refuses `form_too_large`.
    """
    root: dict[str, Any] = {}
    for n, (name, value) in enumerate(fields):
        if n >= MOST:
            raise Refused("form_too_large", limit=MOST)
        if name.startswith(PREFIX):
            _put(root, name.removeprefix(PREFIX).split("."), value)
    made: Tree = _listed(root)
    return made


def _put(place: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:_DEEPEST][:-1]:
        below = place.get(part)
        if not isinstance(below, dict):
            below = place[part] = {}
        place = below
    place[path[-1]] = value


def _listed(found: dict[str, Any]) -> Any:
    below = {name: _listed(one) if isinstance(one, dict) else one for name, one in found.items()}
    if below and all(name.isascii() and name.isdigit() for name in below):
        return [below[name] for name in sorted(below, key=int)]
    return below


def acted_on(tree: Tree, act: str, made: Mapping[str, Callable[[], Any]]) -> bool:
    """Do what a button says: `add:PATH:KIND`, `remove:PATH`, `up:PATH`, `down:PATH`; whether it said any of these.

    `made` makes what is added, by kind. A place that is not there changes nothing.
    """
    deed, _, rest = act.partition(":")
    if deed == "add":
        path, _, kind = rest.rpartition(":")
        place, last = _place(tree, path.split("."))
        if isinstance(place, dict) and kind in made:
            some = place.setdefault(last, [])
            if isinstance(some, list):
                some.append(made[kind]())
        return True
    if deed not in ("remove", "up", "down"):
        return False
    place, last = _place(tree, rest.split("."))
    if isinstance(place, list) and last.isdigit() and int(last) < len(place):
        _moved(place, int(last), deed)
    return True


def _moved(some: list[Any], n: int, deed: str) -> None:
    one = some.pop(n)
    if deed == "up":
        some.insert(max(0, n - 1), one)
    elif deed == "down":
        some.insert(n + 1, one)


def _place(tree: Tree, path: list[str]) -> tuple[Any, str]:
    place: Any = tree
    for part in path[:-1]:
        if isinstance(place, list):
            place = place[int(part)] if part.isdigit() and int(part) < len(place) else None
        elif isinstance(place, dict):
            place = place.setdefault(part, {})
    return place, path[-1]


def text(tree: Any, name: str) -> str:
    """A field's text; "" where there is none."""
    found = tree.get(name, "") if isinstance(tree, Mapping) else ""
    return found.strip() if isinstance(found, str) else ""


def several(tree: Any, name: str) -> list[Any]:
    """A list's entries; none where there is none."""
    found = tree.get(name, []) if isinstance(tree, Mapping) else []
    return found if isinstance(found, list) else []


class _Soft(dict[str, Any]):
    """A tree in which what is not filled in is empty, for templates."""

    def __missing__(self, name: str) -> str:
        return ""


def soft(tree: Any) -> Any:
    """The same tree, as templates want it."""
    if isinstance(tree, Mapping):
        return _Soft({name: soft(one) for name, one in tree.items()})
    return [soft(one) for one in tree] if isinstance(tree, list) else tree
