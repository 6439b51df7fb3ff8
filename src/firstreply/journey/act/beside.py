"""Beside: files that one of ours lays beside a lead, takes away, and lays there again."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.mail.body import safe_name
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store.ids import new_id
from firstreply.store.models import Attachment, Lead
from firstreply.store.tenancy import organisation

LARGEST: Final = 10 << 20  #: octets of one file
_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")


def lay(lead: UUID, name: str, content_type: str, content: bytes, *, by: UUID | None, now: datetime) -> Deed:
    """Lay a file beside a lead; `made` is it. Refuses as `lead_for` does, `file_missing`, `attachment_too_large`."""
    row = lead_for(lead, Act.NOTE, by=by, now=now)
    if not content:
        raise Refused("file_missing")
    if len(content) > LARGEST:
        raise Refused("attachment_too_large", limit=LARGEST >> 20)
    kind = content_type.lower().partition(";")[0].strip()
    own = Attachment.objects.create(
        id=new_id(),
        organisation_id=organisation(),
        lead_id=lead,
        member_id=by,
        name=safe_name(name) or "file",
        content_type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
        size=len(content),
        content=content,
    )
    return _filed(own, row, by, now)


def take_away(attachment: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """Show a file no more. Refuses as `lead_for` does, and `not_found` for one that is away already."""
    row, lead = _attachment(attachment, by, now)
    if not Attachment.objects.filter(pk=attachment, gone_at=None).update(gone_at=now):
        raise Refused("not_found", what="file", id=str(attachment))
    return _filed(row, lead, by, now, gone=True)


def lay_again(attachment: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """Show it again. Refuses as `take_away` does."""
    row, lead = _attachment(attachment, by, now)
    if not Attachment.objects.filter(pk=attachment).exclude(gone_at=None).update(gone_at=None):
        raise Refused("not_found", what="file", id=str(attachment))
    return _filed(row, lead, by, now)


def _attachment(attachment: UUID, by: UUID | None, now: datetime) -> tuple[Attachment, Lead]:
    row = Attachment.objects.select_related("lead").defer("content").filter(pk=attachment).first()
    if row is None:
        raise Refused("not_found", what="file", id=str(attachment))
    return row, lead_for(row.lead.merged_into_id or row.lead_id, Act.NOTE, by=by, now=now)


def _filed(row: Attachment, lead: Lead, by: UUID | None, now: datetime, *, gone: bool = False) -> Deed:
    data = {"attachment": str(row.pk), "name": row.name, "size": row.size} | ({"gone": True} if gone else {})
    fact = Happened(kind=FactKind.FILED, at=now, lead=row.lead_id, member=by, data=data)
    change = Change(kind=FactKind.FILED.value, lead=lead.pk, owner=lead.owner_id, team=lead.team_id)
    return Deed(at=now, facts=(fact,), changes=(change,), made=row.pk)
