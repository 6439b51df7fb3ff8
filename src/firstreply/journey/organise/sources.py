"""Sources: where inquiries come from, each with a secret of our making that is shown once."""

import base64
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, held, made
from firstreply.store.models import Source
from firstreply.store.tenancy import organisation


class SourceKind(StrEnum):
    """What kind of door it is."""

    API = "api"
    FORM = "form"
    WEBHOOK = "webhook"
    EMAIL = "email"
    IMPORT = "import"


class Secret(NamedTuple):
    """What was made, with the secret that is told this once."""

    id: UUID
    secret: str


def add_source(
    name: str, kind: SourceKind, mapping: Mapping[str, Any], settings: Mapping[str, Any], by: By
) -> Secret:
    """A source with a new secret. Refuses `name_taken`."""
    secret = new_secret()
    row = Source(
        organisation_id=organisation(),
        name=name,
        kind=kind.value,
        secret=secret,
        mapping=dict(mapping),
        settings=dict(settings),
    )
    return Secret(made(row, by).pk, secret)


def change_source(
    source_id: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None
) -> UUID:
    """Change `name`, `mapping`, `settings` or `disabled`. Refuses `not_found`, `changed_meanwhile`, `name_taken`."""
    one_at_a_time()
    row = held(Source, source_id, revision)
    columns = dict(changes)
    if "disabled" in columns:
        disabled = columns.pop("disabled")
        columns["disabled_at"] = (row.disabled_at or by.at) if disabled else None
    return changed(row, columns, by).pk


def renew_secret(source_id: UUID, by: By) -> Secret:
    """Another secret; the one before signs nothing any more. Refuses `not_found`."""
    row = held(Source, source_id)
    secret = new_secret()
    changed(row, {"secret": secret}, by)
    return Secret(row.pk, secret)


def new_secret() -> str:
    """32 random octets as Standard Webhooks writes them."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
