"""What the frame of pages refuses."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "undo_over": mark(
        "It is too late to undo this here. Nothing was changed: reverse it by hand on its own page."
    ),
    "undone_already": mark("This was undone before. Nothing was changed."),
}
