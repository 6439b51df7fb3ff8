"""Decided: rows of how the team works are found, locked, changed and recorded, always in the same way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F

from firstreply.core.fact import FactKind
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.journey.effects import Happened, record

_Row = TypeVar("_Row", bound=models.Model)

#: Never written into a fact, whatever they hold.
_SECRETS: Final = frozenset({"secret", "secret_before", "sealed", "hashed", "p256dh", "auth", "endpoint"})


class By(NamedTuple):
    """Who decides, and when. Without a member it is a program, with the rights of its token."""

    member: UUID | None
    role: Role
    at: datetime


def held(model: type[_Row], row_id: UUID, revision: int | None = None) -> _Row:
    """The row, kept from others until the transaction ends.

    Refuses `not_found`, and `changed_meanwhile` when a revision is given and it is not that one any more.
    """
    row: _Row | None = model._default_manager.select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        raise Refused("not_found", what=_name(model), id=str(row_id))
    guarded(getattr(row, "revision", None), revision)
    return row


def guarded(found: int | None, expected: int | None) -> None:
    """Refuse `changed_meanwhile` when what is there is not what the caller has seen."""
    if expected is not None and found != expected:
        raise Refused("changed_meanwhile", found=found, expected=expected)


def there(model: type[models.Model], row_id: UUID | None, field: str) -> None:
    """Refuse `reference_unknown` when a row that is referred to is not there (or is another organisation's)."""
    if row_id is not None and not model._default_manager.filter(pk=row_id).exists():
        raise Refused("reference_unknown", field=field, id=str(row_id))


def made(row: _Row, by: By) -> _Row:
    """Insert a row and record it. Refuses `name_taken` where names must differ."""
    with _once(row):
        row.save(force_insert=True)
    _record(row, {}, _told(row), by)
    return row


def changed(row: _Row, changes: Mapping[str, Any], by: By) -> _Row:
    """Change columns of a held row, raise its revision, and record what differs; nothing when nothing does."""
    differs = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not differs:
        return row
    before = {name: getattr(row, name) for name in differs}
    for name, value in differs.items():
        setattr(row, name, value)
    raising = {"revision": F("revision") + 1} if hasattr(row, "revision") else {}
    with _once(row):
        type(row)._default_manager.filter(pk=row.pk).update(**differs, **raising)
    if hasattr(row, "revision"):
        row.revision += 1
    _record(row, _open(before), _open(differs), by)
    return row


@contextmanager
def _once(row: models.Model) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        shown = getattr(row, "email", "") or getattr(row, "name", "")
        raise Refused("name_taken", what=_name(type(row)), name=shown) from error


def _record(row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any], by: By) -> None:
    data = {"what": _name(type(row)), "id": str(row.pk), "before": before, "after": after}
    record([Happened(kind=FactKind.DECIDED, at=by.at, member=by.member, data=data)])


def _told(row: models.Model) -> dict[str, Any]:
    own = [field.attname for field in row._meta.concrete_fields if field.attname not in _NOT_TOLD]
    return _open({name: getattr(row, name) for name in own})


def _open(values: Mapping[str, Any]) -> dict[str, Any]:
    """What may be read in a fact: JSON-able; of a secret that it is set, of chat addresses how many."""
    return {name: bool(value) if name in _SECRETS else _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping) and "apprise" in value:
        return {**value, "apprise": len(value["apprise"])}
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


_NOT_TOLD: Final = frozenset({"id", "created_at", "organisation_id", "revision"})


def _name(model: type[models.Model]) -> str:
    return str(model._meta.db_table)
