"""Tenancy: one organisation per transaction, seen by the queries and, as a second wall, by PostgreSQL itself.

The first wall is the models' default manager, which filters by the acting organisation. The second is row-level
security: policies compare `organisation_id` with a setting that lives as long as the transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

from firstreply.core.refusal import Refused

SETTING: Final = "firstreply.organisation"
_Row = TypeVar("_Row", bound=models.Model)
_acting: ContextVar[UUID | None] = ContextVar("acting_organisation", default=None)


def organisation() -> UUID:
    """Whose transaction this is. Refuses `no_organisation` outside `acting`."""
    found = _acting.get()
    if found is None:
        raise Refused("no_organisation")
    return found


@contextmanager
def acting(organisation_id: UUID) -> Iterator[None]:
    """One transaction for one organisation. Refuses `organisation_changed` inside another one's."""
    before = _acting.get()
    if before is not None and before != organisation_id:
        raise Refused("organisation_changed")
    with transaction.atomic():
        if before is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(organisation_id)])
        token = _acting.set(organisation_id)
        try:
            yield
        finally:
            _acting.reset(token)


class Scoped(models.Manager[_Row]):
    """The default manager of whatever belongs to an organisation: rows of the acting one only."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        """Every query starts here."""
        return super().get_queryset().filter(organisation_id=organisation())


class Own(models.Manager[_Row]):
    """The default manager of the organisations themselves: the acting one only."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        """Every query starts here."""
        return super().get_queryset().filter(id=organisation())
