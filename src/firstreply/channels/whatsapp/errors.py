"""Errors: what the Cloud API's codes mean for a message of ours (Meta, Cloud API error codes)."""

from typing import Any, Final

from firstreply.channels.answer import Answer, Rejected, TryAgain
from firstreply.channels.ask import Reply
from firstreply.channels.loose import at, whole

_REASONS: Final = {
    131047: "whatsapp_window_closed",  # more than 24 hours since they wrote
    131026: "whatsapp_undeliverable",  # not on WhatsApp, has blocked us, or an old version
    131021: "whatsapp_to_ourselves",
    131030: "whatsapp_not_a_test_number",
    131031: "whatsapp_account_locked",
    368: "whatsapp_account_locked",
    131042: "whatsapp_payment_wanted",
    131049: "whatsapp_held_back",  # Meta spares the reader another marketing message
    131050: "whatsapp_marketing_unwanted",
    130472: "whatsapp_held_back",
    132000: "whatsapp_template_parameters",
    132001: "whatsapp_template_unknown",
    132005: "whatsapp_template_parameters",
    132012: "whatsapp_template_parameters",
    132015: "whatsapp_template_paused",
    132016: "whatsapp_template_paused",
    190: "whatsapp_token_refused",
    80007: "whatsapp_rate_limited",
    130429: "whatsapp_rate_limited",
    131048: "whatsapp_rate_limited",
    131056: "whatsapp_rate_limited",
    4: "whatsapp_rate_limited",
}
#: Such a message will never reach this reader.
_HARD: Final = frozenset({131026, 131021})
#: The account is at fault: no other message of it would be taken either, until somebody mends it.
_ACCOUNT: Final = frozenset({0, 3, 10, 190, 131005, 131031, 131042, 131045, 133010, 368, *range(200, 300)})
#: It passes by itself: servers, limits, maintenance.
_PASSING: Final = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016})
_PAIR: Final = 131056  #: too many to one reader in a short time
_PAIR_REST_S: Final = 6.0


def code_of(error: Any) -> int:
    """The code of an error, 0 where it has none."""
    return whole(error, "code") or 0


def reason_of(code: int) -> str:
    """What a code means, in a word that stays the same; the number itself where it has none."""
    return _REASONS.get(code) or (f"whatsapp {code}" if code else "whatsapp_failed")


def is_hard(code: int) -> bool:
    """Whether this reader will never get such a message."""
    return code in _HARD


def answer_of(reply: Reply) -> Answer:
    """What an error means for the message that was sent."""
    error = at(reply.data, "error")
    code = whole(error, "code")
    if code is None:
        if reply.status == 429 or reply.status >= 500:
            return TryAgain(reason=f"status {reply.status}", after=reply.after)
        return Rejected(reason=f"status {reply.status}")
    if code in _PASSING:
        return TryAgain(
            reason=reason_of(code), after=reply.after or (_PAIR_REST_S if code == _PAIR else None)
        )
    if code in _ACCOUNT:
        return TryAgain(reason=reason_of(code), after=reply.after, unreachable=True)
    return Rejected(reason=reason_of(code), gone=is_hard(code))
