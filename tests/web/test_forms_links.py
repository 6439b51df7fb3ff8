"""What a form leads to: the mail that confirms, and the document."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.forms import FORM, GOOD, Outside, founded

pytestmark = pytest.mark.postgres
Made = Callable[..., Outside]
PDF = b"%PDF-1.7 \x00\xff <script>alert(1)</script>" * 20_000


@pytest.fixture
def office(database: Database) -> Office:
    """An organisation."""
    return founded()


@pytest.fixture
def form(office: Office, database: Database) -> Made:
    """Makes forms: the usual one, with changes."""
    return lambda **changes: Outside(office, database, {**FORM, "double_opt_in": True, **changes})


def mailbox(office: Office) -> str:
    """An account that mails go out of."""
    settings = {"address": "sales@ours.example", "smtp_host": "mail.ours.example"}
    made = office.ask("POST", "/sources", {"name": "Sales", "kind": "email", "settings": settings})
    assert made.status_code == 201, made.content
    return str(made.json()["id"])


def submitted(outside: Outside, **more: str) -> Any:
    page = outside.send({**GOOD, "consent.newsletter": "1", **more, **outside.opened()})
    outside.arrived()
    return page


def mails(outside: Outside) -> list[Any]:
    return outside.rows(
        "SELECT recipient, subject, body, automatic, language, source_id::text FROM outgoing ORDER BY id"
    )


def link(outside: Outside) -> str:
    """The path of the link in the last mail."""
    (found,) = re.findall(r"/f/[0-9a-f-]+(/confirm\?\S+)", mails(outside)[-1][2])
    return str(found)


def states(outside: Outside) -> Any:
    ((consents,),) = outside.rows("SELECT consents FROM lead")
    return {purpose: told["state"] for purpose, told in consents.items()}


def differences(outside: Outside) -> Any:
    from firstreply.journey.rebuild import check

    return check(outside.office.id).shown


def test_what_was_agreed_to_counts_once_the_button_behind_the_link_is_pressed(
    form: Made, office: Office
) -> None:
    sender = mailbox(office)
    outside = form(sender=sender)
    assert b"We have sent you an e-mail" in submitted(outside).content
    assert states(outside) == {"contact": "asked", "newsletter": "asked"}
    ((to, subject, body, automatic, language, source),) = mails(outside)
    assert (to, subject, automatic, language, source) == (
        "sara@acme.example", "Please confirm: Ask for an offer", True, "en", sender,
    )  # fmt: skip
    assert "- You may keep this and contact me." in body
    page = outside.get(link(outside))  # as programs do that look into mails
    assert (page.status_code, states(outside)["newsletter"]) == (200, "asked")
    assert page.content.count(b"<button") == 1
    done = outside.send({"_t": outside.hidden(page, "_t")}, "/confirm")
    assert (done.status_code, b"it is confirmed" in done.content) == (200, True)
    assert states(outside) == {"contact": "given", "newsletter": "given"}
    facts = outside.rows("SELECT data->>'state' FROM fact WHERE kind = 'consented' ORDER BY id")
    assert [row[0] for row in facts] == ["asked", "asked", "given", "given"]
    assert outside.send({"_t": outside.hidden(page, "_t")}, "/confirm").status_code == 200
    assert outside.rows("SELECT count(*) FROM fact WHERE kind = 'consented'") == [(4,)]
    assert differences(outside) == []


def test_what_was_given_before_needs_no_other_mail(form: Made, office: Office) -> None:
    mailbox(office)
    outside = form()
    submitted(outside)
    outside.send({"_t": outside.hidden(outside.get(link(outside)), "_t")}, "/confirm")
    submitted(outside, need="and more")
    assert (len(mails(outside)), states(outside)["newsletter"]) == (1, "given")


def test_nobody_is_flooded_with_mails(form: Made, office: Office) -> None:
    mailbox(office)
    outside = form()
    for n in range(5):
        submitted(outside, need=str(n))
    assert len(mails(outside)) == 3


def test_link_that_was_not_followed_in_time_is_over(form: Made, office: Office) -> None:
    from firstreply.core.lead.consent import standing

    mailbox(office)
    outside = form(confirm_days=1)
    submitted(outside)
    ((consents, at),) = outside.rows("SELECT consents, created_at FROM lead")
    found = [standing(consents["contact"], at + timedelta(hours=hours)) for hours in (23, 25)]
    assert found == ["asked", "expired"]
    from firstreply.channels.form.ticket import Purpose, sealed

    ((secret, external_id),) = outside.rows(
        "SELECT s.secret, a.external_id FROM source s JOIN arrival a ON a.source_id = s.id WHERE s.kind = 'form'"
    )
    old = sealed(secret, Purpose.CONFIRM, {"x": external_id, "e": int(at.timestamp()) - 1})
    for page in (outside.get(f"/confirm?t={old}"), outside.send({"_t": old}, "/confirm")):
        assert (page.status_code, b"no longer valid" in page.content) == (410, True)
    assert states(outside)["contact"] == "asked"


def test_link_followed_before_the_worker_came_says_so(form: Made, office: Office) -> None:
    from firstreply.channels.form.ticket import Purpose, sealed

    outside = form()
    outside.send({**GOOD, **outside.opened()})
    ((secret, external_id),) = outside.rows(
        "SELECT s.secret, a.external_id FROM source s JOIN arrival a ON a.source_id = s.id WHERE s.kind = 'form'"
    )
    ticket = sealed(secret, Purpose.CONFIRM, {"x": external_id, "e": 2**40})
    assert outside.send({"_t": ticket}, "/confirm").status_code == 409


@pytest.mark.parametrize("ticket", ["", "x", "a.b", "é"])
def test_forged_links_lead_nowhere(form: Made, ticket: str) -> None:
    outside = form()
    other = outside.opened()["_t"]
    for one in (ticket, other):
        for path in ("/confirm", "/document"):
            assert outside.get(f"{path}?t={one}").status_code == 400
        assert outside.send({"_t": one}, "/confirm").status_code == 400


def test_mail_that_cannot_be_sent_is_noted_and_the_lead_is_there(form: Made) -> None:
    outside = form()
    submitted(outside)
    assert (outside.kept(), mails(outside)) == ([("done", "", None)], [])
    noted = outside.rows("SELECT data->>'code' FROM fact WHERE kind = 'noted'")
    assert noted == [("account_missing",)]
    assert differences(outside) == []


def uploaded(outside: Outside, name: str = "prices 2026.pdf", octets: bytes = PDF) -> Any:
    headers = {"Authorization": f"Bearer {outside.office.token}"}
    return outside.office.client.generic(
        "POST",
        f"/api/v1/forms/{outside.id}/documents?name={name}",
        octets,
        content_type="application/octet-stream",
        headers=headers,
    )


def with_document(outside: Outside, **more: Any) -> str:
    """The form gives out a document from now on; its id."""
    from firstreply.web.forms import asked

    made = uploaded(outside)
    assert made.status_code == 201, made.content
    own = str(made.json()["id"])
    download = {"file": own, "title": {"en": "Price list"}}
    outside.definition = {**outside.definition, "double_opt_in": False, "download": download, **more}
    settings = {"form": outside.definition}
    changed = outside.office.ask("PATCH", f"/sources/{outside.id}", {"settings": settings}, match="*")
    assert changed.status_code == 200, changed.content
    asked.forget()
    return own


def test_document_is_given_to_who_asked_and_noted_once(form: Made) -> None:
    outside = form()
    with_document(outside)
    page = submitted(outside)
    found = re.search(r'href="/f/[0-9a-f-]+(/document\?t=[^"]+)" download', page.content.decode())
    assert found
    assert "Price list" in page.content.decode()
    for _ in range(2):
        got = outside.get(found[1])
        assert (got.status_code, b"".join(got.streaming_content) if got.streaming else got.content) == (
            200,
            PDF,
        )
    assert got["Content-Disposition"] == 'attachment; filename="prices 2026.pdf"'
    assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in got["Content-Security-Policy"]
    assert outside.rows("SELECT kind FROM engagement ORDER BY id") == [("inquired",), ("downloaded",)]
    assert differences(outside) == []


def test_document_that_was_let_go_is_no_more(form: Made) -> None:
    outside = form()
    own = with_document(outside)
    page = submitted(outside)
    path = re.findall(r'(/document\?t=[^"]+)"', page.content.decode())[0]
    listed = outside.office.get(f"/forms/{outside.id}/documents").json()["items"]
    assert outside.office.get("/files").json()["items"] == []  # they are no lists of people
    assert [(one["id"], one["size"]) for one in listed] == [(own, len(PDF))]
    assert outside.office.ask("DELETE", f"/forms/{outside.id}/documents/{own}").status_code == 204
    assert outside.get(path).status_code == 410
    assert outside.office.ask("DELETE", f"/forms/{outside.id}/documents/{own}").status_code == 404
    assert outside.rows("SELECT count(*) FROM part") == [(0,)]


@pytest.mark.parametrize(
    ("name", "octets", "status"),
    [("a.pdf", b"", 411), ("%20..%20", b"x", 422), ("a", b"x" * (10 * 2**20 + 1), 413)],
)
def test_documents_that_cannot_be_kept_are_refused(form: Made, name: str, octets: bytes, status: int) -> None:
    outside = form()
    assert uploaded(outside, name, octets).status_code == status
    assert outside.rows("SELECT count(*) FROM part") == [(0,)]


def test_newsletter_alone_makes_a_lead_that_is_routed(form: Made) -> None:
    fields = [{"name": "email", "type": "email", "label": "E-mail", "required": True}]
    outside = form(
        fields=fields, consents=[], newsletter={"text": {"en": "News, please"}}, double_opt_in=False
    )
    outside.send({"email": "sara@acme.example", "consent.newsletter": "1", **outside.opened()})
    outside.arrived()
    ((owner, consents),) = outside.rows(
        "SELECT owner_id IS NOT NULL OR team_id IS NOT NULL, consents FROM lead"
    )
    assert (owner, consents["newsletter"]["text"]) == (True, "News, please")


def test_two_who_are_one_agreed_to_both_and_can_be_parted_again(form: Made) -> None:
    outside = form(double_opt_in=False)
    for n, more in enumerate(({"consent.newsletter": "1"}, {})):
        ticket = outside.opened(f"?utm_source=ad{n}")
        outside.send({**GOOD, "name": f"Sara {n}", "email": f"sara{n}@acme.example", **more, **ticket})
        outside.arrived()
    query = "SELECT touches->'first'->>'utm_source', touches->'last'->>'utm_source', consents ? 'newsletter' FROM lead"
    first, second = (row[0] for row in outside.rows("SELECT id::text FROM lead ORDER BY id"))
    merged = outside.office.ask("POST", f"/leads/{first}/merge", {"into": second}, match="*")
    assert merged.status_code == 200, merged.content
    assert outside.rows(f"{query} WHERE id = '{second}'") == [("ad0", "ad1", True)]
    assert differences(outside) == []
    assert outside.office.ask("POST", f"/leads/{first}/unmerge", match="*").status_code == 200
    assert outside.rows(f"{query} WHERE id = '{second}'") == [("ad1", "ad1", False)]
    assert differences(outside) == []
