"""Organisation: what it is called, where it is, and how it has its inquiries read and given."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db.models import QuerySet

from firstreply.core.fact import FactKind
from firstreply.store.models import Fact, Organisation
from firstreply.store.queries.identity import IDLE_DAYS, Home


class SharedPoint(NamedTuple):
    """A contact point that several people use, folded."""

    kind: str
    value: str


class OrganisationShown(NamedTuple):
    """The organisation with what it has set; what it has not set is as it is for everyone."""

    id: UUID
    name: str
    zone: str
    region: str
    language: str
    shared_points: list[SharedPoint]
    incomplete: str
    aside_pool: UUID | None
    idle_days: int


class SettingsKept(NamedTuple):
    """Settings as they are stored; by which change (a fact) and whose, None where nothing was changed yet."""

    settings: dict[str, Any]
    change: UUID | None
    author: UUID | None

    @property
    def mark(self) -> str:
        """What two readers of the same settings have in common."""
        return mark_of(self.settings)


def mark_of(kept: Mapping[str, Any] | Sequence[str]) -> str:
    """The same for the same values, and another one for others."""
    return sha256(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def settings_kept() -> SettingsKept:
    """The settings of the acting organisation; two queries."""
    last = _changes().order_by("-at", "-id").first()
    settings = Organisation.objects.get().settings
    return SettingsKept(settings, None if last is None else last.pk, None if last is None else last.member_id)


def settings_change(change: UUID) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The settings before that change and after it."""
    fact = _changes().filter(pk=change).first()
    return None if fact is None else (fact.data["before"]["settings"], fact.data["after"]["settings"])


def _changes() -> QuerySet[Fact]:
    return Fact.objects.filter(
        lead_id=None, kind=FactKind.DECIDED.value, data__what=Organisation._meta.db_table,
        data__before__has_key="settings",
    )  # fmt: skip


def shown() -> OrganisationShown:
    """The acting organisation."""
    row = Organisation.objects.get()
    given: dict[str, Any] = row.settings
    home = Home(region=row.region, zone=row.zone, settings=given)
    return OrganisationShown(
        id=row.pk,
        name=row.name,
        zone=row.zone,
        region=row.region,
        language=row.language,
        shared_points=[SharedPoint(point.kind.value, point.value) for point in sorted(home.shared)],
        incomplete=given.get("incomplete", "sales"),
        aside_pool=UUID(given["aside_pool"]) if given.get("aside_pool") else None,
        idle_days=given.get("idle_days", IDLE_DAYS),
    )
