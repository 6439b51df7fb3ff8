"""The whole API keeps to its OpenAPI document: whatever is sent, the answer is one that the document foretells."""

import json
import os
from collections.abc import Iterator

import pytest

from tests.api.conftest import Office
from tests.api.tenants import everything
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """An organisation with one of everything, and no limit on how fast one may come."""
    from django.test import override_settings

    from firstreply.api import auth

    auth.forget()
    with override_settings(FIRSTREPLY_RATE_LIMIT=0):
        made = Office()
        everything(made)
        yield made


def test_every_operation_answers_as_the_document_says(office: Office) -> None:
    from firstreply.site.wsgi import application
    from tests.api.fuzz import DOCUMENT, Door, run

    calls = int(os.environ.get("FIRSTREPLY_FUZZ_CALLS", "0"))
    found = run(Door(application, lambda: _token(office)), calls, examples=40 if calls else 1, seed=7)
    print(found.told())
    assert found.failures == {}
    paths = json.loads(DOCUMENT.read_bytes())["paths"]
    assert found.operations == {f"{method.upper()} {path}" for path in paths for method in paths[path]}


def _token(office: Office) -> str:
    """Of an owner who is still there, for everything."""
    from firstreply.core.access import Scope
    from firstreply.journey import access
    from firstreply.store.models import Member

    with office.acting():
        owner = Member.objects.filter(role="owner", left_at=None).values_list("pk", flat=True)[0]
        return access.issue(name="fuzz", scopes=[one.value for one in Scope], member=owner)[1]
