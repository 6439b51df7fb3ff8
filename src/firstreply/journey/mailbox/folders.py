"""Folders: which are read, what their numbers mean, how they compare with the server, and what fails."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from firstreply.channels.email.live.folders import Watched
from firstreply.core.lead.fold import fold_email
from firstreply.journey import watch
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Identity, MailFolder, Source
from firstreply.store.queries import mailboxes
from firstreply.store.queries.mailboxes import UNWATCHED, Folder
from firstreply.store.tenancy import acting, organisation

_NO_FOLDER: Final = "imap_no_such_folder"
#: So many failures in a row are trouble: lines drop, and come back.
_AFTER: Final[Mapping[str, int]] = {"imap_unreachable": 3, "oauth_unreachable": 3}


def folders_known(
    organisation_id: UUID,
    source: UUID,
    found: Sequence[Watched],
    missing: Sequence[str],
    *,
    history_days: int,
    now: datetime,
) -> list[Folder]:
    """The folders that are read, new ones written down; what was read before and is not any more is set aside.

    `missing` ones were named by people and are not on the server: they stand there with that as their error.
    """
    with acting(organisation_id):
        set_up = _ours(source).created_at
        wanted = [*found, *(Watched(name, "") for name in missing)]
        rows = [
            {"id": new_id(), "source_id": source, "name": one.name, "role": one.role,
             "begun_at": set_up if one.role else now}
            for one in wanted
        ]  # fmt: skip
        bulk.insert(MailFolder, rows, unless_there=True)
        mine = MailFolder.objects.filter(source_id=source)
        mine.exclude(name__in=[one.name for one in wanted]).update(error=UNWATCHED, asked_at=None)
        mine.filter(name__in=list(missing)).update(error=_NO_FOLDER, asked_at=None)
        names = [one.name for one in found]
        mine.filter(name__in=names, error__in=(UNWATCHED, _NO_FOLDER)).update(error="")
        for one in mine.filter(name__in=names):
            _go_back(one, _since(one.begun_at or now, history_days))
        order = {name: at for at, name in enumerate(names)}
        known = [one for one in mailboxes.folders(source) if one.name in order]
        return sorted(known, key=lambda one: order[one.name])


def _ours(source: UUID) -> Source:
    """The mailbox. Its address is one of ours, also in the years before anybody of ours was written down here."""
    row = Source.objects.get(id=source)
    address = fold_email(str(row.settings.get("address") or ""))
    same = Identity.objects.filter(kind="email", value=address, member=None)
    if address and not same.exists():
        bulk.insert(Identity, [{"id": new_id(), "kind": "email", "value": address}])
    return row


def _go_back(row: MailFolder, since: datetime | None) -> None:
    """How far back history is wanted now; where it is further than before, what is there is looked through again."""
    if since == row.history_since:
        return
    if since is not None and (row.history_since is None or since < row.history_since):
        row.history_uid = row.begun_uid or None
    row.history_since = since
    row.save(update_fields=["history_since", "history_uid"])


def _since(begun: datetime, days: int) -> datetime | None:
    return begun - timedelta(days=days) if days else None


def opened(organisation_id: UUID, folder: UUID, validity: int, next_uid: int, now: datetime) -> Folder:
    """A folder was opened. With another UIDVALIDITY, or numbers that begin anew, all uids mean something else now:
    what is there is looked through again, and known by its headers.
    """
    with acting(organisation_id):
        row = MailFolder.objects.select_for_update().get(id=folder)
        begun_anew = row.validity == validity and next_uid < row.next_uid
        if begun_anew:
            # The numbers of before stay what those messages are known by, under a validity that no server gives.
            bulk.run(
                "UPDATE mail_uid SET validity = -id WHERE organisation_id = %s AND folder_id = %s AND validity = %s",
                [organisation(), folder, validity],
            )
        if row.validity != validity or begun_anew:
            row.validity, row.next_uid, row.begun_uid, row.history_uid = (
                validity,
                next_uid,
                next_uid,
                next_uid,
            )
            row.history_total = row.history_done = 0
        row.seen_at, row.error = now, ""
        row.save(
            update_fields=["validity", "next_uid", "begun_uid", "history_uid", "history_total", "history_done",
                           "seen_at", "error"]
        )  # fmt: skip
        return mailboxes.folder(folder)


def history_begins(organisation_id: UUID, folder: UUID, total: int) -> None:
    """So many are to be brought that lay there before."""
    with acting(organisation_id):
        MailFolder.objects.filter(id=folder).update(history_total=total, history_done=0)


def reconciled(organisation_id: UUID, folder: Folder, *, server: int, held: int, now: datetime) -> None:
    """The folder was compared with the server: so many there that are wanted, so many of these here."""
    with acting(organisation_id):
        MailFolder.objects.filter(id=folder.id, validity=folder.validity).update(
            server_count=server, held_count=held, counted_at=now, seen_at=now, asked_at=None, history_uid=0
        )
        watch.fine(folder.source_id, now)


def alive(organisation_id: UUID, source: UUID, folders: Collection[UUID], now: datetime) -> None:
    """The mailbox answers, and nothing came."""
    with acting(organisation_id):
        MailFolder.objects.filter(id__in=list(folders)).update(seen_at=now, error="")
        watch.fine(source, now)


def failed(
    organisation_id: UUID,
    source: UUID,
    code: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    folders: Iterable[str] = (),
) -> None:
    """The mailbox cannot be read, or some of its folders cannot: why, as a refusal's code."""
    with acting(organisation_id):
        mine = MailFolder.objects.filter(source_id=source).exclude(error=UNWATCHED)
        named = list(folders)
        (mine.filter(name__in=named) if named else mine).update(error=code)
        watch.failed(source, code, facts, now, after=_AFTER.get(code, 1))
