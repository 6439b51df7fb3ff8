"""Drafting: what somebody has begun to write to a lead, and who has it open or is writing. No fact tells of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey import telling
from firstreply.store import bulk
from firstreply.store.models import Draft, Lead, Looking
from firstreply.store.tenancy import acting, organisation

LONGEST: Final = 20_000  #: letters
FILES: Final = 100  #: that a draft remembers
THERE: Final = timedelta(seconds=40)  #: so long after they were last heard of, somebody has gone
LOOKING: Final = "looking"  #: what screens are told when somebody comes or begins to write
#: Who comes, or begins or stops to write, is news; that they are still there is none.
_LOOK: Final = """
WITH before AS (SELECT writing FROM looking WHERE organisation_id = %(own)s AND lead_id = %(lead)s
                AND member_id = %(member)s AND until > %(now)s)
INSERT INTO looking (organisation_id, member_id, lead_id, writing, until)
VALUES (%(own)s, %(member)s, %(lead)s, %(writing)s, %(until)s)
ON CONFLICT (organisation_id, lead_id, member_id)
DO UPDATE SET writing = excluded.writing, until = excluded.until
RETURNING NOT EXISTS (SELECT FROM before WHERE writing = %(writing)s)
"""


def keep(
    own: UUID,
    lead: UUID,
    member: UUID,
    *,
    body: str,
    subject: str = "",
    source: UUID | None = None,
    files: Sequence[UUID] = (),
    now: datetime,
    expected_revision: int | None = None,
) -> int:
    """Keep what was begun; its revision. An empty one, with no `files` to go with it, is thrown away (0).

    Refuses `text_too_long`, and `changed_meanwhile` where another window has written since: `expected_revision` is what
    this one saw, 0 for none.
    """
    if len(body) > LONGEST:
        raise Refused("text_too_long", limit=LONGEST)
    with acting(own):
        mine = Draft.objects.select_for_update().filter(lead_id=lead, member_id=member).first()
        found = mine.revision if mine else 0
        if expected_revision is not None and found not in (0, expected_revision):
            raise Refused("changed_meanwhile", found=found, expected=expected_revision)
        if not body.strip() and not files:
            Draft.objects.filter(lead_id=lead, member_id=member).delete()
            return 0
        kept: dict[str, Any] = {"subject": subject[:1000], "body": body, "source_id": source, "saved_at": now}
        kept["files"] = [str(one) for one in files[:FILES]]
        if mine is None:
            bulk.insert(
                Draft, [{"lead_id": lead, "member_id": member, "revision": 1, **kept}], unless_there=True
            )
            return 1
        Draft.objects.filter(pk=mine.pk).update(revision=F("revision") + 1, **kept)
        return found + 1


def forget(own: UUID, lead: UUID, member: UUID) -> None:
    """It was sent, or is to be thrown away."""
    with acting(own):
        Draft.objects.filter(lead_id=lead, member_id=member).delete()


def look(own: UUID, lead: UUID, member: UUID, *, writing: bool, now: datetime) -> None:
    """They have the lead open, and may be writing. One transaction; the screens of others follow if that is news."""
    with acting(own):
        given = {"own": organisation(), "lead": lead, "member": member, "writing": writing}
        ((news,),) = bulk.fetch(_LOOK, given | {"now": now, "until": now + THERE})
        if news:
            _tell(lead, now)


def leave(own: UUID, lead: UUID, member: UUID, *, now: datetime) -> None:
    """They have it open no more."""
    with acting(own):
        if Looking.objects.filter(lead_id=lead, member_id=member, until__gt=now).update(
            until=now, writing=False
        ):
            _tell(lead, now)


def _tell(lead: UUID, now: datetime) -> None:
    row = Lead.objects.filter(pk=lead).values_list("owner_id", "team_id").first()
    if row is not None:
        telling.tell([], now=now, changes=[Change(kind=LOOKING, lead=lead, owner=row[0], team=row[1])])
