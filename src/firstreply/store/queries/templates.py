"""Templates: which somebody sees, what they say in each language, and how they did."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from firstreply.store import bulk
from firstreply.store.models import Template, TemplateVersion
from firstreply.store.queries.paging import After, Order, Page, paged
from firstreply.store.tenancy import organisation

NEWEST: Final = Order("id", descending=True)
MOST: Final = 500  #: live ones of a team, and as many of each person's own
COUNTED: Final = 20_000  #: messages that are looked at for how templates did
DAYS: Final = 30
_LIVE: Final = ("published", "draft")
_USES: Final = """
SELECT v.template_id, count(*), count(*) FILTER (WHERE l.last_in_at > coalesce(o.accepted_at, o.created_at))
FROM (SELECT template_version_id, lead_id, accepted_at, created_at, state FROM outgoing
      WHERE organisation_id = %(own)s AND template_version_id IS NOT NULL ORDER BY id DESC LIMIT %(most)s) o
JOIN template_version v ON v.organisation_id = %(own)s AND v.id = o.template_version_id
JOIN lead l ON l.organisation_id = %(own)s AND l.id = o.lead_id
WHERE o.created_at >= %(since)s AND o.state NOT IN ('cancelled', 'failed') GROUP BY v.template_id
"""


class VersionShown(NamedTuple):
    """What a template says, or said, in one language."""

    id: UUID
    template_id: UUID
    language: str
    number: int
    subject: str
    body: str
    state: str
    author_id: UUID | None
    created_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateShown:
    """A template with what is in force and what is drafted, by language. `member` None: it is the team's."""

    id: UUID
    name: str
    shortcut: str
    purpose: str
    channel: str
    member: UUID | None
    standard: str
    retired_at: datetime | None
    revision: int
    created_at: datetime
    published: dict[str, VersionShown]
    drafts: dict[str, VersionShown]

    @property
    def languages(self) -> list[str]:
        """Those in which it says or will say something, in the order of the alphabet."""
        return sorted(self.published.keys() | self.drafts.keys())


class Uses(NamedTuple):
    """How often it was sent, and how often they wrote to us after that."""

    sent: int
    answered: int


def visible(member: UUID | None, *, retired: bool = False) -> list[TemplateShown]:
    """The team's and one's own, by name; two queries however many there are."""
    rows = _seen(member).filter(retired_at__isnull=not retired).order_by("name", "id")
    return _shown(list(rows[: 2 * MOST]))


def one(member: UUID | None, template: UUID) -> TemplateShown | None:
    """One of those that somebody sees, be it retired."""
    return next(iter(_shown(list(_seen(member).filter(pk=template)))), None)


def page(member: UUID | None, after: After | None, limit: int) -> Page[TemplateShown]:
    """Those somebody sees, retired ones too, newest first; two queries."""
    return paged(_seen(member), NEWEST, after, limit, _shown)


def version(member: UUID | None, own: UUID) -> VersionShown | None:
    """One version of a template that somebody sees."""
    row = TemplateVersion.objects.filter(pk=own).values_list(*VersionShown._fields).first()
    found = VersionShown._make(row) if row else None
    return found if found and _seen(member).filter(pk=found.template_id).exists() else None


def history(template: UUID, language: str | None, after: After | None, limit: int) -> Page[VersionShown]:
    """What it said in a language (None: in all), newest first; one query. Ask only for what `one` has shown."""
    spoken = {"language": language} if language else {}
    rows = TemplateVersion.objects.filter(template_id=template, **spoken)
    return paged(rows, NEWEST, after, limit, lambda found: [_version(row) for row in found])


def uses(now: datetime) -> dict[UUID, Uses]:
    """How templates did in the last `DAYS`, of the last `COUNTED` messages that began as one; one query."""
    given = {"own": organisation(), "most": COUNTED, "since": now - timedelta(days=DAYS)}
    return {template: Uses(sent, answered) for template, sent, answered in bulk.fetch(_USES, given)}


def _seen(member: UUID | None) -> QuerySet[Template]:
    """The team's, and those of that member; a program has none of its own."""
    return Template.objects.filter(Q(member=None) | Q(member_id=member) if member else Q(member=None))


def _shown(rows: list[Template]) -> list[TemplateShown]:
    said: dict[UUID, dict[str, dict[str, VersionShown]]] = defaultdict(lambda: {one: {} for one in _LIVE})
    live = TemplateVersion.objects.filter(template_id__in=[row.pk for row in rows], state__in=_LIVE)
    for found in live.order_by("number").values_list(*VersionShown._fields):
        one = VersionShown._make(found)
        said[one.template_id][one.state][one.language] = one
    return [
        TemplateShown(
            id=row.pk,
            name=row.name,
            shortcut=row.shortcut,
            purpose=row.purpose,
            channel=row.channel,
            member=row.member_id,
            standard=row.standard,
            retired_at=row.retired_at,
            revision=row.revision,
            created_at=row.created_at,
            published=said[row.pk]["published"],
            drafts=said[row.pk]["draft"],
        )
        for row in rows
    ]


def _version(row: TemplateVersion) -> VersionShown:
    return VersionShown._make(getattr(row, name) for name in VersionShown._fields)
