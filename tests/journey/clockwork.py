"""An office whose promises and hours a test sets, and whose clock it moves. Call inside a test only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tests.journey.conftest import NOW, Office

WEEKDAYS: Final = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ALWAYS: Final = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
QUIET_LADDER: Final = {"steps": [{"percent": 1000, "action": "tell_admins"}]}  #: nothing before it matters


def hours(office: Office, week: Mapping[str, Any], zone: str = "UTC", name: str = "hours") -> UUID:
    """A calendar of these hours."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import hours as organise
    from firstreply.journey.organise.decided import By
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        by = By(office.owner, Role.OWNER, NOW)
        return organise.add_calendar(name, {"zone": zone, "versions": [{"week": week}]}, by)


def promises(office: Office, **columns: Any) -> UUID:
    """One more promise, after those that are there; the ones of the founding go with the first."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Sla
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        Sla.objects.filter(retired_at=None, number=1, priority="").exclude(name__startswith="test").update(
            retired_at=NOW
        )
        plain = {
            "seconds": 3600,
            "warn_at": [50, 80],
            "ladder": QUIET_LADDER,
            "position": Sla.objects.count(),
        }
        row = Sla(
            id=new_id(), organisation_id=office.organisation, name=f"test {new_id()}", **(plain | columns)
        )
        row.save(force_insert=True)
        return row.pk


def asks(office: Office, n: int = 1, *, at: datetime = NOW, **more: object) -> tuple[UUID, UUID]:
    """Somebody asks; their (lead, wait)."""
    email = f"p{n}@customer{n}.example"
    office.submit({"name": f"Person {n}", "email": email, "need": "An offer", **more}, at=at)
    assert office.arrived(now=at) == 1
    return office.rows("Wait", "lead_id", "id", party=email)[-1]


def passes(office: Office, now: datetime, limit: int = 500) -> int:
    """Let happen what is due by then; how many moments."""
    from firstreply.journey import acted

    done = 0
    while found := acted.overdue(office.organisation, now=now, limit=limit):
        done += found
    return done


def told(office: Office, **where: Any) -> list[tuple[Any, ...]]:
    """Who was told what in the application, in order."""
    return office.rows("Delivery", "kind", "member_id", channel="in_app", **where)


def managing(office: Office, *members: UUID) -> tuple[UUID, UUID]:
    """A team of all reps with a manager of its own; (team, manager)."""
    from firstreply.core.member import Role
    from firstreply.store.ids import new_id
    from firstreply.store.models import Member, Membership, Team
    from firstreply.store.tenancy import acting

    own = office.organisation
    with acting(own):
        team, boss = new_id(), new_id()
        Team.objects.create(id=team, organisation_id=own, name="Sales")
        Member.objects.create(
            id=boss, organisation_id=own, name="Max", email="max@ours.example", role=Role.MANAGER.value
        )
        for member in members or office.reps:
            Membership.objects.create(organisation_id=own, member_id=member, team_id=team)
        Membership.objects.create(organisation_id=own, member_id=boss, team_id=team, manages=True)
    return team, boss
