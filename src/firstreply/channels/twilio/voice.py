"""Voice: how a call that comes in goes on, in TwiML (twilio.com/docs/voice/twiml)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from firstreply.channels.base import Setup
from firstreply.channels.twilio.words import voice

FORWARD, VOICEMAIL, REJECT, ELSEWHERE = "forward", "voicemail", "reject", "elsewhere"
WAYS: Final = (FORWARD, VOICEMAIL, REJECT, ELSEWHERE)
_RING_S, _RECORD_S = 20, 120
_MOST: Final = 10  #: numbers that ring at once
_NOBODY: Final = '<Reject reason="busy"/>'


def way(settings: Mapping[str, Any]) -> str:
    """What is done with a call."""
    found = settings.get("voice")
    return found if found in WAYS else VOICEMAIL


def begun(setup: Setup) -> bytes:
    """What happens to a call that has come in."""
    match way(setup.settings):
        case "forward":
            return _response(_dial(setup))
        case "reject" | "elsewhere":
            return _response(_NOBODY)
        case _:
            return _response(_record(setup))


def after_dialling(fields: Mapping[str, str], setup: Setup) -> bytes:
    """Once it was rung for long enough, or they have spoken: a message may be left where nobody was reached."""
    return _response("<Hangup/>" if was_bridged(fields) else _record(setup))


def was_bridged(fields: Mapping[str, str]) -> bool:
    """Whether whoever was rung took the call, and was put through."""
    status = fields.get("DialCallStatus", "")
    return status in ("completed", "answered") and fields.get("DialBridged", "true").lower() != "false"


def accepting(setup: Setup) -> bytes:
    """To whoever was rung: only who presses a key is put through. A mailbox that answers presses none."""
    words = voice(setup.settings)
    said = f"<Say language={quoteattr(words.language)}>{escape(words.accept)}</Say>" if words.language else ""
    action = quoteattr(f"{setup.address}?on=accepted")
    inner = said or '<Pause length="8"/>'
    gather = f'<Gather numDigits="1" timeout="8" method="POST" action={action}>{inner}</Gather>'
    return _response(f"{gather}<Hangup/>")


def nothing() -> bytes:
    """Go on."""
    return _response("")


def _dial(setup: Setup) -> str:
    settings = setup.settings
    numbers = [one for one in settings.get("forward_to") or () if isinstance(one, str)][:_MOST]
    screen = f" url={quoteattr(f'{setup.address}?on=accept')}" if settings.get("confirm") is True else ""
    leg = quoteattr(f"{setup.address}?on=leg")
    legs = "".join(
        f'<Number{screen} statusCallbackEvent="completed" statusCallback={leg}>{escape(number)}</Number>'
        for number in numbers
    )
    seconds = settings.get("ring_seconds")
    ring = int(seconds) if isinstance(seconds, int | float) and 5 <= seconds <= 600 else _RING_S
    action = quoteattr(f"{setup.address}?on=dial")
    return f'<Dial answerOnBridge="true" timeout="{ring}" method="POST" action={action}>{legs}</Dial>'


def _record(setup: Setup) -> str:
    settings = setup.settings
    words, audio = voice(settings), str(settings.get("greeting_audio") or "")
    greeting = str(settings.get("greeting") or "") or words.leave
    if audio:
        said = f"<Play>{escape(audio)}</Play>"
    else:
        said = f"<Say language={quoteattr(words.language)}>{escape(greeting)}</Say>" if words.language else ""
    here = setup.address
    transcribe = settings.get("transcribe") is True
    heard = f' transcribe="true" transcribeCallback={quoteattr(f"{here}?on=words")}' if transcribe else ""
    action, told = quoteattr(f"{here}?on=recorded"), quoteattr(f"{here}?on=recording")
    return (
        f'{said}<Record maxLength="{_RECORD_S}" playBeep="true" method="POST" action={action}'
        f" recordingStatusCallback={told}{heard}/><Hangup/>"
    )


def _response(inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}</Response>'.encode()


def is_link(given: str) -> bool:
    """Whether Twilio could play it."""
    return urlsplit(given).scheme == "https"
