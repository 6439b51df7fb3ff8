"""Handouts: documents that forms give out."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from firstreply.store.models import File, Part
from firstreply.store.queries.files import DOCUMENT


class Handout(NamedTuple):
    """A document, without what stands in it."""

    id: UUID
    name: str
    size: int
    created_at: datetime


def handouts(source: UUID) -> list[Handout]:
    """The documents of a form, the newest first."""
    return [_told(row) for row in File.objects.filter(source_id=source, kind=DOCUMENT).order_by("-id")]


def handout(source: UUID, document: UUID) -> Handout | None:
    """One document of a form."""
    row = File.objects.filter(source_id=source, kind=DOCUMENT, pk=document).first()
    return None if row is None else _told(row)


def octets(document: UUID) -> Iterator[bytes]:
    """What stands in it, piece by piece."""
    rows = Part.objects.filter(file_id=document).order_by("number").values_list("octets", flat=True)
    return (bytes(one) for one in rows)


def _told(row: File) -> Handout:
    return Handout(row.pk, row.name, row.size, row.created_at)
