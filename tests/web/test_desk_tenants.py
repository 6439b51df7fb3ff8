"""The desk's pages of another organisation's things: not found, and nothing changes; behind each wall by itself."""

import re
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Office
from tests.api.tenants import desk, everything, queries_alone, row_security_alone, sums
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
#: Pages that name nobody's things.
OWN = {
    "desk/<slug:stem>.<slug:digest>.<slug:ending>", "oauth/callback", "channels",
    "channels/new", "channels/new/<slug:kind>", "files", "files/new", "files/begin", "webhooks", "webhooks/new",
    "templates", "templates/new", "templates/standard", "templates/look", "templates/leads",
    "search", "leads", "leads/export.csv", "views", "views/order", "pipeline", "pipeline/more", "pipeline/move",
    "pipeline/stages", "pipeline/stages/empty",
    "inbox", "inbox/rows", "inbox/snooze", "inbox/wake", "inbox/assign", "inbox/close", "inbox/spam", "inbox/call",
    "inbox/more", "inbox/done", "inbox/next",
}  # fmt: skip
#: What pages name, by the name it has in their addresses; and those that name a lead.
NAMED = ("source", "file", "webhook", "template", "view", "offer")
OF_LEADS = ("leads/<uuid:lead>/quick", "leads/<uuid:lead>/quick/approved", "pipeline/move/<uuid:lead>")
#: Accounts of the kinds that pages are for.
KINDS = ("email", "webhook", "telegram")


@pytest.fixture(params=["both walls", "row security alone", "queries alone"])
def wall(request: pytest.FixtureRequest, database: Database) -> str:
    return str(request.param)


def _desk(office: Office) -> Desk:
    from firstreply.journey import access

    access.forget()
    return Desk(office)


def _kept(office: Office) -> dict[str, UUID]:
    """One of everything, and of each kind of account that has pages of its own."""
    from firstreply.store.models import Source

    ids = everything(office)
    with office.acting():
        return ids | {
            f"of {kind}": Source.objects.create(organisation_id=office.id, name=f"Its {kind}", kind=kind).pk
            for kind in KINDS
        }


def _named() -> list[str]:
    """Addresses that name something, as templates: `/channels/{source}/check`."""
    named = [one for one in desk() if _names_something(one)]
    return ["/" + re.sub(r"<\w+:(\w+)>", r"{\1}", one) for one in named]


def _names_something(place: str) -> bool:
    ours = re.search(f"<uuid:({'|'.join(NAMED)})>", place) and not place.startswith("leads/")
    return bool(ours) or place in OF_LEADS


def _sent(at: Desk, path: str, ids: dict[str, UUID]) -> Any:
    """A form, or octets where the script sends them."""
    if "/parts/" in path:
        octets: dict[str, Any] = {"data": b"x", "content_type": "application/octet-stream"}
        return at.client.post(path, **octets, headers={"X-Proof": at.proof})
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    given = {"name": "Mine now", "sure": "on", "document": file, "version": ids["version"], "language": "en"}
    return at.client.post(path, {"proof": at.proof, **given})


def _asked(at: Desk, ids: dict[str, UUID]) -> dict[str, set[int]]:
    """What each of them answers, to a look and to a form, with any of these sources."""
    found: dict[str, set[int]] = {}
    for place in _named():
        for source in (ids["form"], ids["api"], *(ids[f"of {kind}"] for kind in KINDS)):
            path = place.format(**{**ids, "source": source, "number": 0})
            answers = [at.client.get(path), _sent(at, path, ids)]
            found[place] = found.get(place, set()) | {one.status_code for one in answers}
    return found


def test_nothing_that_is_theirs_is_shown_or_changed(database: Database, wall: str) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    _kept(own)
    ids = _kept(theirs)
    at = _desk(own)
    before = sums(database)
    with ExitStack() as walls:
        if wall == "row security alone":
            walls.enter_context(row_security_alone())
        if wall == "queries alone":
            walls.enter_context(queries_alone(database))
        answers = _asked(at, ids)
    assert {place: found for place, found in answers.items() if not found <= {404, 405}} == {}
    assert [place for place, found in answers.items() if 404 not in found] == []
    assert sums(database) == before


def test_ones_own_are_found_at_the_same_addresses(database: Database) -> None:
    office = Office("Own")
    ids = _kept(office)
    at = _desk(office)
    missed = {place for place, found in _asked(at, ids).items() if found <= {404, 405}}
    assert missed == set()
    assert len(_named()) >= 20


def test_every_page_names_something_or_is_known_to_name_nothing() -> None:
    assert {one for one in desk() if not _names_something(one)} == OWN
