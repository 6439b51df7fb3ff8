"""An organisation that has one of everything that a page can show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.api.conftest import Office
from tests.web.desk import Desk

_LETTER: Final = """\
From: Clara Winter <{who}>
To: sales@example.com
Subject: Chairs for the new dining room
Date: {date}
Message-ID: <letter-{who}>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>Good morning,</p><p>we need <b>80 stackable chairs</b> by June. What would they cost?</p><p>Clara Winter</p>
--b
Content-Type: application/pdf; name="plan.pdf"
Content-Disposition: attachment; filename="plan.pdf"

%PDF-1.7
--b--
"""
_PEOPLE: Final = b"Name,E-Mail,Company\nAnn Archer,ann@example.net,Archer Ltd\nBo,not an address,\n"
#: A mapping that routes all that is worth something to whoever wrote it.
_HOURS: Final = {"t.name": "Saturday", "t.zone": "Asia/Tehran"} | {
    "t.week.sat.windows.0.start": "9", "t.week.sat.windows.0.end": "12",
}  # fmt: skip


def fill(office: Office) -> dict[str, str]:
    """One of everything; what addresses say of each, by the name it has in them."""
    from firstreply.journey import sample

    sample.bring(office.id, by=office.founded.member, now=datetime.now(UTC))
    desk = Desk(office)
    found = {
        **_lead(office),
        **_doors(office, desk),
        **_written(office, desk),
        **_outside(office, desk),
        **_people(office),
    }
    return {name: str(value) for name, value in found.items()} | _rules(office, desk)


def _lead(office: Office) -> dict[str, Any]:
    """A lead who wrote a letter with a file, was called, has a step before them, and looks like another."""
    from firstreply.journey import acted, flow
    from firstreply.store import models

    now, me, who = datetime.now(UTC), office.founded.member, "clara@nordlicht.example"
    raw = _LETTER.format(who=who, date=now.strftime("%a, %d %b %Y %H:%M:%S +0000"))
    headers = {"Authorization": f"Bearer {office.token}"}
    asked = {
        "name": "Clara Winter",
        "email": who,
        "company": "Nordlicht Hotels",
        "need": "80 chairs",
        "phone": "+4930123456",
        "budget": 9000,
        "currency": "EUR",
        "custom": {"seats": "80"},
        "tags": ["hotel"],
        "campaign": "spring",
    }
    assert office.ask("POST", "/inquiries", asked).status_code == 202
    flow.arrived(office.id, now=now)
    answer = office.client.generic(
        "POST", "/api/v1/messages", raw.encode(), content_type="message/rfc822", headers=headers
    )
    assert answer.status_code == 202, answer.content
    flow.arrived(office.id, now=datetime.now(UTC))
    whose = {"organisation_id": office.id}
    with office.acting():
        message = models.Message.objects.filter(subject__startswith="Chairs for").get()
        lead = message.lead_id
        other = (
            models.Suggestion.objects.filter(lead_id=lead)
            .order_by("pk")
            .values_list("other_id", flat=True)[0]
        )
        wait = models.Wait.objects.filter(lead_id=lead).order_by("pk").values_list("pk", flat=True)[0]
        offer = models.Assignment.objects.create(
            **whose, lead_id=other, member_id=me, kind="offered", at=now, until=now + timedelta(hours=1)
        ).pk
        twin = models.Suggestion.objects.filter(lead_id=lead).order_by("pk").values_list("pk", flat=True)[0]
    acted.note(office.id, lead, "Wants to see one before June.", by=me, now=now)
    task = acted.plan(office.id, lead, "Call about the date", by=me, now=now).made
    file = acted.lay(office.id, lead, "offer.txt", "text/plain", b"x", by=me, now=now).made
    found = {"lead": lead, "message": message.pk, "wait": wait, "task": task, "lead_file": file}
    return found | {"other": other, "offer": offer, "suggestion": twin}


def _doors(office: Office, desk: Desk) -> dict[str, Any]:
    """Channels of several kinds, a form with a document, something that was refused, a list that was brought."""
    from firstreply.journey.file import keep
    from firstreply.store import models

    whose = {"organisation_id": office.id}
    form = desk.add("form", "Website")
    with office.acting():
        mailbox = models.Source.objects.create(
            **whose, name="Sales", kind="email", settings={"address": "sales@example.com"}
        )
        document = models.File.objects.create(
            **whose, source_id=form, name="list.pdf", kind="document", state="done"
        )
        arrival = models.Arrival.objects.create(
            **whose, source=mailbox, external_id="1", digest=b"", received_at=office.now, state="quarantined",
            raw=b"From: x@example.com\r\nSubject: x\r\n\r\nx", reason="form_suspected",
            facts={"why": "trap"},
        )  # fmt: skip
        hook = models.WebhookEndpoint.objects.create(
            **whose, url="https://example.com/leads", events=["lead.created"]
        )
        file = keep.add("people.csv", _PEOPLE, member=office.founded.member, now=office.now)
        program = models.Source.objects.create(**whose, name="Shop", kind="webhook")
        whatsapp = models.Source.objects.create(**whose, name="Sales number", kind="whatsapp")
    return {
        "whatsapp": whatsapp.pk,
        "program": program.pk,
        "form": form,
        "source": mailbox.pk,
        "document": document.pk,
        "arrival": arrival.pk,
        "webhook": hook.pk,
        "file": file,
    }


def _written(office: Office, desk: Desk) -> dict[str, Any]:
    """Templates with a history, a view, and a stage of one's own."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, templates
    from firstreply.journey.organise import stages as organise_stages
    from firstreply.store import models
    from firstreply.store.queries.stages import stages

    desk.post("/templates/standard")
    by = By(office.founded.member, Role.OWNER, office.now)
    with office.acting():
        template = models.Template.objects.order_by("pk").values_list("pk", flat=True)[0]
        version = models.TemplateVersion.objects.filter(template_id=template).order_by("pk").values()[0]
        said = version["language"], version["subject"], version["body"] + "\nSee you soon."
        templates.write(template, *said, by)
        templates.publish(template, version["language"], by)
        view = models.View.objects.create(
            organisation_id=office.id,
            member_id=office.founded.member,
            page="leads",
            name="Hotels",
            query="tag=hotel",
        ).pk
        known = stages()
        organise_stages.edit([replace(known[0], name="Just asked", rots_after_days=2), *known[1:]], by)
    return {"template": template, "view": view}


def _outside(office: Office, desk: Desk) -> dict[str, Any]:
    """A wall, a badge, and figures by mail."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, digests, links

    by = By(office.founded.member, Role.OWNER, office.now)
    with office.acting():
        settings = {"names": True, "language": "en", "theme": "auto", "team": ""}
        link, wall = links.share("wall", "Office", settings, by)
        _, badge = links.share("badge", "Website", settings, by)
        digest = digests.wish(office.founded.member, "week", "09:00", "", by)
    return {"link": link, "wall": wall, "badge": badge, "digest": digest}


def _people(office: Office) -> dict[str, Any]:
    """A colleague, one who was invited, a token, somebody on leave."""
    from firstreply.journey import access
    from firstreply.store import models
    from tests.web.test_account_letters import invited

    member, _ = office.member("rep", "Rita Rep", (office.founded.team,))
    guest, _ = office.member("viewer", "Vera Viewer")
    with office.acting():
        token, _ = access.issue(name="Website", scopes=["write"])
        leave = models.Leave.objects.create(
            organisation_id=office.id, member_id=office.founded.member, starts_at=office.now + timedelta(days=3),
            ends_at=office.now + timedelta(days=5),
        ).pk  # fmt: skip
    invitation = invited(office, guest).rpartition("/")[2]
    return {
        "member": member,
        "team": office.founded.team,
        "token": token,
        "leave": leave,
        "invitation": invitation,
    }


def _rules(office: Office, desk: Desk) -> dict[str, str]:
    """Hours, a promise, a pool, a draft of a rule, and a change that was tried on what came."""
    from firstreply.store import models

    replay = desk.post("/rules/hours/new", act="replay", **_HOURS)["Location"].rpartition("/")[2]
    with office.acting():
        definition = models.Definition.objects.order_by("pk").values_list("pk", flat=True)[0]
    found = office.founded
    return {"calendar": str(found.calendar), "sla": str(found.sla), "pool": str(found.pool),
            "replay": replay, "definition": str(definition)}  # fmt: skip
