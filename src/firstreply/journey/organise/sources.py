"""Sources: where inquiries come from, each with a secret of our making that is shown once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from firstreply.channels.registry import channel
from firstreply.channels.settings import checked
from firstreply.channels.webhook import new_secret
from firstreply.core.lead.fold import fold_email
from firstreply.core.refusal import Refused
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, held, made
from firstreply.store.models import Identity, Source
from firstreply.store.queries.accounts import known_kinds
from firstreply.store.sealed import seal, unseal
from firstreply.store.tenancy import organisation


class Secret(NamedTuple):
    """What was made, with the secret that is told this once."""

    id: UUID
    secret: str


def add_source(
    name: str,
    kind: str,
    mapping: Mapping[str, Any],
    settings: Mapping[str, Any],
    by: By,
    *,
    sealed: Mapping[str, str] = MappingProxyType({}),
) -> Secret:
    """A source with a new secret; `sealed` are the secrets of the other side.

    Refuses `name_taken`, `source_kind_unknown`, `settings_invalid`, and what the channel refuses.
    """
    if kind not in known_kinds():
        raise Refused("source_kind_unknown", kind=kind, known=", ".join(known_kinds()))
    _checked(kind, settings, sealed)
    secret = new_secret()
    row = Source(
        organisation_id=organisation(),
        name=name,
        kind=kind,
        secret=secret,
        mapping=dict(mapping),
        settings=dict(settings),
        sealed=seal(sealed),
    )
    made(row, by)
    _ours(row, by)
    return Secret(row.pk, secret)


def change_source(
    source_id: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None
) -> UUID:
    """Change `name`, `mapping`, `settings`, `sealed` or `disabled`. Of `sealed` only what is named; "" takes it away.

    Refuses `not_found`, `changed_meanwhile`, `name_taken`, `settings_invalid`, and what the channel refuses.
    """
    one_at_a_time()
    row = held(Source, source_id, revision)
    columns = dict(changes)
    if "sealed" in columns or "settings" in columns:
        secrets = _secrets(row, columns.pop("sealed", {}))
        _checked(row.kind, columns.get("settings", row.settings), secrets)
        if secrets != _secrets(row, {}):
            columns["sealed"] = seal(secrets)
    if "disabled" in columns:
        disabled = columns.pop("disabled")
        columns["disabled_at"] = (row.disabled_at or by.at) if disabled else None
    changed(row, columns, by)
    _ours(row, by)
    return row.pk


def renew_secret(source_id: UUID, by: By) -> Secret:
    """Another secret; the one before signs nothing any more. Refuses `not_found`."""
    row = held(Source, source_id)
    secret = new_secret()
    changed(row, {"secret": secret}, by)
    return Secret(row.pk, secret)


def _ours(row: Source, by: By) -> None:
    """A mailbox's address is ours: what comes from it was said by us. It stays ours when the mailbox changes."""
    address = fold_email(str(row.settings.get("address") or "")) if row.kind == "email" else ""
    if address and not Identity.objects.filter(value=address, until=None).exists():
        made(Identity(organisation_id=organisation(), kind="email", value=address), by)


def _secrets(row: Source, given: Mapping[str, str]) -> dict[str, str]:
    """What is known of the other side's secrets, with these changes. Those that cannot be read any more are gone."""
    try:
        known = unseal(row.sealed)
    except Refused:
        known = {}
    return {name: value for name, value in {**known, **given}.items() if value}


def _checked(kind: str, settings: Mapping[str, Any], sealed: Mapping[str, str]) -> None:
    found = channel(kind)
    if found is not None:
        checked(found, settings, sealed)
