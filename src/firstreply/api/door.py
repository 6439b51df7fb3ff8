"""The door as programs see it: what they send is read, put on disk with whatever else came, and acknowledged then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import InterfaceError, OperationalError
from prometheus_client import Counter
from psycopg import InterfaceError as ClosedByUs
from psycopg import OperationalError as Away

from firstreply.api.auth import Caller
from firstreply.api.group_commit import Full, GroupCommit, TooLate
from firstreply.api.problem import RETRY_AFTER_S, Fault, Problem
from firstreply.api.schemas_intake import LONGEST_KEY
from firstreply.core.lead.inquiry import asked, with_nul
from firstreply.core.refusal import Refused
from firstreply.core.thread.chat import chat
from firstreply.journey.door import Incoming, Outcome, Receipt, accept, incoming

KEY: Final = "HTTP_IDEMPOTENCY_KEY"
WITHIN_S: Final = 15.0  #: how long a request waits for its place on the disk
INQUIRY, MESSAGE = "inquiry", "message"
_AWAY: Final = (Away, ClosedByUs, OperationalError, InterfaceError)
_TAKEN: Final = Counter("firstreply_arrivals_total", "Arrivals acknowledged")
_JSON: Final = orjson.OPT_UTC_Z | orjson.OPT_SORT_KEYS


def _counted(those: Sequence[Incoming]) -> tuple[Receipt, ...]:
    receipts = accept(those)
    _TAKEN.inc(len(receipts))
    return receipts


_group: Final[GroupCommit[Incoming, Receipt]] = GroupCommit(_counted)


def put(those: Sequence[Incoming]) -> Sequence[Receipt]:
    """On disk when it returns. Raises Problem 503, with nothing promised."""
    later = {"Retry-After": RETRY_AFTER_S}
    try:
        return _group.submit(those, within_s=WITHIN_S)
    except (Full, TooLate) as error:
        raise Problem(503, "intake_full", headers=later) from error
    except _AWAY as error:
        raise Problem(503, "database_away", headers=later) from error


def parsed(body: bytes) -> Any:
    """The JSON that was sent. Raises Problem 400 that says where it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        place = Fault(f"{line}:{column}", "body_not_json", {"line": line, "column": column})
        raise Problem(400, "body_not_json", errors=[place], line=line, column=column) from error


def key_of(meta: Mapping[str, Any]) -> str:
    """The Idempotency-Key of a request, with or without quotes; "" without one. Raises Problem 422."""
    key = str(meta.get(KEY, "")).strip()
    if len(key) > LONGEST_KEY or "\0" in key:
        wrong = Fault("Idempotency-Key", "not_an_id", {"limit": LONGEST_KEY})
        raise Problem(422, "fields_invalid", errors=[wrong])
    quoted = len(key) > 1 and key[0] == key[-1] == '"'
    return key[1:-1] if quoted else key


def inquiry(caller: Caller, given: Any, key: str) -> Incoming:
    """An inquiry to be put on disk; its own `external_id` counts before the `key`. Raises Refused, Problem 422."""
    read = asked(given)
    return _incoming(caller, INQUIRY, read.given, read.external_id or key)


def message(caller: Caller, given: Any, key: str) -> Incoming:
    """A message or a logged conversation as JSON. Raises Refused, Problem 422."""
    if not isinstance(given, dict):
        raise Refused("message_not_an_object")
    now = datetime.now(UTC)
    read = chat(given, otherwise_at=now, otherwise_id="")
    return _incoming(caller, MESSAGE, given, key or (f"{read.channel}:{read.id}" if read.id else ""))


def letter(caller: Caller, raw: bytes, key: str) -> Incoming:
    """A mail as it was transported (RFC 5322 octets)."""
    return _brought(caller, MESSAGE, key, raw=raw)


def _incoming(caller: Caller, kind: str, given: Any, external_id: str) -> Incoming:
    payload = orjson.dumps(given, option=_JSON)
    if b"\\u0000" in payload and (at := with_nul(given)) is not None:
        raise Problem(422, "fields_invalid", errors=[Fault(at, "nul_in_text", {})])
    return _brought(caller, kind, external_id, payload=payload)


def _brought(
    caller: Caller, kind: str, external_id: str, *, payload: bytes | None = None, raw: bytes | None = None
) -> Incoming:
    now = datetime.now(UTC)
    return incoming(
        caller.organisation, caller.source, kind, at=now, external_id=external_id, payload=payload, raw=raw
    )


def fit(receipt: Receipt) -> Receipt:
    """The receipt, if what was brought is on disk. Raises Problem: 409 for a reused id, 422."""
    if receipt.outcome is Outcome.REUSED:
        raise Problem(409, "external_id_reused", id=str(receipt.id))
    if receipt.outcome is Outcome.UNFIT:
        raise Problem(422, "arrival_unfit")
    return receipt


def told(receipt: Receipt) -> dict[str, Any]:
    """A receipt as it is sent."""
    return {
        "id": receipt.id,
        "state": receipt.state,
        "received_at": receipt.received_at,
        "links": {"self": link(receipt.id)},
    }


def body(receipt: Receipt) -> bytes:
    """A receipt as octets."""
    return orjson.dumps(told(receipt), option=orjson.OPT_UTC_Z)


def link(arrival: UUID) -> str:
    """Where an arrival can be asked after."""
    return f"/api/v1/arrivals/{arrival}"
