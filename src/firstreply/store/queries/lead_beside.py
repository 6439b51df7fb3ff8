"""Lead beside: what people keep beside a lead, and by which ways they can write. Every question is one query."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F, Q

from firstreply.core.sight import Viewer
from firstreply.store import bulk
from firstreply.store.models import (
    Attachment,
    Draft,
    Looking,
    Outgoing,
    Snooze,
    Source,
    Suggestion,
    Task,
)
from firstreply.store.queries import sight
from firstreply.store.tenancy import organisation

_FEW: Final = 20
_CONVERSATIONS: Final = """
SELECT m.channel, m.party <> '' AS theirs, m.at, m.subject, m.party, a.source_id
FROM message m LEFT JOIN arrival a ON a.organisation_id = m.organisation_id AND a.id = m.arrival_id
WHERE m.organisation_id = %(own)s AND m.lead_id = %(lead)s AND m.channel <> 'report'
ORDER BY m.at DESC, m.id DESC LIMIT 30
"""
#: Somebody of ours has said something to them since then, and it is not the one who asks.
_ANSWERED: Final = """
SELECT m.author_id, m.at FROM message m WHERE m.organisation_id = %(own)s AND m.lead_id = %(lead)s AND m.party = ''
  AND m.kind = 'OUTBOUND_HUMAN' AND m.at > %(since)s AND m.author_id IS DISTINCT FROM %(member)s
UNION ALL
SELECT o.author_id, o.created_at FROM outgoing o WHERE o.organisation_id = %(own)s AND o.lead_id = %(lead)s
  AND o.created_at > %(since)s AND NOT o.automatic AND o.state NOT IN ('cancelled', 'failed')
  AND o.author_id IS DISTINCT FROM %(member)s
ORDER BY 2 DESC LIMIT 1
"""


class Twin(NamedTuple):
    """A lead that may be the same person."""

    suggestion: UUID
    lead: UUID
    name: str
    company: str
    reason: str


class Last(NamedTuple):
    """A message of theirs or ours, the last ones first: by which account it came or went."""

    channel: str
    theirs: bool
    at: datetime
    subject: str
    party: str
    source: UUID | None


class Way(NamedTuple):
    """An account by which one can write."""

    id: UUID
    kind: str
    name: str


class TaskShown(NamedTuple):
    """A next step."""

    id: UUID
    lead_id: UUID
    member_id: UUID | None
    title: str
    due_at: datetime | None


class FileShown(NamedTuple):
    """A file beside the lead, without what is in it."""

    id: UUID
    member_id: UUID | None
    name: str
    content_type: str
    size: int
    created_at: datetime


class Content(NamedTuple):
    """A file with what is in it."""

    lead_id: UUID
    name: str
    content_type: str
    content: bytes


class DraftShown(NamedTuple):
    """What one has begun to write."""

    subject: str
    body: str
    source_id: UUID | None
    saved_at: datetime
    revision: int
    files: list[str]  #: ids of those that are to go with it


class There(NamedTuple):
    """Somebody else who has the lead open."""

    member: UUID
    name: str
    writing: bool


class Answered(NamedTuple):
    """Who of ours wrote to them, and when."""

    member: UUID | None
    at: datetime


def snoozed(lead: UUID, member: UUID, now: datetime) -> datetime | None:
    """Until when they do not see it in their list; None: they do, also once it has written again."""
    return asleep([lead], member, now).get(lead)


def asleep(leads: Collection[UUID], member: UUID, now: datetime) -> dict[UUID, datetime]:
    """Until when they do not see each of these; those that they see are left out; one query."""
    rows = Snooze.objects.filter(lead_id__in=leads, member_id=member, until__gt=now)
    quiet = rows.filter(Q(lead__last_in_at=None) | Q(lead__last_in_at__lte=F("at")))
    return dict(quiet.values_list("lead_id", "until"))


def tasks(lead: UUID) -> list[TaskShown]:
    """What is still to be done, what is due first first."""
    ours = Q(lead_id=lead) | Q(lead__merged_into_id=lead)
    rows = Task.objects.filter(ours, done_at=None, dropped_at=None)
    found = rows.order_by(F("due_at").asc(nulls_last=True), "id").values_list(*TaskShown._fields)
    return [TaskShown._make(row) for row in found[:_FEW]]


def task(own: UUID) -> TaskShown | None:
    """One of them, done or not."""
    row = Task.objects.filter(pk=own).values_list(*TaskShown._fields).first()
    return None if row is None else TaskShown._make(row)


def files(lead: UUID) -> list[FileShown]:
    """Files beside it, the newest first."""
    ours = Q(lead_id=lead) | Q(lead__merged_into_id=lead)
    rows = Attachment.objects.filter(ours, gone_at=None).order_by("-id").values_list(*FileShown._fields)
    return [FileShown._make(row) for row in rows[:100]]


def named(own: Iterable[UUID]) -> dict[UUID, FileShown]:
    """Files that these are, also those that were taken away since."""
    rows = Attachment.objects.filter(pk__in=list(own)).values_list(*FileShown._fields)
    return {row[0]: FileShown._make(row) for row in rows}


def sent_content(own: UUID, file: UUID) -> Content | None:
    """What is in a file that went, or is to go, with a message of ours; also once it was taken away."""
    listed = Outgoing.objects.filter(pk=own).values_list("files", flat=True).first() or ()
    if str(file) not in listed:
        return None
    row = Attachment.objects.filter(pk=file).values_list(*Content._fields).first()
    return None if row is None else Content(row[0], row[1], row[2], bytes(row[3]))


def content(own: UUID) -> Content | None:
    """What is in a file that lies there."""
    row = Attachment.objects.filter(pk=own, gone_at=None).values_list(*Content._fields).first()
    return None if row is None else Content(row[0], row[1], row[2], bytes(row[3]))


def lead_of_file(own: UUID) -> UUID | None:
    """Beside which lead a file lies or lay."""
    return Attachment.objects.filter(pk=own).values_list("lead_id", flat=True).first()


def twins(who: Viewer, lead: UUID) -> list[Twin]:
    """Leads that may be the same person, as far as the viewer may see them."""
    either = Q(lead_id=lead) | Q(other_id=lead)
    rows = Suggestion.objects.filter(either, state="open").order_by("id")
    pairs = {(b if a == lead else a): (own, why) for own, a, b, why in rows.values_list(
        "id", "lead_id", "other_id", "reason")[:_FEW]}  # fmt: skip
    if not pairs:
        return []
    seen = sight.leads(who).filter(pk__in=list(pairs)).values_list("id", "name", "company")
    return [Twin(pairs[own][0], own, name, company, pairs[own][1]) for own, name, company in seen]


def suggestion(own: UUID) -> tuple[UUID, UUID] | None:
    """The two leads of a suggestion."""
    return Suggestion.objects.filter(pk=own).values_list("lead_id", "other_id").first()


def last(lead: UUID) -> list[Last]:
    """What was said last, by which account; the last first."""
    rows = bulk.fetch(_CONVERSATIONS, {"own": organisation(), "lead": lead})
    return [Last._make(row) for row in rows]


def ways(kinds: Collection[str]) -> list[Way]:
    """Accounts in use by which one can write, the oldest first."""
    rows = Source.objects.filter(kind__in=list(kinds), disabled_at=None).order_by("id")
    return [Way._make(row) for row in rows.values_list(*Way._fields)]


def draft(lead: UUID, member: UUID) -> DraftShown | None:
    """What they have begun to write."""
    rows = Draft.objects.filter(lead_id=lead, member_id=member)
    row = rows.values_list(*DraftShown._fields).first()
    return None if row is None else DraftShown._make(row)


def there(lead: UUID, but: UUID, now: datetime) -> list[There]:
    """Who else has it open now; who writes first."""
    rows = Looking.objects.filter(lead_id=lead, until__gt=now).exclude(member_id=but)
    found = rows.order_by("-writing", "member__name").values_list("member_id", "member__name", "writing")
    return [There._make(row) for row in found[:10]]


def answered_since(lead: UUID, since: datetime, member: UUID | None) -> Answered | None:
    """Whether somebody else of ours has written to them since then."""
    told = {"own": organisation(), "lead": lead, "since": since, "member": member}
    rows = bulk.fetch(_ANSWERED, told)
    return Answered._make(rows[0]) if rows else None
