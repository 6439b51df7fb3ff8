"""Reading: what one event of a telephone system says, in the words of whichever system."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from firstreply.channels.base import Setup
from firstreply.channels.telephony.party import is_internal, outside
from firstreply.core.capture.brought import Called, Nothing, Rang
from firstreply.core.capture.mapping import value_at
from firstreply.core.refusal import Refused

#: Fields as our documentation names them; an account's mapping says where each stands in what its system sends.
FIELDS: Final = (
    "call_id", "direction", "from", "to", "state", "reached", "started_at", "answered_at", "ended_at", "duration",
    "agent", "name", "recording", "note",
)  # fmt: skip
RINGING, ANSWERED, ENDED, MISSED = "ringing", "answered", "ended", "missed"
_IN: Final = frozenset({"in", "inbound", "incoming", "received"})
_OUT: Final = frozenset({"out", "outbound", "outgoing", "dialed", "dialled", "outbound-api", "outbound-dial"})
_INTERNAL: Final = frozenset({"internal", "local"})
_STATES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ringing", "ring", "newcall", "new", "incoming", "initiated", "start", "started"), RINGING),
    **dict.fromkeys(("answered", "answer", "connected", "in-progress", "bridge", "bridged", "talking", "up"), ANSWERED),
    **dict.fromkeys(("", "ended", "end", "hangup", "completed", "finished", "disconnected", "terminated"), ENDED),
    **dict.fromkeys(
        ("missed", "notanswered", "no-answer", "noanswer", "no answer", "busy", "failed", "canceled", "cancelled",
         "cancel", "rejected", "abandoned", "voicemail", "machine", "congestion", "notfound", "chanunavail"),
        MISSED,
    ),
}  # fmt: skip
_TRUE: Final = frozenset({"true", "yes", "1"})
_MILLISECONDS: Final = 10**11  #: a larger number of seconds is none
_LONGEST_S: Final = 7 * 86400
_LONG: Final = 4000


def read(payload: Any, setup: Setup, received_at: datetime) -> Called | Rang | Nothing:
    """One event. Refuses `call_field_wrong` naming the field, and `arrival_not_an_object`."""
    if not isinstance(payload, Mapping):
        raise Refused("arrival_not_an_object")
    given = {name: _value(payload, name, setup) for name in FIELDS}
    inbound = _inbound(given)
    if inbound is None:
        return Nothing(what="internal")
    theirs, ours = ("from", "to") if inbound else ("to", "from")
    party = outside(_text(given, theirs))
    if is_internal(party):
        return Nothing(what="internal")
    state = _state(given)
    agent = _agent(given, ours, setup)
    began = _began(given, setup, received_at)
    if state == RINGING:
        return Rang(
            id=_id(given), inbound=inbound, party=party, at=began, name=_text(given, "name"), agent=agent
        )
    return Called(
        id=_id(given),
        inbound=inbound,
        party=party,
        at=began,
        reached=_reached(given, state, setup),
        name=_text(given, "name"),
        agent=agent,
        seconds=_seconds(given, setup),
        text=_text(given, "note")[:_LONG],
        link=_link(given),
    )


def call_id(payload: Any, setup: Setup) -> str:
    """What the system calls the call; "" where it does not say."""
    return _text({"call_id": _value(payload, "call_id", setup)}, "call_id")


def _value(payload: Any, name: str, setup: Setup) -> Any:
    """Where the account's mapping says, else under our own name. Refuses `mapping_unreadable`."""
    path = setup.mapping.get(name)
    return value_at(payload, path) if path else payload.get(name)


def _id(given: Mapping[str, Any]) -> str:
    found = _text(given, "call_id")
    if not found:
        raise Refused("call_field_wrong", field="call_id")
    return found[:200]


def _inbound(given: Mapping[str, Any]) -> bool | None:
    """None for a call among ourselves."""
    word = _text(given, "direction").casefold()
    if word in _IN:
        return True
    if word in _OUT:
        return False
    if word in _INTERNAL:
        return None
    raise Refused("call_field_wrong", field="direction")


def _state(given: Mapping[str, Any]) -> str:
    word = _text(given, "state").casefold().replace("_", "-")
    found = _STATES.get(word) or _STATES.get(word.replace("-", ""))
    if found is None:
        raise Refused("call_field_wrong", field="state")
    return found


def _reached(given: Mapping[str, Any], state: str, setup: Setup) -> bool:
    """Whether two people spoke. Of a call that only ended: where it was answered, or somebody spoke for a while."""
    if state != ENDED:
        return state == ANSWERED
    told = given.get("reached")
    if told is not None:
        return told is True or str(told).casefold() in _TRUE
    return _moment(given, "answered_at", setup) is not None or _duration(given) > 0


def _agent(given: Mapping[str, Any], ours: str, setup: Setup) -> str:
    """Who of ours: by the account's list of extensions, else as the system says."""
    known = setup.settings.get("agents")
    agents = known if isinstance(known, Mapping) else {}
    named, own = _text(given, "agent"), outside(_text(given, ours))
    return str(agents.get(named) or agents.get(own) or named or own)


def _began(given: Mapping[str, Any], setup: Setup, received_at: datetime) -> datetime:
    first = _moment(given, "started_at", setup) or _moment(given, "answered_at", setup)
    ended = _moment(given, "ended_at", setup)
    if first is None and ended is not None:
        first = ended - timedelta(seconds=_duration(given))
    return min(first or received_at, received_at)


def _seconds(given: Mapping[str, Any], setup: Setup) -> int:
    answered, ended = _moment(given, "answered_at", setup), _moment(given, "ended_at", setup)
    if not _duration(given) and answered and ended and ended > answered:
        return min(int((ended - answered).total_seconds()), _LONGEST_S)
    return _duration(given)


def _duration(given: Mapping[str, Any]) -> int:
    """Seconds spoken; also `HH:MM:SS`."""
    found = given.get("duration")
    if isinstance(found, str):
        parts = found.strip().split(":")
        if not all(part.isascii() and part.isdecimal() and len(part) < 8 for part in parts) or len(parts) > 3:
            return 0
        found = sum(int(part) * 60**place for place, part in enumerate(reversed(parts)))
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found < 1e12:
        return 0
    return min(int(found), _LONGEST_S)


def _moment(given: Mapping[str, Any], name: str, setup: Setup) -> datetime | None:
    """ISO 8601 (also with slashes), or seconds or milliseconds since 1970. One without a zone is in the account's."""
    found = given.get(name)
    if isinstance(found, str) and found.strip().isascii() and found.strip().isdecimal() and len(found) < 16:
        found = int(found)
    if found in (None, "", 0):
        return None
    try:
        if isinstance(found, int | float):
            seconds = found / 1000 if found > _MILLISECONDS else found
            return datetime.fromtimestamp(seconds, UTC)
        read = datetime.fromisoformat(found.strip().replace("/", "-"))
        zone = ZoneInfo(str(setup.settings.get("zone") or "UTC"))
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (AttributeError, TypeError, ValueError, OverflowError, OSError, KeyError):
        raise Refused("call_field_wrong", field=name) from None


def _link(given: Mapping[str, Any]) -> str:
    found = _text(given, "recording")
    return found if found.startswith(("https://", "http://")) and len(found) <= _LONG else ""


def _text(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found).replace("\0", "").strip()
