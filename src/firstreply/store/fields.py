"""Fields that hold what core speaks of."""

from typing import Any, Final

from django.db import models
from django.db.models.functions import Now

from firstreply.store.ids import new_id
from firstreply.store.tenancy import Scoped

Json = dict[str, Any]  #: a core value as its `to_dict` wrote it; `from_dict` reads it back

#: What a text column may hold at most; longer input is refused or cut where it comes in.
LONG: Final = 4000


class Row(models.Model):
    """Whatever has an id and a moment at which it was made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class OfOrganisation(models.Model):
    """Whatever belongs to one organisation, and is under row-level security therefore.

    No foreign key in the database: every insert would lock the organisation's row. The policy's check says the same:
    nothing can be written for any but the acting organisation.
    """

    organisation_id = models.UUIDField(editable=False)

    objects = Scoped()

    class Meta:
        abstract = True


def text(**options: Any) -> "models.TextField[str, str]":
    """A text column that is never null."""
    chosen: dict[str, Any] = {"default": "", "blank": True} | options
    return models.TextField(**chosen)


def moment(**options: Any) -> "models.DateTimeField[Any, Any]":
    """An instant that may not have come."""
    return models.DateTimeField(**{"null": True, "blank": True} | options)


def link(to: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    """A reference to a row of the same organisation; nothing that is referred to is ever deleted by accident."""
    chosen: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "db_index": False} | options
    return models.ForeignKey(to, **chosen)
