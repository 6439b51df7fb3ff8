"""Audit: what was done that changes no lead and decides nothing: signed in, exported, looked at raw mail.

What people decide is a fact of kind `decided`; together they say who did what.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.store.models import AuditEntry, Member
from firstreply.store.queries import seats
from firstreply.store.tenancy import acting, organisation

KINDS: Final = frozenset(
    {
        "signed_in", "sign_in_failed", "signed_out", "session_ended", "sessions_ended",
        "password_changed", "password_reset_asked", "password_reset", "factor_added", "factor_removed",
        "recovery_codes_renewed", "factors_taken", "sessions_of_member_ended", "address_verified", "address_asked",
        "address_changed", "service_connected",
        "invitation_made", "invitation_revoked", "invitation_accepted", "account_linked",
        "exported", "raw_mail_shown", "downloaded",
    }
)  # fmt: skip
_ADDRESS: Final = 64
_AGENT: Final = 300


class From(NamedTuple):
    """Where something was done from: the network address, and the browser as it says."""

    address: str = ""
    agent: str = ""


NOWHERE: Final = From()  #: a program's own doing


def note(
    kind: str,
    *,
    now: datetime,
    member: UUID | None = None,
    came: From = NOWHERE,
    data: Mapping[str, Any] | None = None,
) -> None:
    """One line of the acting organisation's audit; `kind` is one of KINDS. Nothing secret goes into `data`."""
    assert kind in KINDS, kind
    AuditEntry.objects.create(
        organisation_id=organisation(),
        at=now,
        kind=kind,
        member_id=member,
        address=came.address[:_ADDRESS],
        agent=came.agent[:_AGENT],
        data=dict(data or {}),
    )


def note_account(
    kind: str, account: UUID, *, now: datetime, came: From = NOWHERE, data: Mapping[str, Any] | None = None
) -> None:
    """The same in every organisation that an account works for: it concerns all of them."""
    for own in seats.organisations(account):
        with acting(own):
            member = Member.objects.filter(user_id=account, left_at=None).values_list("id", flat=True).first()
            note(kind, now=now, member=member, came=came, data=data)
