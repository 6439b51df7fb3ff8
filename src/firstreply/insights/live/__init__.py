"""Insights on live data: the metrics of `analyze`, asked of a copy that follows the database.

What asks (and what it needs: DuckDB, NumPy) is loaded when it is first used: a server starts without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from firstreply.insights.live.asked import Answer, Asked, Group, Share, Where, Which

if TYPE_CHECKING:
    from firstreply.insights.live.asking import (
        BehindPage,
        Typical,
        WaitBehind,
        ask,
        behind,
        behind_funnel,
        known,
        meanings,
        typical,
        waits_csv,
    )
    from firstreply.insights.live.of_then import hours_of_then
    from firstreply.insights.live.stretches import presets
    from firstreply.insights.live.tables import table_csv

#: All others: `asking`.
_ROOMS: Final = {"hours_of_then": "of_then", "presets": "stretches", "table_csv": "tables"}

__all__ = [
    "Answer", "Asked", "BehindPage", "Group", "Share", "Typical", "WaitBehind", "Where", "Which", "ask", "behind",
    "behind_funnel", "hours_of_then", "known", "meanings", "presets", "table_csv", "typical", "waits_csv",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    room = import_module(f"firstreply.insights.live.{_ROOMS.get(name, 'asking')}")
    found = globals()[name] = getattr(room, name)
    return found
