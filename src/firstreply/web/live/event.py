"""Event: one row of the stream, and how it is written for a browser (Server-Sent Events, WHATWG HTML 9.2)."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.sight import Viewer, sees


class Event(NamedTuple):
    """As it stands in the table. With a member it is for them alone."""

    id: int
    at: datetime
    kind: str
    member: UUID | None
    owner: UUID | None
    team: UUID | None
    lead: UUID | None
    wait: UUID | None
    payload: str  #: JSON

    def frame(self) -> bytes:
        """The octets for every screen that shows it."""
        data = {
            "id": self.id,
            "kind": self.kind,
            "at": self.at,
            "member": self.member,
            "owner": self.owner,
            "team": self.team,
            "lead": self.lead,
            "wait": self.wait,
            "facts": orjson.Fragment(self.payload),
        }
        return frame(self.kind, data, self.id)

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer may see it."""
        if self.member is not None:
            return self.member == viewer.member
        return sees(viewer, owner=self.owner, team=self.team)


def frame(kind: str, data: Any, id_: int) -> bytes:
    """One event. A kind is a word of ours; JSON has no line breaks."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (id_, kind.encode(), orjson.dumps(data))


def beat(id_: int) -> bytes:
    """A sign of life that also says how far the stream has come: where the next connection goes on."""
    return b":\nid: %d\n\n" % id_
