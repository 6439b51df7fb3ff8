"""Reports: what a sending service says became of our letters, in requests that only it can have made."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any, Final

from firstreply.channels.base import Call, ForgedError, Piece, Setup, Taken
from firstreply.channels.email.provider import LETTER, SERVICES, Service, request_of, service_of, view_of
from firstreply.core import signature
from firstreply.core.capture.brought import Nothing, Told
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused

_OLDEST_S: Final = 43_200  #: a signed report may be repeated for so long
_SOFT: Final = re.compile(
    r"(?<![\d.])4\.\d{1,3}\.\d{1,3}\b|(?<!\d)4[25]\d[ -]"
)  #: statuses that are not for ever
_PASSAGES: Final = {
    "queued": Passage.ACCEPTED,
    "sent": Passage.ACCEPTED,
    "delivered": Passage.DELIVERED,
    "opened": Passage.READ,
    "clicked": Passage.READ,
    "deferred": Passage.SOFT_BOUNCED,
    "bounced": Passage.HARD_BOUNCED,
    "rejected": Passage.HARD_BOUNCED,
    "failed": Passage.FAILED,
    "complained": Passage.COMPLAINED,
}


def take(call: Call, setup: Setup, now: int) -> Taken:
    """A service's report. Raises ForgedError unless it is signed by the service or carries the account's secret."""
    service = service_of(setup)
    if call.method != "POST":
        return Taken()  # some ask first whether anybody is there
    key = _verified(service, call, setup, now)
    body = call.body.decode("utf-8", "replace").replace("\0", "")
    kept = {"provider": service.module, "content_type": call.headers.get("content-type", ""), "body": body}
    return Taken(pieces=(Piece(payload=kept, id=key or hashlib.sha256(call.body).hexdigest()),))


def read(payload: Any, setup: Setup, received_at: datetime) -> tuple[Told, ...] | Nothing:
    """What a report says of letters. Refuses `report_not_understood`."""
    try:
        service = SERVICES[payload["provider"]]
        body = str(payload["body"]).encode()
        view = view_of(service, setup)
        events = view.parse_events(request_of(body, str(payload["content_type"]), {}, setup.address))
    except Exception as error:  # anymail takes a report's shape for granted
        raise Refused("report_not_understood", reason=type(error).__name__) from None
    told = tuple(one for event in events if (one := _told(event, received_at)) is not None)
    return told or Nothing(what="report")


def _verified(service: Service, call: Call, setup: Setup, now: int) -> str:
    """The report's own id, "" for none; raises ForgedError."""
    from anymail.exceptions import AnymailWebhookValidationFailure

    key = setup.sealed.get("webhook_key", "")
    if key and service.signed == "svix":
        _verified_svix(call, key, now)
        return call.headers.get("svix-id", "")
    try:
        view_of(service, setup).run_validators(
            request_of(call.body, call.headers.get("content-type", ""), call.headers, call.url)
        )
    except AnymailWebhookValidationFailure:
        raise ForgedError("signature_wrong") from None
    except Exception:  # what is no report at all is signed by nobody
        raise ForgedError("signature_missing") from None
    return _once(call, now) if key and service.module == "mailgun" else ""


def _verified_svix(call: Call, key: str, now: int) -> None:
    fits = signature.standard(
        key,
        message_id=call.headers.get("svix-id", ""),
        timestamp=call.headers.get("svix-timestamp", ""),
        signatures=call.headers.get("svix-signature", ""),
        body=call.body,
        now=now,
    )
    if not fits:
        raise ForgedError("signature_wrong")


def _once(call: Call, now: int) -> str:
    """Mailgun signs a token and a time, not what it says: each token counts once, and not for ever."""
    block = json.loads(call.body)["signature"]
    if abs(now - int(block["timestamp"])) > _OLDEST_S:
        raise ForgedError("signature_old")
    return f"mailgun:{block['token']}"[:200]


def _told(event: Any, received_at: datetime) -> Told | None:
    passage = _PASSAGES.get(event.event_type)
    named = str((event.metadata or {}).get(LETTER) or event.message_id or "").strip("<> ")
    if passage is None or not named:
        return None
    said = " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())[:160]
    if event.event_type == "bounced" and (_SOFT.search(said) or _is_called_soft(event)):
        passage = Passage.SOFT_BOUNCED
    at = min(event.timestamp, received_at) if event.timestamp else received_at
    return Told(id=named, passage=passage, at=at, reason=said, party=str(event.recipient or "").lower())


def _is_called_soft(event: Any) -> bool:
    """Postmark tells a soft bounce from a hard one by its name alone."""
    told = event.esp_event
    return isinstance(told, dict) and str(told.get("Type", "")).lower().startswith("soft")
