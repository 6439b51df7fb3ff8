"""Reading: what one request of Twilio says: a text message, what became of one of ours, a step of a call."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from firstreply.channels.base import Setup
from firstreply.channels.loose import text
from firstreply.channels.telephony.party import outside
from firstreply.channels.twilio.sending import reason_of
from firstreply.channels.twilio.voice import ELSEWHERE, was_bridged, way
from firstreply.core.capture.brought import Brought, Called, Nothing, Rang, Said, Told
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused

SMS: Final = "sms"
Fields = Mapping[str, str]
#: Words by which Twilio itself stops sending to a number, or begins again: it has answered, and nobody is owed more.
_OPTING: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "unstop"}
)
_PASSAGES: Final = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), Passage.ACCEPTED),
    "delivered": Passage.DELIVERED,
    "read": Passage.READ,
    "undelivered": Passage.FAILED,
    "failed": Passage.FAILED,
    "canceled": Passage.CANCELLED,
}
#: No such number, or one that takes no text messages.
_HARD: Final = frozenset({"30005", "30006", "21211", "21614"})
_OVER: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_MEDIA: Final = 10


def read(payload: Any, setup: Setup, received_at: datetime) -> Brought:
    """One request. Refuses `piece_not_understood` naming what is missing."""
    fields: Fields = payload["fields"]
    if text(fields, "MessageSid") or text(fields, "SmsSid"):
        return _message(fields, received_at)
    if text(fields, "CallSid"):
        return _call(fields, text(payload, "on"), setup, received_at)
    return Nothing(what="event")


def _message(fields: Fields, received_at: datetime) -> Brought:
    own = text(fields, "MessageSid") or text(fields, "SmsSid")
    status = (text(fields, "MessageStatus") or text(fields, "SmsStatus")).lower()
    if status and status not in ("received", "receiving"):
        return _told(own, status, fields, received_at)
    channel, _, number = text(fields, "From").rpartition(":")
    if not number:
        raise Refused("piece_not_understood", channel="twilio", error="From")
    words = text(fields, "Body")
    opting = text(fields, "OptOutType") != "" or words.casefold().strip(" .!") in _OPTING
    return Said(
        message={
            "direction": "in",
            "channel": channel or SMS,
            "party": number,
            "name": text(fields, "ProfileName"),
            "id": own,
            "text": "\n".join(part for part in (words, *_media(fields)) if part),
            "automatic": opting,
        }
    )


def _media(fields: Fields) -> list[str]:
    """What came along: its type and where Twilio keeps it."""
    count = text(fields, "NumMedia")
    many = min(int(count), _MEDIA) if count.isascii() and count.isdecimal() else 0
    found = [(text(fields, f"MediaContentType{n}"), text(fields, f"MediaUrl{n}")) for n in range(many)]
    return [f"[{kind or 'file'}] {url}".strip() for kind, url in found]


def _told(own: str, status: str, fields: Fields, received_at: datetime) -> Told | Nothing:
    passage = _PASSAGES.get(status)
    if passage is None:
        return Nothing(what=status)
    code = text(fields, "ErrorCode")
    if code in _HARD:
        passage = Passage.HARD_BOUNCED
    reason = reason_of(int(code)) if code.isascii() and code.isdecimal() else ""
    return Told(id=own, passage=passage, at=received_at, reason=reason, party=text(fields, "To"))


def _call(fields: Fields, on: str, setup: Setup, received_at: datetime) -> Brought:
    parent = text(fields, "ParentCallSid")
    if on in ("leg", "accepted") and parent:
        return _leg(fields, on, parent, setup, received_at)
    status = text(fields, "CallStatus").lower()
    if parent or on == "accept":
        return Nothing(what="leg")
    match on:
        case "dial":
            spoken = _whole(fields, "DialCallDuration") if was_bridged(fields) else 0
            return _called(fields, setup, received_at, reached=was_bridged(fields), seconds=spoken)
        case "recorded" | "recording":
            return _called(fields, setup, received_at, link=_https(text(fields, "RecordingUrl")))
        case "words":
            fine = text(fields, "TranscriptionStatus") == "completed"
            return _called(
                fields, setup, received_at, words=text(fields, "TranscriptionText") if fine else "",
                link=_https(text(fields, "RecordingUrl")),
            )  # fmt: skip
    if status in _OVER:
        return _over(fields, status, setup, received_at)
    if status in ("ringing", "queued", "initiated", "in-progress"):
        inbound, party, ours = _sides(fields)
        agent = _agent(ours, setup)
        return Rang(id=text(fields, "CallSid"), inbound=inbound, party=party, at=received_at, agent=agent,
                    name=text(fields, "CallerName"))  # fmt: skip
    return Nothing(what=status or "call")


def _over(fields: Fields, status: str, setup: Setup, received_at: datetime) -> Called:
    """The call is over. One that came in was answered only if we know by whom; one of ours if no machine took it."""
    inbound, _, _ = _sides(fields)
    spoken = _whole(fields, "CallDuration") if status == "completed" else 0
    known = not inbound or way(setup.settings) == ELSEWHERE
    machine = text(fields, "AnsweredBy").lower()
    reached = known and spoken > 0 and (not machine or machine in ("human", "unknown"))
    return _called(fields, setup, received_at, reached=reached, seconds=spoken)


def _leg(fields: Fields, on: str, parent: str, setup: Setup, received_at: datetime) -> Called | Nothing:
    """Who of those that were rung took the call. Where a key is asked for, only the key says so."""
    asked = setup.settings.get("confirm") is True
    spoken = _whole(fields, "CallDuration")
    took = text(fields, "Digits") != "" if on == "accepted" else not asked and spoken > 0
    if not took:
        return Nothing(what="leg")
    return Called(
        id=parent,
        inbound=True,
        party=outside(text(fields, "From")),
        at=received_at - timedelta(seconds=spoken),
        reached=True,
        agent=_agent(text(fields, "To"), setup),
        seconds=spoken,
    )


def _called(
    fields: Fields,
    setup: Setup,
    received_at: datetime,
    *,
    reached: bool = False,
    seconds: int = 0,
    words: str = "",
    link: str = "",
) -> Called:
    inbound, party, ours = _sides(fields)
    lasted = _whole(fields, "CallDuration") or _whole(fields, "DialCallDuration")
    return Called(
        id=text(fields, "CallSid"),
        inbound=inbound,
        party=party,
        at=_moment(fields, received_at) - timedelta(seconds=lasted),
        reached=reached,
        name=text(fields, "CallerName"),
        agent="" if inbound else _agent(ours, setup),
        seconds=seconds,
        text=words,
        link=link,
    )


def _sides(fields: Fields) -> tuple[bool, str, str]:
    """(whether it came in, the number outside, ours). Twilio sees a softphone of ours that dials out as coming in."""
    caller, dialled = text(fields, "From"), text(fields, "To")
    if text(fields, "Direction").lower().startswith("outbound") or caller.lower().startswith("client:"):
        return False, outside(dialled), caller
    return True, outside(caller), dialled


def _agent(given: str, setup: Setup) -> str:
    known = setup.settings.get("agents")
    agents = known if isinstance(known, Mapping) else {}
    return str(agents.get(given) or outside(given))


def _moment(fields: Fields, received_at: datetime) -> datetime:
    """When Twilio says that it happened."""
    try:
        told = parsedate_to_datetime(text(fields, "Timestamp"))
    except ValueError:
        return received_at
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), received_at)


def _whole(fields: Fields, name: str) -> int:
    found = text(fields, name)
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 7 else 0


def _https(url: str) -> str:
    return url if url.startswith("https://") else ""
