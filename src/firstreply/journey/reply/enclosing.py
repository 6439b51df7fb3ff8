"""Enclosing: files that lie beside a lead go with an answer to it, by their ids.

One that is taken away after the answer was queued goes all the same: whoever wrote the answer promised it, and its text
speaks of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from uuid import UUID

from django.db.models import Q

from firstreply.channels.base import Channel
from firstreply.channels.enclosed import Enclosed, fits
from firstreply.core.refusal import Refused
from firstreply.store.models import Attachment
from firstreply.store.tenancy import acting


def chosen(lead: UUID, files: Iterable[UUID], channel: Channel) -> tuple[list[str], tuple[Enclosed, ...]]:
    """Ids and names of files that lie beside a lead, in the order that was asked for; nothing in them is read. One
    query, none for no files.

    Refuses `not_found` for one that lies elsewhere or was taken away, and what the channel does not carry:
    `files_not_carried`, `files_too_many`, `files_too_large`.
    """
    ids = list(dict.fromkeys(files))
    if not ids:
        return [], ()
    ours = Q(lead_id=lead) | Q(lead__merged_into_id=lead)
    known = _named(Q(pk__in=ids, gone_at=None) & ours)
    missing = next((one for one in ids if one not in known), None)
    if missing is not None:
        raise Refused("not_found", what="file", id=str(missing))
    found = tuple(known[one] for one in ids)
    fits(found, channel.carries, channel.channel)
    return [str(one) for one in ids], found


def enclosed(own: UUID, ids: Sequence[str]) -> tuple[Enclosed, ...]:
    """Files of a message of ours; what is in them is read when the first is asked for, all in one query. Outside any
    transaction. Refuses `file_gone`.
    """
    if not ids:
        return ()
    wanted = [UUID(one) for one in ids]
    with acting(own):
        known = _named(Q(pk__in=wanted))
    if len(known) < len(wanted):
        raise Refused("file_gone")

    @cache
    def contents() -> dict[UUID, bytes]:
        with acting(own):
            rows = Attachment.objects.filter(pk__in=wanted).values_list("id", "content")
            return {one: bytes(content) for one, content in rows}

    return tuple(replace(known[one], octets=partial(_one, contents, one)) for one in wanted)


def _one(contents: Callable[[], Mapping[UUID, bytes]], own: UUID) -> bytes:
    return contents()[own]


def _named(which: Q) -> dict[UUID, Enclosed]:
    """With nothing in them."""
    rows = Attachment.objects.filter(which).values_list("id", "name", "content_type", "size")
    return {
        own: Enclosed(name=name, content_type=kind, size=size, octets=bytes) for own, name, kind, size in rows
    }
