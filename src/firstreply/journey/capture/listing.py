"""Listing: a row of a file as an arrival, and read again from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.lead import Persona
from firstreply.journey.capture.arrivals import Came
from firstreply.journey.capture.asking import Listed

FILE: Final = "file"  #: the kind of a source that is a file


def written(one: Listed) -> dict[str, Any]:
    """What is put on disk."""
    told: dict[str, Any] = {"persona": one.persona.to_dict(), "at": one.at, "asks": one.asks}
    return told | {name: own for name in ("owner", "team") if (own := getattr(one, name)) is not None}


def read(came: Came, payload: Mapping[str, Any]) -> Listed:
    """As `written` wrote it."""
    return Listed(
        persona=Persona.from_dict(payload["persona"]),
        at=datetime.fromisoformat(payload["at"]),
        channel=came.channel,
        arrival=came.id,
        source=came.source_id,
        asks=payload["asks"],
        owner=_id(payload.get("owner")),
        team=_id(payload.get("team")),
    )


def _id(given: str | None) -> UUID | None:
    return None if given is None else UUID(given)
