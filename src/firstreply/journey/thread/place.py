"""Place: which conversation each mail belongs to, worked out among everything that may bear on it."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final
from uuid import UUID

from firstreply.core.capture.letter import Letter, guesses
from firstreply.core.kept import Kept
from firstreply.core.mail.ids import base_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import Envelope
from firstreply.core.team import Team
from firstreply.core.thread.conversation import thread_index
from firstreply.core.thread.place import Place, placed
from firstreply.store import bulk
from firstreply.store.models import Named
from firstreply.store.queries import talk
from firstreply.store.tenancy import organisation

_LONGEST: Final = 500


def places(letters: Iterable[Letter], team: Team, now: int) -> tuple[dict[UUID, Kept], dict[UUID, Place]]:
    """(every mail that bears on these, with the new ones; where each of them belongs now)."""
    fresh = {one.kept.id: one.kept for one in letters}
    values = {value for one in fresh.values() for value in names(one)}
    bases, guessing = set[str](), set[str]()
    for one in fresh.values():
        base = folded_base(one.seen.envelope)
        (guessing if guesses(one.seen.envelope) else bases).add(base)
    around = set(talk.named(values).values()) | talk.sharing_subject(bases, guessing - {""})
    known = {one.id: one for one in talk.messages(around) if one.mail} if around else {}
    every = known | fresh
    return every, placed(list(every.values()), team, now)


def names(one: Kept) -> list[str]:
    """By what others find a mail's conversation: ids it bears, names or gives up on, Thread-Index, looks."""
    envelope = one.seen.envelope
    found = [envelope.message_id, *envelope.references]
    index = thread_index(envelope.thread_index) if envelope.thread_index else None
    if index is not None:
        found.append(f"index:{index[:22].hex()}")
    if envelope.sent_at is not None:
        found.append(f"looks:{_looks(envelope)}")
    return [value[:_LONGEST] for value in (*found, *(f"lost:{own}" for own in one.lost))]


def folded_base(envelope: Envelope) -> str:
    """The subject by which answers without ids are looked for; "" for none."""
    return base_subject(decode(envelope.subject))[:_LONGEST]


def keep_names(every: Mapping[UUID, Kept], conversations: Mapping[UUID, UUID]) -> None:
    """Write by what these mails are found; `conversations` says where each belongs now."""
    told: dict[str, UUID] = {}
    for own, conversation in conversations.items():
        for value in names(every[own]):
            told.setdefault(value, conversation)
    rows = [{"value": value, "conversation_id": conversation} for value, conversation in sorted(told.items())]
    bulk.insert(Named, rows, unless_there=True)
    bulk.run(
        "UPDATE named AS t SET conversation_id = v.conversation_id"
        " FROM unnest(%(values)s::text[], %(conversations)s::uuid[]) AS v(value, conversation_id)"
        " WHERE t.organisation_id = %(own)s AND t.value = v.value AND t.conversation_id <> v.conversation_id",
        {
            "own": organisation(),
            "values": [row["value"] for row in rows],
            "conversations": [row["conversation_id"] for row in rows],
        },
    )


def _looks(envelope: Envelope) -> str:
    looks = (envelope.sender, envelope.sent_at, envelope.subject, envelope.to, envelope.cc)
    return sha256(repr(looks).encode("utf-8", "replace")).hexdigest()[:24]
