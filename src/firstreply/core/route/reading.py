"""Reading routing values out of JSON: each refusal names the place, such as `pools.sales.seats[2].weight`."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

from firstreply.core.refusal import Refused

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

MOST: Final = 1 << 53  #: whole numbers beyond this do not survive JSON everywhere


class Reader:
    """One JSON object, read key by key.

    Refuses `routing_not_an_object`, `routing_key_unknown`, `routing_value_missing`, `routing_value_wrong`
    and `routing_number_out_of_range`, each with `at`, the path.
    """

    __slots__ = ("at", "raw")

    def __init__(self, raw: object, at: str, keys: Sequence[str]) -> None:
        if not isinstance(raw, Mapping):
            raise Refused("routing_not_an_object", at=at)
        for key in raw:
            if key not in keys:
                raise Refused("routing_key_unknown", at=at, key=str(key))
        self.raw: Mapping[str, object] = raw
        self.at = at

    def place(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def text(self, key: str) -> str:
        """A text that must be there."""
        found = self.optional_text(key)
        if found is None:
            raise Refused("routing_value_missing", at=self.place(key))
        return found

    def optional_text(self, key: str) -> str | None:
        found = self.raw.get(key)
        if found is not None and (not isinstance(found, str) or not found.strip()):
            raise Refused("routing_value_wrong", at=self.place(key), want="text")
        return found

    def flag(self, key: str, otherwise: bool) -> bool:
        found = self.raw.get(key, otherwise)
        if not isinstance(found, bool):
            raise Refused("routing_value_wrong", at=self.place(key), want="true_or_false")
        return found

    def number(self, key: str, otherwise: int, least: int = 0, most: int = MOST) -> int:
        found = self.optional_number(key, least, most)
        return otherwise if found is None else found

    def optional_number(self, key: str, least: int = 0, most: int = MOST) -> int | None:
        found = self.raw.get(key)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool):
            raise Refused("routing_value_wrong", at=self.place(key), want="whole_number")
        if not least <= found <= most:
            raise Refused(
                "routing_number_out_of_range", at=self.place(key), value=found, least=least, most=most
            )
        return found

    def choice(self, key: str, of: type[Choice], otherwise: Choice) -> Choice:
        found = self.raw.get(key, otherwise)
        if found not in list(of):
            raise Refused(
                "routing_value_wrong", at=self.place(key), want="one_of", choices=[one.value for one in of]
            )
        return of(str(found))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        return self.several(key, _text)

    def several(self, key: str, read: Callable[[object, str], Value]) -> tuple[Value, ...]:
        """A list (nothing: an empty one), each entry read with its own place."""
        found = self.raw.get(key)
        if found is None:
            return ()
        if not isinstance(found, Sequence) or isinstance(found, str | bytes):
            raise Refused("routing_value_wrong", at=self.place(key), want="list")
        return tuple(read(one, f"{self.place(key)}[{n}]") for n, one in enumerate(found))


def each_once(names: Sequence[str], at: str) -> None:
    """Refuse `routing_repeated` if a name is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Refused("routing_repeated", at=at, name=name)
        seen.add(name)


def _text(raw: object, at: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise Refused("routing_value_wrong", at=at, want="text")
    return raw
