"""The database and core give the same answer to who may see a lead."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from tests.postgres import Database

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_database_and_core_agree_for_every_role_owner_and_team(database: Database) -> None:
    from firstreply.core.member import Role
    from firstreply.core.sight import sees
    from firstreply.journey.organise import By, found, people, teams
    from firstreply.store.models import Lead
    from firstreply.store.queries import sight
    from firstreply.store.tenancy import acting

    own = found(
        name="Example", zone="UTC", region="DE", language="en", owner_name="O", owner_email="o@example.com", now=NOW
    )  # fmt: skip
    with acting(own.organisation):
        by = By(None, Role.OWNER, NOW)
        other = teams.add_team("Other", None, by)
        former = teams.add_team("Former", None, by)
        whose: dict[Role, UUID] = {}
        for role in Role:
            member = people.invite(role.value, f"{role.value}@example.com", role, by, teams=[own.team])
            teams.join(member, other, by, manages=role is Role.MANAGER)
            past = NOW - timedelta(days=2), NOW - timedelta(days=1)
            teams.join(member, former, by, manages=True, since=past[0], until=past[1])
            whose[role] = member
        owners, places = [None, *whose.values()], [None, own.team, other, former]
        leads = {
            Lead.objects.create(
                organisation_id=own.organisation, owner_id=owner, team_id=team, inquired_at=NOW
            ).pk: (owner, team)
            for owner, team in product(owners, places)
        }
        for role in Role:
            viewer = sight.viewer(whose[role], role, NOW)
            expected = {pk for pk, (owner, team) in leads.items() if sees(viewer, owner=owner, team=team)}
            assert set(sight.leads(viewer).values_list("pk", flat=True)) == expected
        program = sight.viewer(None, Role.ADMIN, NOW)
        assert set(sight.leads(program).values_list("pk", flat=True)) == set(leads)
