"""Mailboxes: how far each is read, whether anything is missing, and consent to read it."""

from typing import Any
from uuid import UUID

from ninja import Router, Status

from firstreply.api.asking import MARKETING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.problem import language
from firstreply.api.schemas_mailboxes import ConsentOut, MailboxList, MailboxOut, MailboxWhole
from firstreply.core.access import Scope
from firstreply.insights import words
from firstreply.journey import mailbox as reading
from firstreply.journey.mailbox import consent as consenting
from firstreply.store.queries import mailboxes
from firstreply.store.queries.mailboxes import Folder, Mailbox
from firstreply.store.tenancy import acting

router = Router(tags=["Mailboxes"])
_MOST = 100


@router.get("/mailboxes", response=MailboxList, auth=needs(Scope.READ), summary="Find mailboxes")
def find(request: Asked) -> Any:
    """Every mailbox with its folders: messages on the server, messages here, and the difference."""
    with acting(request.auth.organisation):
        rows = mailboxes.mailboxes()
    spoken = words.use(language(request))
    return {"items": [_told(row, spoken) for row in rows]}


@router.get(
    "/mailboxes/{source}", response=MailboxWhole, auth=needs(Scope.READ), summary="Read a mailbox's state"
)
def read(request: Asked, source: UUID) -> Any:
    """One mailbox, with what could not be brought and why."""
    with acting(request.auth.organisation):
        row = _mailbox(source)
        missing = mailboxes.not_brought(source, _MOST)
    told = _told(row, words.use(language(request)))
    return told | {"not_brought": [one._asdict() for one in missing]}


@router.post(
    "/mailboxes/{source}/reconcile",
    response={202: MailboxOut},
    auth=needs(Scope.ADMIN),
    summary="Compare a mailbox with its server",
)
def reconcile(request: Asked, source: UUID) -> Any:
    """Soon, every folder is compared with the server, and what is missing is fetched. Done anyway once a day."""
    at = now()
    with acting(request.auth.organisation):
        _mailbox(source)
        decides(request, at, roles=MARKETING)
        reading.compare(source, at)
        row = _mailbox(source)
    return Status(202, _told(row, words.use(language(request))))


@router.get(
    "/mailboxes/{source}/consent",
    response=ConsentOut,
    auth=needs(Scope.ADMIN),
    summary="Agree to a mailbox's use",
)
def consent(request: Asked, source: UUID) -> Any:
    """Where somebody who owns the mailbox agrees (OAuth 2 with PKCE), within ten minutes and once.

    What they agreed to is kept sealed, where it opens this mailbox and no other one.
    """
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _mailbox(source)
        decides(request, at, roles=MARKETING)
    begun = consenting.begin(caller.organisation, caller.token, source)
    return {"url": begun.url, "redirect": consenting.redirect_address()}


def _mailbox(source: UUID) -> Mailbox:
    row = mailboxes.mailbox(source)
    found(row, "mailbox", source)
    assert row is not None  # `found` has said otherwise
    return row


def _told(row: Mailbox, spoken: words.Words) -> dict[str, Any]:
    return {
        **row._asdict(),
        "is_read": bool(row.read_by),
        "detail": spoken.for_refusal(row.code, row.facts) if row.code else "",
        "reads_sent": row.reads_sent,
        "server_count": row.server_count,
        "held_count": row.held_count,
        "difference": row.difference,
        "folders": [_folder(one) for one in row.folders],
    }


def _folder(row: Folder) -> dict[str, Any]:
    return {
        **row._asdict(),
        "difference": row.difference,
        "comparing": row.asked_at is not None,
        "history_finished": row.history_uid == 0,
    }
