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
    "digest_without_server": mark(
        "No letter was sent: no mail server is set up for this installation. Whoever runs it sets smtp_url; "
        "your figures then come at their next time."
    ),
    "digest_mail_off": mark(
        "No letter was sent: e-mail is switched off in your profile. Switch it on there, and send one again."
    ),
    "insights_preparing": mark(
        "The numbers are being prepared ({percent} percent). Try again in a moment; nothing is lost."
    ),
}
