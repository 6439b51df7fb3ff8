"""Bringing: messages put on disk, then written down by the server's numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.channels.email.live.mail import Mail, head_of, key, other_key
from firstreply.journey import watch
from firstreply.journey.door import Incoming, Outcome, accept, incoming
from firstreply.store import bulk
from firstreply.store.models import ArrivalKind
from firstreply.store.queries.mailboxes import Folder
from firstreply.store.tenancy import acting, organisation

_UNFIT: Final = "unfit"
_NOTED: Final = """
INSERT INTO mail_uid AS u (organisation_id, folder_id, validity, uid, key, reason)
SELECT %(own)s, %(folder)s, %(validity)s, v.uid, v.key, v.reason
FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(uid bigint, key text, reason text) ORDER BY v.uid
ON CONFLICT (organisation_id, folder_id, validity, uid)
DO UPDATE SET key = excluded.key, reason = excluded.reason WHERE u.key = ''
"""
_ADVANCED: Final = """
UPDATE mail_folder SET next_uid = greatest(next_uid, %(next)s), seen_at = %(now)s, error = '',
  history_uid = CASE WHEN %(down)s::bigint IS NULL THEN history_uid ELSE %(down)s END,
  history_done = history_done + %(done)s
WHERE organisation_id = %(own)s AND id = %(folder)s AND validity = %(validity)s
"""


class Noted(NamedTuple):
    """What became of a message: `key` is its arrival's external id, `reason` why it is not whole."""

    uid: int
    key: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How many were new, how many were here already, how many could not be brought."""

    new: int = 0
    known: int = 0
    bad: int = 0


def bring(
    organisation_id: UUID,
    folder: Folder,
    mails: Sequence[Mail],
    *,
    now: datetime,
    next_uid: int = 0,
    down_to: int | None = None,
) -> Brought:
    """Put messages on disk, then write down that they are here, and how far the folder was read by that."""
    noted, counts = [], Brought()
    whole = [(one, one.raw) for one in mails if one.raw is not None]
    names = {one.listed.uid: key(folder.role, head_of(raw)) for one, raw in whole}
    outcomes = _accepted(organisation_id, folder, whole, names, now)
    for one, _ in whole:
        name, outcome = outcomes[one.listed.uid]
        fits = outcome is not Outcome.UNFIT
        noted.append(Noted(one.listed.uid, name if fits else "", one.reason if fits else _UNFIT))
        counts = _counted(counts, outcome)
    # What vanished meanwhile is on the server no more: it is not missing.
    bad = [Noted(one.listed.uid, "", one.reason) for one in mails if one.raw is None]
    noted += [one for one in bad if one.reason != "vanished"]
    note(organisation_id, folder, noted, now=now, next_uid=next_uid, down_to=down_to)
    return Brought(new=counts.new, known=counts.known, bad=counts.bad + len(bad))


def note(
    organisation_id: UUID,
    folder: Folder,
    noted: Sequence[Noted],
    *,
    now: datetime,
    next_uid: int = 0,
    down_to: int | None = None,
) -> None:
    """Write down what is here, by the server's numbers; and that the mailbox answers."""
    rows = orjson.dumps([one._asdict() for one in noted]).decode()
    with acting(organisation_id):
        told = {"own": organisation(), "folder": folder.id, "validity": folder.validity}
        if noted:
            bulk.run(_NOTED, told | {"rows": rows})
        done = 0 if down_to is None else len(noted)
        bulk.run(_ADVANCED, told | {"next": next_uid, "down": down_to, "done": done, "now": now})
        watch.fine(folder.source_id, now)


def _accepted(
    organisation_id: UUID,
    folder: Folder,
    whole: Sequence[tuple[Mail, bytes]],
    names: Mapping[int, str],
    now: datetime,
) -> dict[int, tuple[str, Outcome]]:
    """By uid the external id and what became of it. Another text under headers that we know is another mail."""
    items = [_incoming(organisation_id, folder, one, raw, names[one.listed.uid], now) for one, raw in whole]
    receipts = accept(items) if items else ()
    found = {
        one.listed.uid: (names[one.listed.uid], receipt.outcome)
        for (one, _), receipt in zip(whole, receipts, strict=True)
    }
    others = [(one, raw) for one, raw in whole if found[one.listed.uid][1] is Outcome.REUSED]
    if others:
        again = {one.listed.uid: other_key(names[one.listed.uid], raw) for one, raw in others}
        items = [
            _incoming(organisation_id, folder, one, raw, again[one.listed.uid], now) for one, raw in others
        ]
        for (one, _), receipt in zip(others, accept(items), strict=True):
            found[one.listed.uid] = (again[one.listed.uid], receipt.outcome)
    return found


def _incoming(
    organisation_id: UUID, folder: Folder, mail: Mail, raw: bytes, name: str, now: datetime
) -> Incoming:
    told = orjson.dumps(
        {
            "received_at": mail.listed.at,
            "sent": folder.role == "sent",
            "junk": folder.role == "junk",
            "folder": folder.name,
        }
    )
    kind = ArrivalKind.MESSAGE.value
    return incoming(organisation_id, folder.source_id, kind, at=now, external_id=name, payload=told, raw=raw)


def _counted(before: Brought, outcome: Outcome) -> Brought:
    new, known = outcome is Outcome.TAKEN, outcome is Outcome.REPEATED
    bad = not (new or known)
    return Brought(new=before.new + new, known=before.known + known, bad=before.bad + bad)
