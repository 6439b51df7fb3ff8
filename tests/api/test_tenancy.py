"""Another organisation's things: 404, and nothing changes. The calls are made of the OpenAPI document itself."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def test_nothing_of_another_organisation_is_seen_or_changed(database: Database) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    ids = _everything(theirs)
    assert own.get("/me").status_code == 200  # notes that the token was used
    before, asked = _sums(database), 0
    for method, path, body in _calls():
        response = own.ask(method, path.format(**ids), body, match="*")
        assert (method, path, response.status_code) == (method, path, 404)
        assert response.json()["code"] in ("not_found", "arrival_not_found", "token_not_found")
        asked += 1
    assert asked >= 45
    assert _sums(database) == before


def test_the_same_addresses_find_what_is_ones_own(database: Database) -> None:
    own = Office("Own")
    ids = _everything(own)
    gets = [path for method, path, _ in _calls() if method == "GET" and not path.endswith("/payload")]
    found = {path: own.get(path.format(**ids)).status_code for path in gets}
    assert found == dict.fromkeys(gets, 200)


def test_lists_show_nothing_of_another_organisation(database: Database) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    known = {str(one) for one in _everything(theirs).values()}
    for path, methods in _document()["paths"].items():
        if "get" in methods and "{" not in path:
            response = own.get(path.removeprefix("/api/v1"))
            assert response.status_code == 200
            assert [one for one in known if one in response.content.decode()] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/teams", {"name": "X", "calendar": "{calendar}"}),
        ("/pools", {"name": "X", "team": "{team}"}),
        ("/pools", {"name": "X", "value": {"seats": ["{member}"]}}),
        ("/slas", {"name": "X", "seconds": 60, "calendar": "{calendar}"}),
        ("/members", {"name": "X", "email": "x@example.com", "teams": ["{team}"]}),
        ("/identities", {"kind": "email", "value": "x@example.com", "member": "{member}"}),
    ],
)
def test_nothing_of_another_organisation_is_referred_to(database: Database, path: str, body: Any) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    ids = _everything(theirs)
    assert own.get("/me").status_code == 200
    filled = json.loads(json.dumps(body).replace("{", "{{").replace("}", "}}").replace("{{calendar}}", "{calendar}")
        .replace("{{team}}", "{team}").replace("{{member}}", "{member}").format(**ids))  # fmt: skip
    before = _sums(database)
    response = own.ask("POST", path, filled)
    assert response.status_code == 422
    assert _sums(database) == before


def _document() -> Any:
    from firstreply.api.schema import written

    return json.loads(written())


def _calls() -> Iterator[tuple[str, str, Any]]:
    """Every operation whose address holds an id, with the document's own example as its body."""
    for path, methods in _document()["paths"].items():
        for method, operation in methods.items():
            if "{" in path:
                content = operation.get("requestBody", {}).get("content", {})
                body = content.get("application/json", {}).get("example")
                yield method.upper(), path.removeprefix("/api/v1"), body


def _everything(office: Office) -> dict[str, UUID]:
    """One of each thing that an address can name, by the name it has in addresses."""
    from firstreply.journey import access
    from firstreply.store import models

    whose = {"organisation_id": office.id}
    team, member = office.founded.team, office.founded.member
    with office.acting():
        source = office.founded.source
        arrival = models.Arrival.objects.create(
            **whose,
            source_id=source,
            external_id="1",
            digest=b"",
            received_at=office.now,
            state="quarantined",
        )
        lead = models.Lead.objects.create(**whose, name="Lea Lead", inquired_at=office.now, owner_id=member)
        talk = models.Conversation.objects.create(**whose, lead=lead, first_at=office.now, last_at=office.now)
        message = models.Message.objects.create(
            **whose, conversation=talk, lead=lead, external_id="1", at=office.now, kind="INBOUND_HUMAN"
        )
        wait = models.Wait.objects.create(
            **whose, lead=lead, conversation=talk, party="a@b.example", started_at=office.now, first=True,
            opened_by=message, owner_id=member,
        )  # fmt: skip
        offer = models.Assignment.objects.create(
            **whose, lead=lead, wait=wait, member_id=member, kind="offered", at=office.now,
            until=office.now + timedelta(hours=1),
        )  # fmt: skip
        delivery = models.Delivery.objects.create(
            **whose, key="1", channel="email", kind="assigned", not_before=office.now, state="failed"
        )
        leave = models.Leave.objects.create(
            **whose, member_id=member, starts_at=office.now, ends_at=office.now + timedelta(days=1)
        )
        hook = models.WebhookEndpoint.objects.create(**whose, url="https://example.com/")
        push = models.PushSubscription.objects.create(
            **whose, member_id=member, endpoint="https://example.com/"
        )
        token, _ = access.issue(name="x", scopes=["read"])
        return {
            "arrival": arrival.pk,
            "source": source,
            "lead": lead.pk,
            "wait": wait.pk,
            "message": message.pk,
            "offer": offer.pk,
            "delivery": delivery.pk,
            "member": member,
            "leave": leave.pk,
            "team": team,
            "membership": models.Membership.objects.values_list("pk", flat=True)[0],
            "identity": models.Identity.objects.values_list("pk", flat=True)[0],
            "calendar": office.founded.calendar,
            "sla": office.founded.sla,
            "definition": models.Definition.objects.values_list("pk", flat=True)[0],
            "pool": office.founded.pool,
            "webhook": hook.pk,
            "subscription": push.pk,
            "token": token,
        }


def _sums(database: Database) -> dict[str, str]:
    """A checksum of every row of every table, seen as the server's own superuser."""
    with psycopg.connect(database.admin) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        asking = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"
        found = {}
        for (name,) in rows:
            row = connection.execute(sql.SQL(asking).format(sql.Identifier(name))).fetchone()
            found[str(name)] = str(row and row[0])
        return found
