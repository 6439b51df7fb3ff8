"""Trying: somebody who was never here asks, so that the whole way in is gone once; marked by the tag `test`."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.journey.door import accept, incoming
from firstreply.journey.route import TEST

#: Nobody answers by it: a name that is never given (RFC 6761).
_NOWHERE: Final = "test.invalid"
_NAMED: Final = "test:"  #: begins the external id of one


def somebody(title: str, need: str) -> dict[str, Any]:
    """An inquiry as the way in takes it, of another person each time; `title` stands before their name."""
    tag = secrets.token_hex(3)
    return {"name": f"{title} {tag}", "email": f"test-{tag}@{_NOWHERE}", "need": need, "tags": [TEST]}


def bring(organisation: UUID, source: UUID, payload: Mapping[str, Any], *, now: datetime) -> UUID:
    """It comes in by an account, and is on disk when this returns; the arrival's id. One transaction of its own."""
    own = _NAMED + secrets.token_hex(6)
    sent = incoming(
        organisation, source, "inquiry", at=now, external_id=own, payload=orjson.dumps(dict(payload))
    )
    accept([sent])
    return sent.id
