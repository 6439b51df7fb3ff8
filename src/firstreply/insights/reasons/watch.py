"""How channels are, and who else is told."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "channel_quiet": mark(
        "Nothing has come in for {hours} hours; usually about {usual} a day do. Send a test message "
        "and see whether it arrives."
    ),
    "channel_stopped": mark(
        "Something came in every day, and for {hours} hours nothing has. Look whether the form or "
        "the connection is still there."
    ),
    "channel_check_failed": mark(
        "The account could not be tried because of a defect here ({error}); the log says more."
    ),
    "channel_check_slow": mark("The other side did not answer within {seconds} seconds."),
    "webhook_gone": mark(
        "{host} answered that this address is gone (410). Switch the webhook on again once it is back."
    ),
    "webhook_not_taken": mark(
        "{host} has taken nothing for days. Mend it, switch the webhook on again and send what it missed."
    ),
    "webhook_off": mark("The webhook is switched off; switch it on first."),
    "webhook_event_unknown": mark(
        "There is no event “{event}”. docs/channels/webhooks-out.md lists them all."
    ),
    "channel_send_failed": mark("Messages cannot be sent by this account: {reason}"),
}
