"""Keep: a file's octets as they come, part by part, on a source of its own; nothing is read yet."""

from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Final
from uuid import UUID

from firstreply.core.lead.reading import line
from firstreply.core.refusal import Refused
from firstreply.journey.capture.listing import FILE
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import File, Part, Source
from firstreply.store.models.file import FileState
from firstreply.store.tenancy import organisation

MOST_PARTS: Final = 100_000
_FORGOTTEN: Final = timedelta(days=7)  #: after which octets go of a file that nobody began to bring
_PUT: Final = """
INSERT INTO part (organisation_id, file_id, number, octets) VALUES (%s, %s, %s, %s)
ON CONFLICT (organisation_id, file_id, number) DO UPDATE SET octets = excluded.octets
"""


def add(name: str, octets: bytes, *, member: UUID | None, now: datetime, size: int = 0) -> UUID:
    """A new file and its first octets; `size` is how many there will be, if that is known."""
    _forget(now)
    own = new_id()
    told = line(PurePath(name.replace("\\", "/")).name) or "list"
    # Nothing comes in by its address: it is in no list of sources in use, and nobody watches whether it goes quiet.
    source = Source.objects.create(
        organisation_id=organisation(),
        kind=FILE,
        name=f"{told} {now:%Y-%m-%d %H:%M} {own.hex[-6:]}",
        disabled_at=now,
    )
    row = {"id": own, "source_id": source.pk, "member_id": member, "name": told, "size": max(size, 0)}
    bulk.insert(File, [row])
    if octets:
        put(own, 0, octets)
    return own


def put(file: UUID, number: int, octets: bytes) -> None:
    """One part, from 0 on, in any order and as often as one likes until the file is begun.

    Refuses `not_found`, `file_begun`, `file_part_unfit`.
    """
    state = File.objects.select_for_update().filter(pk=file).values_list("state", flat=True).first()
    if state is None:
        raise Refused("not_found", what="file", id=str(file))
    if state != FileState.NEW:
        raise Refused("file_begun", state=state)
    if not octets or not 0 <= number < MOST_PARTS:
        raise Refused("file_part_unfit", number=number, most=MOST_PARTS)
    bulk.run(_PUT, [organisation(), file, number, octets])


def _forget(now: datetime) -> None:
    """Let go of octets that nobody began to bring."""
    old = File.objects.filter(state=FileState.NEW.value, created_at__lt=now - _FORGOTTEN)
    Part.objects.filter(file_id__in=list(old.values_list("pk", flat=True)[:100])).delete()
