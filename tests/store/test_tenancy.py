"""Two walls between organisations, each tried with the other one taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from firstreply.core.refusal import Refused
from tests.postgres import Database
from tests.store.test_walls import filled, walled

pytestmark = pytest.mark.postgres


def own_models() -> list[Any]:
    """Every model whose rows belong to an organisation."""
    from django.apps import apps

    from firstreply.store.models import Heartbeat, User

    found = apps.get_app_config("store").get_models()
    return [model for model in found if model not in (Heartbeat, User)]


@pytest.fixture
def two(database: Database) -> tuple[UUID, UUID]:
    """Two organisations with one row each in every table."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        mine, theirs = filled(admin, walled(admin))
    return mine, theirs


@contextmanager
def without_row_level_security(database: Database) -> Iterator[None]:
    """Django logged in as a superuser: PostgreSQL shows it everything, only our own queries hold back."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    known = conninfo_to_dict(database.admin)
    bound = connections["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    login = {upper: str(known.pop(lower, None) or "") for lower, upper in names.items()}
    free = DatabaseWrapper({**bound.settings_dict, **login, "OPTIONS": known}, "default")
    connections["default"] = free
    try:
        yield
    finally:
        free.close()
        connections["default"] = bound


def setting() -> str:
    """Whose rows PostgreSQL shows now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('firstreply.organisation', true), '')")
        return str(cursor.fetchone()[0])


def owners(rows: Any, model: Any) -> set[UUID]:
    """Whose these rows are."""
    column = "id" if model._meta.db_table == "organisation" else "organisation_id"
    return set(rows.values_list(column, flat=True))


def refuses(question: Any) -> str:
    with pytest.raises(Refused) as refused:
        question()
    return refused.value.code


def test_acting_nests_for_one_organisation(two: tuple[UUID, UUID]) -> None:
    from firstreply.store.tenancy import acting, organisation

    with acting(two[0]):
        with acting(two[0]):
            assert (organisation(), setting()) == (two[0], str(two[0]))
        assert (organisation(), setting()) == (two[0], str(two[0]))


def test_acting_for_another_organisation_inside_is_refused(two: tuple[UUID, UUID]) -> None:
    from firstreply.store.tenancy import acting, organisation

    def other() -> None:
        with acting(two[1]):
            raise AssertionError("two organisations at once")

    with acting(two[0]):
        assert refuses(other) == "organisation_changed"
        assert (organisation(), setting()) == (two[0], str(two[0]))


def test_nothing_is_left_after_commit_or_rollback(two: tuple[UUID, UUID]) -> None:
    from firstreply.store.tenancy import acting, organisation

    with acting(two[0]):
        pass
    assert (setting(), refuses(organisation)) == ("", "no_organisation")

    def fails() -> None:
        with acting(two[0]):
            raise Refused("on_purpose")

    assert refuses(fails) == "on_purpose"
    assert (setting(), refuses(organisation)) == ("", "no_organisation")
    with acting(two[1]):
        assert (organisation(), setting()) == (two[1], str(two[1]))


def test_inner_failure_that_is_caught_keeps_the_organisation(two: tuple[UUID, UUID]) -> None:
    from firstreply.store.models import Lead
    from firstreply.store.tenancy import acting

    def fails() -> None:
        with acting(two[0]):
            Lead.objects.update(name="changed")
            raise Refused("on_purpose")

    with acting(two[0]):
        assert refuses(fails) == "on_purpose"
        assert setting() == str(two[0])
        assert Lead.objects.filter(name="changed").count() == 0


def test_query_without_an_organisation_is_refused_for_every_model(two: tuple[UUID, UUID]) -> None:
    answers = {model.__name__: refuses(model.objects.all) for model in own_models()}
    assert answers == dict.fromkeys(answers, "no_organisation")
    assert len(answers) == 63


def test_query_scoping_alone_leaks_nothing(database: Database, two: tuple[UUID, UUID]) -> None:
    from firstreply.store.tenancy import acting

    with without_row_level_security(database), acting(two[0]):
        every = {model.__name__: owners(model._base_manager.all(), model) for model in own_models()}
        assert every == {name: set(two) for name in every}  # the other wall is really down
        scoped = {model.__name__: owners(model.objects.all(), model) for model in own_models()}
        assert scoped == {name: {two[0]} for name in scoped}


def test_query_scoping_alone_lets_no_row_of_others_be_changed(
    database: Database, two: tuple[UUID, UUID]
) -> None:
    from firstreply.store.models import AuditEntry, Fact
    from firstreply.store.tenancy import acting

    with without_row_level_security(database), acting(two[0]):
        for model in own_models():
            column = "id" if model._meta.db_table == "organisation" else "organisation_id"
            if model not in (AuditEntry, Fact):
                assert (model.__name__, model.objects.update(**{column: two[0]})) == (model.__name__, 1)
        every = {model.__name__: owners(model._base_manager.all(), model) for model in own_models()}
        assert every == {name: set(two) for name in every}


def test_row_level_security_alone_leaks_nothing(two: tuple[UUID, UUID]) -> None:
    from firstreply.store.tenancy import acting

    for own in two:
        with acting(own):
            seen = {model.__name__: owners(model._base_manager.all(), model) for model in own_models()}
            assert seen == {name: {own} for name in seen}


def test_bulk_insert_writes_for_the_acting_organisation(database: Database, two: tuple[UUID, UUID]) -> None:
    from firstreply.store import bulk
    from firstreply.store.ids import new_id
    from firstreply.store.models import Team
    from firstreply.store.tenancy import acting

    own = new_id()
    with without_row_level_security(database), acting(two[0]):
        assert bulk.insert(Team, [{"id": own, "name": "North"}]) == 1
        assert owners(Team._base_manager.filter(id=own), Team) == {two[0]}


def test_bulk_functions_without_an_organisation_are_refused(two: tuple[UUID, UUID]) -> None:
    from firstreply.store import bulk
    from firstreply.store.ids import new_id
    from firstreply.store.models import Team

    row = {"id": new_id(), "name": "North"}
    assert refuses(lambda: bulk.insert(Team, [row])) == "no_organisation"
    assert refuses(lambda: bulk.update(Team, [row])) == "no_organisation"
    assert bulk.fetch("SELECT id FROM team") == []
    assert bulk.run("UPDATE team SET name = 'North'") == 0


@pytest.mark.parametrize("wall", ["queries", "rows"])
def test_bulk_update_touches_no_row_of_another_organisation(
    database: Database, two: tuple[UUID, UUID], wall: str
) -> None:
    from firstreply.store import bulk
    from firstreply.store.models import Team
    from firstreply.store.tenancy import acting

    with psycopg.connect(database.admin) as admin:
        ids = [
            row[0]
            for row in admin.execute("SELECT id FROM team ORDER BY organisation_id = %s DESC", [two[0]])
        ]
    rows = [{"id": one, "name": "Taken"} for one in ids]
    if wall == "queries":
        with without_row_level_security(database), acting(two[0]):
            assert bulk.update(Team, rows) == 1
    else:
        with acting(two[0]):
            assert bulk.run("UPDATE team SET name = 'Taken' WHERE id = ANY(%s)", [ids]) == 1
            assert [row[0] for row in bulk.fetch("SELECT id FROM team WHERE id = ANY(%s)", [ids])] == ids[:1]
    with psycopg.connect(database.admin) as admin:
        taken = admin.execute("SELECT organisation_id FROM team WHERE name = 'Taken'").fetchall()
    assert taken == [(two[0],)]
