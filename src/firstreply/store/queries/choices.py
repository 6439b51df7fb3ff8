"""Choices: the members, teams and sources that a list may be narrowed to, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.tenancy import organisation

_NAMES: Final = """
SELECT 'member', id, name, left_at IS NULL FROM member WHERE organisation_id = %(own)s
UNION ALL SELECT 'team', id, name, true FROM team WHERE organisation_id = %(own)s
UNION ALL SELECT 'source', id, name, true FROM source WHERE organisation_id = %(own)s ORDER BY 1, 3
"""
#: By whose days leads are left too long: the first calendar that was made, as it is now.
_HOURS: Final = """
SELECT v.value FROM calendar c JOIN calendar_version v ON v.organisation_id = %(own)s AND v.calendar_id = c.id
WHERE c.organisation_id = %(own)s ORDER BY c.created_at, c.id, v.number DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Names by id. Members who left are `names` of what they had, and no choice."""

    members: Mapping[UUID, str]
    gone: Mapping[UUID, str]
    teams: Mapping[UUID, str]
    sources: Mapping[UUID, str]

    def member(self, own: UUID | None) -> str:
        """What a member is or was called; "" for nobody."""
        return self.members.get(own) or self.gone.get(own, "") if own else ""


def choices() -> Choices:
    """Everybody and everything of the acting organisation that has a name; one query."""
    found: dict[tuple[str, bool], dict[UUID, str]] = {}
    for kind, own, name, here in bulk.fetch(_NAMES, {"own": organisation()}):
        found.setdefault((kind, here), {})[own] = name
    return Choices(
        members=found.get(("member", True), {}),
        gone=found.get(("member", False), {}),
        teams=found.get(("team", True), {}),
        sources=found.get(("source", True), {}),
    )


def hours() -> str | None:
    """The organisation's calendar as JSON; None where nobody agreed any hours."""
    rows = bulk.fetch(_HOURS, {"own": organisation()})
    return rows[0][0] if rows else None
