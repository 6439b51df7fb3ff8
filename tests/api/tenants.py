"""Two organisations with rows of every kind, the two walls between them, and what would show a gap in either."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.api.conftest import Office
from tests.postgres import Database

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"


@contextmanager
def row_security_alone() -> Iterator[None]:
    """Queries say no more whose rows they want: PostgreSQL alone keeps organisations apart."""
    from django.db import models

    from firstreply.store.tenancy import Own, Scoped

    with pytest.MonkeyPatch.context() as patch:
        for manager in (Scoped, Own):
            patch.setattr(manager, "get_queryset", lambda self: models.Manager.get_queryset(self))
        yield


@contextmanager
def queries_alone(database: Database) -> Iterator[None]:
    """A superuser's connection, which no policy binds: the queries alone keep organisations apart."""
    from django.db import connection
    from django.test import override_settings

    from firstreply.site import roles

    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(roles.django_database(database.admin))
    try:
        with override_settings(FIRSTREPLY_DSN=database.admin):
            yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def document() -> Any:
    """The OpenAPI document that is kept."""
    return json.loads(KEPT.read_bytes())


def desk() -> list[str]:
    """The addresses of the desk's pages."""
    from firstreply.web.desk.urls import urlpatterns

    return [str(one.pattern) for one in urlpatterns]


def accounts() -> list[str]:
    """The addresses of the pages of signing in."""
    from firstreply.web.account.urls import urlpatterns

    return [str(one.pattern) for one in urlpatterns]


def everything(office: Office) -> dict[str, UUID]:
    """One of each thing that an address or a body can name, by the name it has in addresses."""
    from firstreply.journey import access, acted, flow
    from firstreply.journey.file import keep
    from firstreply.store import models

    whose = {"organisation_id": office.id}
    asked = {"name": "Lea Lead", "email": "lea@example.net", "need": "An offer, please"}
    assert office.ask("POST", "/inquiries", asked).status_code == 202
    flow.arrived(office.id, now=datetime.now(UTC))
    team, member = office.founded.team, office.founded.member
    with office.acting():
        beside = models.Lead.objects.values_list("pk", flat=True)[0]
    attachment = acted.lay(
        office.id, beside, "a.pdf", "application/pdf", b"%PDF", by=member, now=office.now
    ).made
    assert attachment is not None
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
        wait = models.Wait.objects.filter(**whose).get()
        lead, message = wait.lead, wait.opened_by
        offer = models.Assignment.objects.create(
            **whose, lead=lead, wait=wait, member_id=member, kind="offered", at=office.now,
            until=office.now + timedelta(hours=1),
        )  # fmt: skip
        hook = models.WebhookEndpoint.objects.create(**whose, url="https://example.com/")
        delivery = models.Delivery.objects.create(
            **whose, key="1", channel="webhook", kind="lead.created", not_before=office.now, state="failed",
            endpoint=hook,
        )  # fmt: skip
        leave = models.Leave.objects.create(
            **whose, member_id=member, starts_at=office.now, ends_at=office.now + timedelta(days=1)
        )
        push = models.PushSubscription.objects.create(
            **whose, member_id=member, endpoint="https://example.com/"
        )
        file = keep.add("people.csv", b"Name,E-Mail\nAnn,ann@example.net\n", member=member, now=office.now)
        token, _ = access.issue(name="x", scopes=["read"])
        form = models.Source.objects.create(**whose, name="A form", kind="form")
        mailbox = models.Source.objects.create(
            **whose, name="A mailbox", kind="email", settings={"address": f"desk@{office.id.hex}.example"}
        )
        reply = models.Outgoing.objects.create(
            **whose,
            source=mailbox,
            channel="email",
            lead=lead,
            recipient="lea@example.net",
            body="Here it is.",
        )
        document = models.File.objects.create(
            **whose, source=form, name="a.pdf", kind="document", state="done"
        )
        template = models.Template.objects.create(**whose, name="Offer", member_id=None)
        version = models.TemplateVersion.objects.create(
            **whose, template=template, language="en", number=1, body="Hello", state="retired"
        )
        view = models.View.objects.create(
            **whose, member_id=member, page="leads", name="Hot", query="tag=hot"
        )
        return {
            "view": view.pk,
            "template": template.pk,
            "version": version.pk,
            "form": form.pk,
            "document": document.pk,
            "arrival": arrival.pk,
            "source": mailbox.pk,
            "api": source,
            "reply": reply.pk,
            "conversation": wait.conversation_id,
            "lead": lead.pk,
            "wait": wait.pk,
            "message": message.pk,
            "offer": offer.pk,
            "delivery": delivery.pk,
            "member": member,
            "leave": leave.pk,
            "team": team,
            "membership": models.Membership.objects.filter(**whose).values_list("pk", flat=True)[0],
            "identity": models.Identity.objects.filter(**whose).values_list("pk", flat=True)[0],
            "calendar": office.founded.calendar,
            "sla": office.founded.sla,
            "definition": models.Definition.objects.filter(**whose).values_list("pk", flat=True)[0],
            "pool": office.founded.pool,
            "replay": models.Replay.objects.create(**whose, kind="promise", value={}, state="done").pk,
            "webhook": hook.pk,
            "subscription": push.pk,
            "token": token,
            "file": file,
            "attachment": attachment,
        }


def sums(database: Database, own: UUID | None = None) -> Mapping[str, str]:
    """A checksum of every row of every table, or of those of one organisation; seen as the server's superuser."""
    with psycopg.connect(database.admin) as connection:
        tables = connection.execute(
            "SELECT c.relname, max(a.attname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped"
            " AND a.attname = CASE c.relname WHEN 'organisation' THEN 'id' ELSE 'organisation_id' END"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') GROUP BY c.relname"
        ).fetchall()
        found = {}
        for table, column in tables:
            if own is not None and column is None:
                continue
            asking = sql.SQL(
                "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"
            )
            whose = sql.SQL(" WHERE {} = %s").format(sql.Identifier(column or "")) if own else sql.SQL("")
            row = connection.execute(
                asking.format(sql.Identifier(table)) + whose, [own] if own else []
            ).fetchone()
            found[str(table)] = str(row and row[0])
        return found
