"""People: the team as core knows it, from the rows of those who work here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.team import FOREVER, Identity, Membership, Person, Team
from firstreply.store.models import Identity as IdentityRow
from firstreply.store.models import Member
from firstreply.store.models import Membership as MembershipRow
from firstreply.store.queries.standing import unless_changed

_NEVER: Final = -FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The team, and which member each of its names is."""

    team: Team
    ids: dict[str, UUID]

    def member(self, name: str | None) -> UUID | None:
        """Whose name it is; None for somebody of ours who is no member, and for nobody."""
        return None if name is None else self.ids.get(name)

    def name(self, member: UUID | None) -> str | None:
        """What a member is called; None for nobody."""
        return next((name for name, own in self.ids.items() if own == member), None)


def people() -> People:
    """Everyone who is or was one of us; three queries."""
    return unless_changed(_people, "member", "identity", "membership")


def _people() -> People:
    members = list(Member.objects.order_by("joined_at", "id").values_list("id", "name", "email"))
    addresses: dict[UUID, list[Identity]] = {}
    domains, lists, shared = set[str](), set[str](), set[str]()
    rows: Iterable[tuple[UUID | None, str, str, datetime | None, datetime | None]] = (
        IdentityRow.objects.values_list("member_id", "kind", "value", "since", "until")
    )
    for member, kind, value, since, until in rows:
        if member is not None:
            addresses.setdefault(member, []).append(
                Identity(address=value, since=_epoch(since, _NEVER), until=_epoch(until, FOREVER))
            )
        else:
            {"domain": domains, "list": lists}.get(kind, shared).add(value)
    teams: dict[UUID, list[Membership]] = {}
    for member, team_id, since, until in MembershipRow.objects.values_list(
        "member_id", "team_id", "since", "until"
    ):
        teams.setdefault(member, []).append(
            Membership(team=str(team_id), since=_epoch(since, _NEVER), until=_epoch(until, FOREVER))
        )
    ids: dict[str, UUID] = {}
    found = []
    for own, name, email in members:
        shown = name if name and name not in ids else f"{name} <{email}>".strip()
        ids[shown] = own
        identities = addresses.get(own, [])
        if email and all(one.address != email.lower() for one in identities):
            identities = [*identities, Identity(address=email.lower())]
        found.append(Person(name=shown, identities=tuple(identities), teams=tuple(teams.get(own, ()))))
    team = Team(
        people=tuple(found),
        domains=frozenset(domains),
        lists=frozenset(lists),
        addresses=frozenset(shared),
    )
    return People(team=team, ids=ids)


def _epoch(at: datetime | None, otherwise: int) -> int:
    return otherwise if at is None else int(at.timestamp())
