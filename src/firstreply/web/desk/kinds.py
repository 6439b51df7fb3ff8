"""Kinds: what each kind of channel is called, and in one sentence what it is for."""

from typing import Final, NamedTuple

from firstreply.channels.registry import channels
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words


class Kind(NamedTuple):
    """A kind of channel that can be added."""

    kind: str
    name: str
    says: str


#: A channel that is not here is called by its folder.
KNOWN: Final = {
    "email": (mark("Mailbox"), mark("Reads a mailbox the moment something arrives, and answers from it.")),
    "form": (mark("Form"), mark("A form on your website, or a page of ours, with consent and thanks.")),
    "webhook": (mark("Webhook"), mark("Any program that can post JSON: a portal, a shop, an automation.")),
    "whatsapp": ("WhatsApp", mark("Messages of the WhatsApp Cloud API, in and out.")),
    "telegram": ("Telegram", mark("A bot that people write to, and that you answer by.")),
    "twilio": ("Twilio", mark("SMS and calls of a Twilio number; a missed call starts the clock.")),
    "sms": ("SMS", mark("Text messages, in and out.")),
    "telephony": (mark("Telephone"), mark("Calls of any telephone system that can post JSON.")),
    "phone": (mark("Telephone"), mark("Calls of any telephone system that can post JSON.")),
    "meta_leads": ("Meta Lead Ads", mark("Lead forms of Facebook and Instagram advertisements.")),
    "api": ("API", mark("Programs of your own, by a token.")),
    "import": (mark("File"), mark("A list of people that was brought in one go.")),
}
_ORDER: Final = tuple(KNOWN)


def kind(words: Words, name: str) -> Kind:
    """A kind in the reader's language."""
    called, says = KNOWN.get(name, (name.replace("_", " ").capitalize(), ""))
    return Kind(name, words.say(called), words.say(says))


def to_add(words: Words) -> list[Kind]:
    """Every kind that has a channel, the usual ones first."""
    known = sorted(channels(), key=lambda one: (_ORDER.index(one) if one in _ORDER else len(_ORDER), one))
    return [kind(words, one) for one in known]
