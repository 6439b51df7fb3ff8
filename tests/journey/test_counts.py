"""How many leads are in each stage, and what they are worth, is exact at every moment, whoever writes at once."""

import random
import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.journey.conftest import NOW, Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def brought(office: Office, number: int, **more: Any) -> list[UUID]:
    """So many leads that asked."""
    from firstreply.journey.flow import arrived

    office.submit(*({"name": f"Lead {n}", "email": f"lead{n}@there.example", **more} for n in range(number)))
    while arrived(office.organisation, now=NOW):
        pass
    return office.rows("Lead", "id")


def both(office: Office) -> tuple[Any, Any]:
    """What is kept, and what counting finds, in one snapshot."""
    from django.db import connection, transaction

    from firstreply.store.queries import counts
    from firstreply.store.tenancy import acting

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with acting(office.organisation):
            return counts.kept(), counts.by_counting()


def in_stages(office: Office) -> dict[str, tuple[int, dict[str, Decimal]]]:
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.store.queries import counts
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        found = counts.stages(Viewer(member=None, role=Role.OWNER), NOW)
    return {stage: (one.leads, dict(one.worth)) for stage, one in found.items()}


def test_every_way_in_which_a_lead_comes_moves_or_goes_is_counted(office: Office) -> None:
    from firstreply.journey import acted

    one, two, three = brought(office, 3, deal_size="1200.50", currency="EUR")
    assert in_stages(office) == {"open": (3, {"EUR": Decimal("3601.5")})}
    own = office.organisation
    acted.move_stage(own, one, "negotiation", by=None, now=NOW)
    acted.change_lead(own, two, {"deal_size": "10", "currency": "USD"}, by=None, now=NOW)
    assert in_stages(office) == {
        "open": (2, {"EUR": Decimal("1200.5"), "USD": Decimal(10)}),
        "negotiation": (1, {"EUR": Decimal("1200.5")}),
    }
    acted.merge(own, three, two, by=None, now=NOW)
    assert in_stages(office)["open"] == (1, {"USD": Decimal(10)})
    acted.unmerge(own, three, by=None, now=NOW)
    assert in_stages(office)["open"][0] == 2
    office.change("Lead", {"pk": one}, withdrawn_at=NOW)
    assert "negotiation" not in in_stages(office)
    kept, counted = both(office)
    assert kept == counted


def test_adding_up_changes_no_sum_and_leaves_one_row_of_each(office: Office) -> None:
    from firstreply.journey import acted, tidy

    leads = brought(office, 6)
    for lead in leads[:4]:
        acted.move_stage(office.organisation, lead, "qualified", by=None, now=NOW)
    before = both(office)
    assert tidy.count(office.organisation) > 0
    assert tidy.count(office.organisation) == 0
    assert both(office) == before
    assert office.rows("CountedChange", "id") == []
    assert {row[0] for row in office.rows("Counted", "stage", "leads")} == {"open", "qualified"}


def test_time_in_stage_is_the_average_of_those_in_it(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.journey import acted
    from firstreply.store.queries import counts
    from firstreply.store.tenancy import acting

    one, two = brought(office, 2)
    acted.move_stage(office.organisation, one, "qualified", by=None, now=NOW)
    acted.move_stage(office.organisation, two, "qualified", by=None, now=NOW + timedelta(hours=2))
    with acting(office.organisation):
        found = counts.stages(Viewer(member=None, role=Role.OWNER), NOW + timedelta(hours=5))
    assert found["qualified"].age == timedelta(hours=4)


@pytest.mark.slow
def test_counts_are_exact_while_threads_move_merge_withdraw_and_add_up(office: Office) -> None:  # noqa: C901 (one scene)
    from django.db import connection

    from firstreply.core.refusal import Refused
    from firstreply.journey import acted, tidy
    from firstreply.store.tenancy import acting

    leads, own = brought(office, 40, deal_size="10", currency="EUR"), office.organisation
    stop, failed = threading.Event(), list[BaseException]()

    def work(seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _ in range(40):
                step(dice)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def step(dice: random.Random) -> None:
        lead, other = dice.sample(leads, 2)
        try:
            match dice.randrange(4):
                case 0:
                    acted.move_stage(
                        own, lead, dice.choice(["open", "qualified", "customer"]), by=None, now=NOW
                    )
                case 1:
                    acted.merge(own, lead, other, by=None, now=NOW)
                case 2:
                    acted.unmerge(own, lead, by=None, now=NOW)
                case _:  # without the organisation's lock, as a statement by hand would
                    from firstreply.store.models import Lead

                    with acting(own):
                        gone = NOW if dice.random() < 0.5 else None
                        Lead.objects.filter(pk=lead).update(withdrawn_at=gone, deal_size=dice.randrange(99))
        except Refused:
            pass

    def add_up() -> None:
        while not stop.is_set():
            tidy.count(own)
        connection.close()

    adding = [threading.Thread(target=add_up) for _ in range(2)]
    working = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for one in (*adding, *working):
        one.start()
    while any(one.is_alive() for one in working):
        kept, counted = both(office)
        assert kept == counted
    stop.set()
    for one in (*adding, *working):
        one.join()
    assert failed == []
    assert both(office)[0] == both(office)[1]


def test_tampered_counts_are_found_and_put_right(database: Database, office: Office) -> None:
    from firstreply.journey.rebuild import check, rebuild

    brought(office, 3)
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("UPDATE counted_change SET leads = leads + 7")
    found = {(one.table, one.column) for one in check(office.organisation).shown}
    assert found == {("counted", "leads")}
    rebuild(office.organisation, now=NOW)
    assert check(office.organisation).shown == []
