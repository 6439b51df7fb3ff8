"""Questions to live data that cannot be asked."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "question_malformed": mark(
        "Figures cannot be asked for like this: “{value}” is not known here ({field}). Open the page anew."
    ),
}
