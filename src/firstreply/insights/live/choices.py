# ruff: noqa: S608 (names are ours, values are numbers)
"""Choices: what the filters offer. Of many waits they are found once a minute at most, numbers as ever."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from firstreply.insights.live.chosen import DIMENSIONS, Chosen
from firstreply.insights.live.file import Mirror
from firstreply.insights.live.groups import labels
from firstreply.store.queries.mirror import Mark

_MOST: Final = 200  #: offered for one filter
_MANY: Final = 100_000  #: waits beyond which they may be old
_OLD_S: Final = 60.0
_FIELDS: Final = {"person": "people", "country": "countries"}  #: others end in s


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Of each field of `Where`: (value, name), the most frequent first. `at` by this process's own clock."""

    offered: dict[str, list[tuple[str, str]]]
    mark: Mark | None  #: of the copy they are from
    waits: int
    at: float

    def will_do(self, mirror: Mirror, now: float) -> bool:
        """Whether they may be shown beside what the copy tells now."""
        return self.mark == mirror.mark or (self.waits > _MANY and now - self.at < _OLD_S)


def choices(chosen: Chosen) -> Choices:
    """Those of all waits that were chosen."""
    at = monotonic()
    found = {}
    for name, kind in DIMENSIONS.items():
        if kind is not None:
            grouped = f"SELECT {name} FROM wait WHERE {chosen.waits} AND {name} >= 0"
            found[_FIELDS.get(name, f"{name}s")] = _named(chosen, kind, grouped)
    found["tags"] = _named(
        chosen, "tag", f"SELECT tag FROM tag WHERE lead IN (SELECT lead FROM wait WHERE {chosen.waits})"
    )
    size = chosen.cursor.execute("SELECT count(*) FROM ended").fetchone()
    return Choices(offered=found, mark=chosen.state.mark, waits=size[0] if size else 0, at=at)


def _named(chosen: Chosen, kind: str, grouped: str) -> list[tuple[str, str]]:
    rows = chosen.cursor.execute(f"{grouped} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {_MOST}").fetchall()
    codes = [row[0] for row in rows]
    texts = chosen.texts(kind, codes)
    names = labels(chosen, kind, texts)
    return [(texts[code], names[code]) for code in codes if code in texts]
