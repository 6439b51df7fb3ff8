"""Sending: an answer as a text message."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.ask import NoAnswerError, Reply
from firstreply.channels.base import Outgoing, Setup
from firstreply.channels.loose import items, text
from firstreply.channels.twilio.rest import asked, error_of
from firstreply.core.lead.contact import is_e164
from firstreply.core.refusal import Refused

LONGEST: Final = 1600  #: characters of a text message, of however many parts
_REASONS: Final = {
    21610: "sms_opted_out",  # they wrote STOP: Twilio sends them nothing more
    21211: "sms_no_such_number",
    21217: "sms_no_such_number",
    21614: "sms_no_mobile",
    21612: "sms_no_way",  # not from this number to that one
    21408: "sms_country_off",  # the account may not send to that country
    21617: "sms_too_long",
    20003: "sms_account_refused",
    20005: "sms_account_refused",
    20429: "sms_rate_limited",
    14107: "sms_rate_limited",
    30001: "sms_rate_limited",
}
_HARD: Final = frozenset({21211, 21217, 21614})
#: The account or its number is at fault: no other message would be taken either, until somebody mends it.
_ACCOUNT: Final = frozenset({20003, 20005, 20404, 21603, 21606, 21608, 21701, 21702, 21703, 63038})
_PASSING: Final = frozenset({20429, 14107, 30001, 20500, 20503})


def fit(outgoing: Outgoing, setup: Setup) -> None:
    """Refuses what Twilio would not take: `recipient_wrong`, `text_missing`, `text_too_long`, `setting_wrong`."""
    if not is_e164(outgoing.to):
        raise Refused("recipient_wrong", channel="sms")
    if not outgoing.text.strip():
        raise Refused("text_missing")
    if len(outgoing.text) > LONGEST:
        raise Refused("text_too_long", limit=LONGEST)
    if not _from(setup):
        raise Refused("setting_wrong", field="number")


def send(outgoing: Outgoing, setup: Setup) -> Answer:
    """Hand a text to Twilio; the id is its sid.

    Twilio has no key by which it would know a message again. After an attempt without an answer we look whether it has
    this text to this number already, and send only if not.
    """
    try:
        fit(outgoing, setup)
        if outgoing.attempt > 1 and (there := _there(outgoing, setup)):
            return Sent(there)
        given = {"To": outgoing.to, "Body": outgoing.text, "StatusCallback": setup.address, **_from(setup)}
        reply = asked(setup, "POST", "/Messages.json", given)
    except Refused as refused:
        return Rejected(reason=refused.code)
    except NoAnswerError as error:
        return error.answer
    return Sent(text(reply.data, "sid")) if reply.is_fine else answer_of(reply)


def answer_of(reply: Reply) -> Answer:
    """What an error means for the message that was sent."""
    code = error_of(reply.data)
    reason = reason_of(code) if code else f"status {reply.status}"
    if code in _PASSING or reply.status == 429 or reply.status >= 500:
        return TryAgain(reason=reason, after=reply.after)
    if code in _ACCOUNT or reply.status in (401, 403):
        return TryAgain(reason=reason, after=reply.after, unreachable=True)
    return Rejected(reason=reason, gone=code in _HARD)


def reason_of(code: int) -> str:
    """What a code means, in a word that stays the same; the number itself where it has none."""
    return _REASONS.get(code) or f"twilio {code}"


def _from(setup: Setup) -> dict[str, str]:
    service = str(setup.settings.get("messaging_service") or "")
    number = str(setup.settings.get("number") or "")
    if service:
        return {"MessagingServiceSid": service}
    return {"From": number} if number else {}


def _there(outgoing: Outgoing, setup: Setup) -> str:
    """The sid of this very message, if an earlier attempt was taken after all."""
    reply = asked(setup, "GET", "/Messages.json", {"To": outgoing.to, "PageSize": "50"})
    same = (
        one
        for one in items(reply.data, "messages")
        if text(one, "direction").startswith("outbound")
        and text(one, "body") == outgoing.text.strip()
        and _made(one) >= outgoing.at.replace(microsecond=0)
    )
    return next((text(one, "sid") for one in same), "")


def _made(message: Any) -> datetime:
    try:
        made = parsedate_to_datetime(text(message, "date_created"))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)
