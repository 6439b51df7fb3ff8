"""Sight: who may see which lead. Lists ask the database the same question (`store/queries/sight.py`)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from firstreply.core.member import Role

#: Roles that see every lead of the organisation.
SEE_ALL: Final = frozenset({Role.OWNER, Role.ADMIN, Role.MARKETER, Role.VIEWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks. `member` is None for a program of the organisation, which sees what an admin sees.

    `teams` are those they work in now, `manages` those of them that they manage.
    """

    member: UUID | None
    role: Role
    teams: frozenset[UUID] = frozenset()
    manages: frozenset[UUID] = frozenset()


def sees(viewer: Viewer, *, owner: UUID | None, team: UUID | None) -> bool:
    """Whether the viewer may see a lead of this owner and team.

    Besides their own, a rep and a manager see the leads of the teams they work in: so that a colleague can answer.
    """
    if viewer.role in SEE_ALL:
        return True
    if owner is not None and owner == viewer.member:
        return True
    return team is not None and team in viewer.teams | viewer.manages
