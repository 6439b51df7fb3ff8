"""The page of a lead and all that is done on it, for another organisation's lead: not found, and nothing changes."""

import re
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Office
from tests.api.tenants import queries_alone, row_security_alone, sums
from tests.journey.test_beside import asks
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
#: That which asks for a POST alone answers a look so.
_POSTED = 405


def places() -> list[str]:
    from firstreply.web.desk.lead.urls import urlpatterns

    return [str(one.pattern) for one in urlpatterns if str(one.pattern).startswith("leads/")]


def things(office: Office) -> dict[str, UUID]:
    """One of everything that the addresses name."""
    from firstreply.journey import acted
    from firstreply.store import models

    lead, now, me = asks(office, phone="+4930123456"), datetime.now(UTC), office.founded.member
    other = asks(office, name="Lena L.", email="l@example.net")
    rita, _ = office.member("rep")
    task = acted.plan(office.id, lead, "Call", by=me, now=now).made
    file = acted.lay(office.id, lead, "a.txt", "text/plain", b"x", by=me, now=now).made
    whose = {"organisation_id": office.id}
    with office.acting():
        offer = models.Assignment.objects.create(
            **whose, lead_id=lead, member_id=me, kind="offered", at=now
        ).pk
        alike = models.Suggestion.objects.create(
            **whose, lead_id=lead, other_id=other, reason="name", state="x"
        ).pk
        message = models.Message.objects.get(lead_id=lead)
        models.Arrival.objects.filter(lead_id=lead).update(raw=b"Subject: x\r\n\r\n<b>x</b>")
        wait = models.Wait.objects.get(lead_id=lead).pk
        reply = models.Outgoing.objects.create(
            **whose, lead_id=lead, source_id=UUID(int=1), channel="email", files=[str(file)]
        ).pk
    assert task is not None
    assert file is not None
    found = {"lead": lead, "other": other, "task": task, "file": file, "offer": offer, "suggestion": alike}
    return found | {"message": message.pk, "wait": wait, "to": rita, "reply": reply}


def path_of(place: str, ids: dict[str, UUID]) -> str:
    filled = re.sub(r"<uuid:(\w+)>", lambda found: str(ids[found[1]]), place)
    return "/" + filled.replace("<int:number>", "0").replace("<slug:what>", "dismiss")


def asked(at: Desk, ids: dict[str, UUID]) -> dict[str, set[int]]:
    """What each place answers, to a look and to a form."""
    found = {}
    for place in places():
        path = path_of(place, ids)
        given: dict[str, Any] = {
            "proof": at.proof,
            "text": "x",
            "title": "x",
            "note": "x",
            "field": "name",
            "value": "x",
        }
        given |= {"stage": "contacted", "to": ids["to"], "lead": ids["other"], "writing": "no"}
        given["file"] = SimpleUploadedFile("b.txt", b"y")
        found[place] = {at.client.get(path).status_code, at.client.post(path, given).status_code}
    return found


@pytest.mark.parametrize("wall", ["both walls", "row security alone", "queries alone"])
def test_nothing_of_theirs_is_shown_or_changed(database: Database, wall: str) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    asks(own)
    ids, at = things(theirs), Desk(own)
    before = sums(database)
    with ExitStack() as walls:
        if wall == "row security alone":
            walls.enter_context(row_security_alone())
        if wall == "queries alone":
            walls.enter_context(queries_alone(database))
        answers = asked(at, ids)
    assert {place: found for place, found in answers.items() if not found <= {404, _POSTED}} == {}
    assert [place for place, found in answers.items() if 404 not in found] == []
    assert sums(database) == before


def test_things_of_another_lead_are_not_found_at_this_one(database: Database) -> None:
    office = Office("Own")
    ids, at = things(office), Desk(office)
    elsewhere = asks(office, name="Max", email="max@example.com")
    named = {"task", "file", "offer", "suggestion", "message", "wait", "reply"}
    mixed = ids | {"lead": elsewhere}
    for place, found in asked(at, mixed).items():
        if named & set(re.findall(r"<uuid:(\w+)>", place)):
            assert found <= {404, _POSTED}, place


@pytest.mark.parametrize("wall", ["both walls", "row security alone", "queries alone"])
def test_a_file_of_theirs_goes_with_no_answer_of_ours(database: Database, wall: str) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    lead, ids, at = asks(own), things(theirs), Desk(own)
    settings = {"setting__address": "sales@own.example", "setting__smtp_host": "smtp.own.example"}
    source = at.add("email", "Desk", **settings)
    before = sums(database)
    with ExitStack() as walls:
        if wall == "row security alone":
            walls.enter_context(row_security_alone())
        if wall == "queries alone":
            walls.enter_context(queries_alone(database))
        answer = at.post(f"/leads/{lead}/write", text="x", source=source, files=ids["file"])
    assert answer.status_code == 404
    assert sums(database) == before
