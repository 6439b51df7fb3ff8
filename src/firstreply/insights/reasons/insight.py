"""What Insights refuses."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "period_backwards": mark(
        "The period ends before it begins. Choose a later last day; nothing was changed."
    ),
    "link_kind_unknown": mark("There is no “{kind}” to be shown. Choose one of: {known}. Nothing was made."),
    "digest_time_unreadable": mark(
        "“{given}” is no time of the day. Write it as 08:00. Nothing was changed."
    ),
    "digest_period_unknown": mark("“{every}” is no period. Choose one of: {known}. Nothing was changed."),
    "digests_too_many": mark("You get {most} letters of figures already. End one before you add another."),
    "insights_preparing": mark(
        "The numbers are being prepared ({percent} percent). Try again in a moment; nothing is lost."
    ),
}
