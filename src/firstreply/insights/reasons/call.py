"""Telephones and ads."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "call_field_wrong": mark(
        "The field “{field}” of the call cannot be read. docs/channels/telephony.md says what it may "
        "hold; mend the mapping and replay it."
    ),
    "number_unknown": mark(
        "The number {number} is not among those of this lead; add it to the lead first, so that they "
        "can be called back."
    ),
    "fetch_refused": mark(
        "The other side did not give the details of {id}: {error}. Mend the access there and replay it."
    ),
    "fetch_failed": mark("What the other side tells of cannot be fetched: {error}"),
    "page_not_subscribed": mark("The page {page} does not tell us of leads yet; connect it."),
    "sms_opted_out": mark("They wrote STOP: they get no text messages until they write START."),
    "sms_no_such_number": mark("There is no such number."),
    "sms_no_mobile": mark("This number takes no text messages."),
    "sms_no_way": mark("Twilio does not send from this number to that one."),
    "sms_country_off": mark("The account may not send to that country; allow it in Twilio's Console."),
    "sms_too_long": mark("The text is longer than a text message may be."),
    "sms_account_refused": mark("Twilio refuses the account: look at its SID and its token."),
    "sms_rate_limited": mark("Twilio asks for a pause; it is tried again."),
    "meta_token_refused": mark("Meta refuses the page's token: make another one."),
}
