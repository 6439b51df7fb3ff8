"""Counts: how many leads are in each stage, by counting them."""

from typing import Any, Final

from firstreply.journey.rebuild.findings import Findings
from firstreply.store import bulk
from firstreply.store.queries import counts as counted
from firstreply.store.tenancy import organisation

_FORGET: Final = ("DELETE FROM counted_change WHERE {own}", "DELETE FROM counted WHERE {own}")


def counts(found: Findings, *, write: bool) -> None:
    """Compare what is kept with what is there; a stage, owner, team and currency is one difference."""
    stored, rebuilt = counted.kept(), counted.by_counting()
    found.rows["counted"] += len(rebuilt)
    differs = {key for key in stored.keys() | rebuilt.keys() if stored.get(key) != rebuilt.get(key)}
    for key in sorted(differs, key=str):
        found.add(
            "counted", "/".join(str(one or "") for one in key), "leads", stored.get(key), rebuilt.get(key)
        )
    if write and differs:
        _again()


def _again() -> None:
    own: dict[str, Any] = {"own": organisation()}
    for statement in _FORGET:
        bulk.run(statement.format(own="organisation_id = %(own)s"), own)
    bulk.run(f"INSERT INTO counted {counted.COLUMNS} {counted.COUNTING}", own)
