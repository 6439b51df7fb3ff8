"""Integer codes of names, so that text never enters a table."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]


class Names:
    """Codes of names in order of appearance; None and "" are -1."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._codes: dict[str | None, int] = {name: code for code, name in enumerate(dict.fromkeys(names))}

    def codes(self, values: Sequence[str | None]) -> Codes:
        """The code of each value; new names get the next codes."""
        known = self._codes
        for value in dict.fromkeys(values):
            if value and value not in known:
                known[value] = len(known)
        table = {**known, None: -1, "": -1}
        return np.fromiter(map(table.__getitem__, values), np.int32, len(values))

    @property
    def names(self) -> tuple[str, ...]:
        """Names by code."""
        return tuple(name or "" for name in self._codes)


class Domains:
    """The domain of each party, by the party's code."""

    def __init__(self, parties: Sequence[str]) -> None:
        self._names = Names()
        self._of = self._names.codes([party.rpartition("@")[2] if "@" in party else "" for party in parties])

    def of(self, parties: Codes) -> Codes:
        """The code of each party's domain, -1 where there is no party or no domain."""
        return through(self._of, parties)

    @property
    def names(self) -> tuple[str, ...]:
        """Domains by code."""
        return self._names.names


def through(table: Codes, codes: Codes) -> Codes:
    """`table[code]` for each code, -1 for -1."""
    return (
        np.where(codes >= 0, table[codes], np.int32(-1)) if len(table) else np.full(len(codes), -1, np.int32)
    )
