"""One of everything that an address of the desk can name, and what a form with all of it says."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Office
from tests.api.tenants import everything
from tests.web.desk import Desk

#: Accounts of the kinds that pages are for.
KINDS = ("email", "webhook", "telegram", "whatsapp")
#: What no page of another organisation says.
SECRET = "onlyhere"
_SAID = {
    "name": "Mine now", "sure": "on", "language": "en", "kind": "wall", "role": "rep", "scopes": "read",
    "title": "Mine now", "text": "x", "note": "x", "page": "leads", "query": "q=x", "every": "day", "at": "08:00",
    "presence": "busy", "stage": "contacted", "act": "save", "key": "new", "until": "2030-01-04",
    "email": "new@example.net", "body": "Hello", "field": "name", "value": "x", "days": "1", "since": "2030-01-01",
    "url": "https://example.com/mine", "events": "lead.created", "subject": "x",
}  # fmt: skip
#: Names under which forms and addresses carry ids, and whose.
_CARRIED = {
    "lead": "lead", "to": "colleague", "member": "colleague", "team": "team", "teams": "team", "pool": "pool",
    "calendar": "calendar", "sla": "sla", "source": "source", "arrival": "arrival", "test": "arrival",
    "version": "version", "template": "template", "view": "view", "wait": "wait", "task": "task", "offer": "offer",
    "aside_pool": "pool", "owner": "colleague", "definition": "definition", "webhook": "webhook",
    "account": "source", "about": "sla", "file": "file",
}  # fmt: skip


def kept(office: Office) -> dict[str, UUID]:
    """One of everything, and of each kind of account that has pages of its own; ids by the name in addresses."""
    from firstreply.journey import acted
    from firstreply.store.models import Source

    ids = everything(office)
    colleague, _ = office.member("rep", f"Colleague of {office.founded.member}")
    task = acted.plan(office.id, ids["lead"], "Call", by=office.founded.member, now=office.now).made
    assert task is not None
    with office.acting():
        accounts = {
            f"of {kind}": Source.objects.create(organisation_id=office.id, name=f"Its {kind}", kind=kind).pk
            for kind in KINDS
        }
        own = _of_the_pages(office, ids, colleague)
    return ids | accounts | own | {"colleague": colleague, "task": task}


def _of_the_pages(office: Office, ids: dict[str, UUID], colleague: UUID) -> dict[str, UUID]:
    """What only pages name: links, digests, invitations, replays, stages; what is of who sits there."""
    from firstreply.core.lead.stage import STAGES, Stage, StageKind
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, digests, invitations, links, stages
    from firstreply.store.models import CalendarVersion, Definition, Replay

    by = By(office.founded.member, Role.OWNER, office.now)
    link, _ = links.share("wall", "Office", {}, by)
    digest = digests.wish(office.founded.member, "day", "08:00", "", by)
    invitation = invitations.invite(colleague, by)
    stages.edit([*STAGES, Stage(key="trial", kind=StageKind.OPEN, name="Trial")], by)
    value: dict[str, Any] = {"rules": []}
    draft = Definition.objects.create(organisation_id=office.id, kind="score", number=1, value=value)
    replay = Replay.objects.create(
        organisation_id=office.id, member_id=office.founded.member, kind="score", about=draft.pk,
        value=value, revision=1, state="waiting",
    )  # fmt: skip
    hours = CalendarVersion.objects.get(calendar_id=office.founded.calendar).pk
    return {
        "hours": hours, "link": link, "digest": digest, "invitation": invitation.id, "replay": replay.pk,
        "definition": draft.pk,
    }  # fmt: skip


def marked(office: Office) -> None:
    """Whatever has a name is called by a word that nothing else says."""
    from firstreply.store import models

    named = (
        models.Lead, models.Member, models.Team, models.Pool, models.Source, models.Template, models.View,
        models.Calendar, models.Sla, models.SharedLink, models.File, models.Token,
    )  # fmt: skip
    with office.acting():
        for model in named:
            for row in model._default_manager.all():
                model._default_manager.filter(pk=row.pk).update(name=f"{SECRET} {row.pk}")


def form(ids: dict[str, UUID], **more: Any) -> dict[str, Any]:
    """A form that carries all of it: what each page wants, and much that it does not."""
    files = {
        "document": SimpleUploadedFile("a.pdf", b"%PDF-1.7"),
        "file": SimpleUploadedFile("b.csv", b"Name\nAnn\n"),
    }
    carried = {name: str(ids[whose]) for name, whose in _CARRIED.items() if name != "file"}
    return {**_SAID, **carried, **files, **more}


def question(ids: dict[str, UUID]) -> dict[str, str]:
    """The same in an address."""
    return {name: str(ids[whose]) for name, whose in _CARRIED.items()}


def sent(at: Desk, path: str, ids: dict[str, UUID]) -> Any:
    """A form, or octets where the script sends them."""
    if "/parts/" in path:
        octets: dict[str, Any] = {"data": b"x", "content_type": "application/octet-stream"}
        return at.client.post(path, **octets, headers={"X-Proof": at.proof})
    of_hours = {"version": str(ids["hours"])} if path.startswith("/rules/hours/") else {}
    return at.client.post(path, form(ids, proof=at.proof, **of_hours))
