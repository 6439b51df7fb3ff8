"""Insights on live data: the metrics of `analyze`, asked of a copy that follows the database."""

from firstreply.insights.live.asked import Answer, Asked, Group, Where
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
from firstreply.insights.live.presets import presets
from firstreply.insights.live.tables import table_csv

__all__ = [
    "Answer", "Asked", "BehindPage", "Group", "Typical", "WaitBehind", "Where", "ask", "behind", "behind_funnel",
    "known", "meanings", "presets", "table_csv", "typical", "waits_csv",
]  # fmt: skip
