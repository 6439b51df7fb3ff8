"""Often: how often figures go out by mail, by name."""

from typing import Final

from firstreply.insights.reasons import mark

NAMES: Final = {
    "day": mark("Every day"),
    "week": mark("Every week"),
    "month": mark("Every month"),
    "quarter": mark("Every quarter"),
}
