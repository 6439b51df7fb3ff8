"""Rules: what was filled in on their pages and cannot be read, and what cannot be rehearsed."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "rule_name_missing": mark("It needs a name. What you filled in is kept; give it one and save again."),
    "number_unreadable": mark("“{given}” is not a whole number that fits here. What you filled in is kept."),
    "length_unreadable": mark(
        "“{given}” is no length of time. Write a number, and choose minutes, hours or days."
    ),
    "form_too_large": mark("The form holds more than {limit} fields. Nothing was saved; make it smaller."),
    "rehearsal_kind_unknown": mark("“{kind}” cannot be rehearsed. Choose one of: {known}."),
}
