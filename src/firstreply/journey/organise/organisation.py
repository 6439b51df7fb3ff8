"""Organisation: what it is called, where it is, and how its inquiries are read and given."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from firstreply.channels.phone import to_e164
from firstreply.core.lead import PointKind, fold, fold_email
from firstreply.core.lead.contact import MESSENGERS
from firstreply.core.refusal import Refused
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, held
from firstreply.store.models import Organisation, Pool
from firstreply.store.queries.organisation import OrganisationShown, mark_of, settings_change
from firstreply.store.tenancy import organisation

_COLUMNS: Final = frozenset({"name", "zone", "region", "language"})


def change_organisation(changes: Mapping[str, Any], by: By, *, seen: str | None = None) -> None:
    """Change `name`, `zone`, `region`, `language` or a setting; null unsets one. What is not named stays.

    Settings: `shared_points` as [{"kind", "value"}, ...], `incomplete` ("sales" or "nurture"), `aside_pool` (id of a
    pool in use), `idle_days`. `seen` is what its author has seen: `seen_as` of these columns, or the mark of the
    settings. Refuses `calendar_zone_unknown`, `identity_malformed`, `reference_unknown`, `changed_meanwhile`.
    """
    one_at_a_time()  # whoever reads or gives inquiries now does it by one state of these
    row = held(Organisation, organisation())
    columns = {name: value for name, value in changes.items() if name in _COLUMNS}
    now = seen_as(row) if columns else mark_of(row.settings)
    if seen is not None and seen != now:
        raise Refused("changed_meanwhile", found=now, expected=seen)
    if "zone" in columns and columns["zone"] not in available_timezones():
        raise Refused("calendar_zone_unknown", field="zone", zone=columns["zone"])
    settings = {name: value for name, value in changes.items() if name not in _COLUMNS}
    if "shared_points" in settings:
        settings["shared_points"] = _folded(settings["shared_points"], columns.get("region", row.region))
    if settings.get("aside_pool") is not None:
        settings["aside_pool"] = _in_use(settings["aside_pool"])
    whole = {name: value for name, value in {**row.settings, **settings}.items() if value is not None}
    changed(row, {**columns, "settings": whole}, by)


def take_back_settings(change: UUID, by: By) -> None:
    """Settings as they were before that change (a fact). Refuses `undo_over` when they were changed since."""
    one_at_a_time()
    row, found = held(Organisation, organisation()), settings_change(change)
    if found is None or found[1] != row.settings:
        raise Refused("undo_over")
    changed(row, {"settings": found[0]}, by)


def seen_as(row: Organisation | OrganisationShown) -> str:
    """A text that differs whenever name, zone, region or language do."""
    return mark_of([row.name, row.zone, row.region, row.language])


def _in_use(pool: UUID) -> str:
    if not Pool.objects.filter(pk=pool, retired_at=None).exists():
        raise Refused("reference_unknown", field="aside_pool", id=str(pool))
    return str(pool)


def _folded(given: Iterable[Mapping[str, str]], region: str) -> list[list[str]]:
    """Pairs of kind and value as identity compares them, in order and each once."""
    found = set()
    for place, point in enumerate(given):
        kind, value = PointKind(point["kind"]), point["value"]
        folded = _value(kind, value, region)
        if not folded:
            raise Refused("identity_malformed", field=f"shared_points[{place}]", kind=kind.value, value=value)
        found.add((kind.value, folded))
    return [list(pair) for pair in sorted(found)]


def _value(kind: PointKind, value: str, region: str) -> str:
    """As `core.lead.points` has it; "" when it is none of that kind."""
    if kind is PointKind.EMAIL:
        return fold_email(value)
    if kind is PointKind.PHONE:
        return to_e164(value, region) or ""
    network, _, handle = value.partition(":")
    network, handle = fold(network), fold(handle).lstrip("@")
    return f"{network}:{handle}" if kind is PointKind.MESSENGER and network in MESSENGERS and handle else ""
