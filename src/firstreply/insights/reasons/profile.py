"""What somebody's own page refuses."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "push_subscription_malformed": mark(
        "The browser's answer cannot be read. Nothing was changed. Load the page anew and try once more."
    ),
    "number_unreadable": mark("That is no number that fits here: “{given}”. Nothing was changed."),
    "sample_there": mark("Sample data is there already. Remove it before you add it again."),
    "scope_missing": mark("Choose at least one thing that the token may do. Nothing was made."),
}
