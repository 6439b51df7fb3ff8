"""Same: whether two mails under one Message-ID are copies of one mail, or two that a careless program named alike.

Copies share their Date and somebody in From, Reply-To or X-Original-From: a list may write itself into From, and a
folder of sent mail holds what was sent. With another Date, or from somebody else, it is another mail.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from firstreply.core.mail.addresses import addresses, bare
from firstreply.core.mail.ids import base_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import Envelope

_VIA: Final = re.compile(
    r"(?<!\s)\s++(?:via|über|através de|par|عبر|از طریق)\s.*$", re.IGNORECASE | re.DOTALL
)


def apart(mails: Iterable[Envelope]) -> list[list[Envelope]]:
    """Mails that bear one id, the copies of each together. The order they come in changes nothing.

    The first group has the id by right (the earliest Date); `variant` names the others.
    """
    groups: list[list[Envelope]] = []
    for one in sorted(mails, key=_rank):
        group = next((each for each in groups if is_copy(each[0], one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return groups


def is_copy(one: Envelope, other: Envelope) -> bool:
    """Whether two mails under one id are one mail."""
    if one.sent_at != other.sent_at and None not in (one.sent_at, other.sent_at):
        return False
    return one.sender == other.sender or not _who(one).isdisjoint(_who(other))


def variant(own: str, mail: Envelope) -> str:
    """The id of a mail whose Message-ID, `own`, belongs to another one."""
    told = f"{mail.sent_at}\n{bare(mail.sender) or mail.sender}"
    return f"{own}~{sha256(told.encode('utf-8', 'replace')).hexdigest()[:12]}"


def named(own: str, mail: Envelope, first: Envelope, of: Envelope) -> Envelope:
    """A mail under an id of its own, since `own` belongs to `first`; `of` is the first of its copies.

    Somebody who sends the same again with another Date goes on with it: it answers the first.
    """
    again = first.sender == of.sender and base_subject(decode(first.subject)) == base_subject(
        decode(of.subject)
    )
    known = tuple(one for one in mail.references if one != own)
    return mail._replace(message_id=variant(own, of), references=(*known, own) if again else known)


def named_apart(
    batches: Sequence[Sequence[Envelope]], suspects: set[str]
) -> dict[tuple[object, ...], tuple[Envelope, Envelope]]:
    """Of `suspects` (ids) the mails that are not the one to whom the id belongs, by `looks`: (that one, its own group's
    first), as `named` wants them.
    """
    under: dict[str, dict[tuple[object, ...], Envelope]] = {one: {} for one in suspects}
    for envelopes in batches:
        for envelope in envelopes:
            if envelope.message_id in under:
                under[envelope.message_id].setdefault(looks(envelope), envelope)
    found: dict[tuple[object, ...], tuple[Envelope, Envelope]] = {}
    for mails in under.values():
        first, *others = apart(mails.values())
        for group in others:
            found |= {looks(one): (first[0], group[0]) for one in group}
    return found


def looks(mail: Envelope) -> tuple[object, ...]:
    """What tells mails under one id apart."""
    return mail.message_id, mail.sent_at, mail.sender, mail.reply_to, mail.original_from, mail.subject


def _rank(mail: Envelope) -> tuple[object, ...]:
    return (
        mail.sent_at is None,
        mail.sent_at or 0,
        bare(mail.sender),
        mail.sender,
        mail.reply_to,
        mail.original_from,
        mail.subject,
    )


def _who(mail: Envelope) -> frozenset[str]:
    """Addresses and names of who may have written it; a name without the list that it came through."""
    found: set[str] = set()
    for raw in (mail.sender, mail.reply_to, mail.original_from):
        for one in addresses(raw) if raw else ():
            found |= {one.address.lower(), _VIA.sub("", one.name).strip("'\" ").casefold()}
    return frozenset(found - {""})
