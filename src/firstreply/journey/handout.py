"""Handout: documents that a form gives to who asked. Kept in pieces, never opened, never run."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from firstreply.core.lead.reading import line
from firstreply.core.refusal import Refused
from firstreply.journey.organise.decided import By, made
from firstreply.store import bulk
from firstreply.store.models import File, FileState, Part
from firstreply.store.queries.files import DOCUMENT
from firstreply.store.tenancy import organisation

MOST_OCTETS: Final = 10 * 1024 * 1024
MOST: Final = 50  #: documents of one form
_PIECE: Final = 256 * 1024


def keep(source: UUID, name: str, octets: bytes, by: By) -> UUID:
    """Keep a document for a form. Refuses `document_empty`, `document_too_large`, `document_unnamed`, `too_many`."""
    clean = line(name).replace("/", "_").replace("\\", "_").strip(". ")
    if not clean:
        raise Refused("document_unnamed")
    if not octets:
        raise Refused("document_empty")
    if len(octets) > MOST_OCTETS:
        raise Refused("document_too_large", limit=MOST_OCTETS)
    if File.objects.filter(source_id=source, kind=DOCUMENT).count() >= MOST:
        raise Refused("too_many", limit=MOST)
    row = File(
        organisation_id=organisation(),
        source_id=source,
        member_id=by.member,
        name=clean,
        kind=DOCUMENT,
        size=len(octets),
        state=FileState.DONE.value,
    )
    own: UUID = made(row, by).pk
    bulk.insert(Part, list(_parts(own, octets)))
    return own


def forget(source: UUID, document: UUID) -> None:
    """Let a document go; links to it lead nowhere from now on. Refuses `not_found`."""
    rows = File.objects.filter(pk=document, source_id=source, kind=DOCUMENT)
    if not rows.exists():
        raise Refused("not_found", what="document", id=str(document))
    Part.objects.filter(file_id=document).delete()
    rows.delete()


def _parts(own: UUID, octets: bytes) -> Iterable[dict[str, object]]:
    for number, start in enumerate(range(0, len(octets), _PIECE)):
        piece = octets[start : start + _PIECE]
        yield {"file_id": own, "number": number, "octets": f"\\x{piece.hex()}"}
