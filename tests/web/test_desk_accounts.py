"""Accounts at the desk: settings, secrets, what came, designers, files; each with what stands in the database."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Office
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"
LEAD = {"contact": {"full_name": "Sara Ahmadi", "e-mail": "sara@example.com"}, "note": "200 chairs"}
PEOPLE = (
    "Name;E-Mail;Telefon\nSara Ahmadi;sara@example.com;\nOmid;omid@example.com;+49 30 1234567\n"
    "Nobody;;\nSara A.;sara@example.com;\nLea;lea@example;030 998877\n"
)


@pytest.fixture
def desk(database: Any) -> Desk:
    from firstreply.journey import access

    access.forget()
    return Desk(Office())


def source(desk: Desk, own: UUID) -> Any:
    from firstreply.store.models import Source

    with desk.office.acting():
        return Source.objects.get(pk=own)


def quarantined(desk: Desk, own: UUID, payload: Any) -> UUID:
    """Something that could not be understood."""
    from firstreply.journey import flow
    from firstreply.journey.door import accept, incoming

    now = datetime.now(UTC)
    accept([one := incoming(desk.office.id, own, "inquiry", at=now, payload=orjson.dumps(payload))])
    flow.arrived(desk.office.id, now=now)
    return one.id


def state(desk: Desk, arrival: UUID) -> str:
    from firstreply.store.models import Arrival

    with desk.office.acting():
        return str(Arrival.objects.values_list("state", flat=True).get(pk=arrival))


def test_a_secret_of_the_other_side_is_kept_sealed_and_never_shown_again(desk: Desk) -> None:
    from firstreply.store.sealed import unseal

    own = desk.add("telegram", "Bot", setting__token=TOKEN)
    page = desk.get(f"/channels/{own}").content.decode()
    row = source(desk, own)
    assert (unseal(row.sealed), TOKEN in page, TOKEN in row.sealed) == ({"token": TOKEN}, False, False)
    desk.post(f"/channels/{own}", name="Our bot", revision=row.revision)
    row = source(desk, own)
    assert (row.name, unseal(row.sealed)) == ("Our bot", {"token": TOKEN})


def test_our_secret_is_shown_once(desk: Desk) -> None:
    answer = desk.post("/channels/new/webhook", name="Portal")
    own = UUID(re.search(r"/in/([0-9a-f-]{36})", said(answer))[1])  # type: ignore[index]  # it is there, or fails
    secret = source(desk, own).secret
    assert (secret in said(answer), secret in desk.get(f"/channels/{own}").content.decode()) == (True, False)
    renewed = desk.post(f"/channels/{own}/secret")
    assert (source(desk, own).secret in said(renewed), source(desk, own).secret == secret) == (True, False)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    answer = desk.post(
        "/channels/new/webhook", name="Portal", setting__event_path="a[", setting__channel="chat"
    )
    page = answer.content.decode()
    assert (answer.status_code, len(alerts(answer))) == (422, 1)
    assert 'name="name" value="Portal"' in page
    assert 'value="a["' in page
    assert re.search(r'class="field bad">\s*<label for="setting-event_path"', page)
    with desk.office.acting():
        from firstreply.store.models import Source

        assert Source.objects.filter(kind="webhook").count() == 0


def test_two_who_save_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    own = desk.add("webhook", "Portal")
    seen = source(desk, own).revision
    desk.post(f"/channels/{own}", name="Mine", revision=seen)
    second = desk.post(f"/channels/{own}", name="Theirs", revision=seen)
    assert (second.status_code, source(desk, own).name) == (409, "Mine")
    assert 'value="Theirs"' in second.content.decode()


def test_an_account_is_switched_off_and_on(desk: Desk) -> None:
    own = desk.add("webhook", "Portal")
    desk.post(f"/channels/{own}/switch", to="off")
    assert source(desk, own).disabled_at is not None
    desk.post(f"/channels/{own}/switch", to="on")
    assert source(desk, own).disabled_at is None


def test_what_could_not_be_understood_is_shown_as_text_and_worked_on_again(desk: Desk) -> None:
    own = desk.add("webhook", "Portal")
    evil = "<script>alert(1)</script>\u202egnp"
    bad = quarantined(desk, own, {"emails": [evil]})
    other = quarantined(desk, own, {"emails": ["nothing"]})
    assert "Put aside" in said(desk.get(f"/channels/{own}"))
    raw = desk.get(f"/channels/{own}/arrivals/{bad}").content.decode()
    assert ("<script>alert" in raw, "&lt;script&gt;alert(1)" in raw, "\u202e" in raw) == (False, True, False)
    desk.post(f"/channels/{own}/again", arrival=str(bad))
    assert (state(desk, bad), state(desk, other)) == ("new", "quarantined")
    desk.post(f"/channels/{own}/again")
    assert state(desk, other) == "new"


def test_what_is_wrong_with_an_account_stands_first_until_it_is_mended(desk: Desk) -> None:
    from firstreply.store.models import Health

    own = desk.add("webhook", "Portal")
    with desk.office.acting():
        row = {"source_id": own, "organisation_id": desk.office.id, "code": "signature_wrong"}
        Health.objects.create(**row, state="failing", since=datetime.now(UTC))
    page = said(desk.get("/channels"))
    assert "1 channel needs you Portal ✕ Failing since" in page
    with desk.office.acting():
        Health.objects.update(state="fine", code="")
    assert "needs you" not in said(desk.get("/channels"))


def test_a_test_inquiry_takes_the_way_of_the_mapping(desk: Desk) -> None:
    from firstreply.journey import flow
    from firstreply.store.models import Lead

    own = desk.add("webhook", "Portal")
    mapping = {"name": "contact.full_name", "emails": "contact.reach[kind=mail].value", "tags": "labels[0]"}
    with desk.office.acting():
        source(desk, own)
        from firstreply.core.member import Role
        from firstreply.journey.organise import By, sources

        sources.change_source(own, {"mapping": mapping}, By(None, Role.OWNER, desk.office.now))
    desk.post(f"/channels/{own}/test")
    flow.arrived(desk.office.id, now=datetime.now(UTC))
    with desk.office.acting():
        lead = Lead.objects.get()
        assert (lead.persona["name"][:5], lead.persona["emails"][0][-13:]) == ("Test ", "@test.invalid")
        assert lead.persona["tags"] == ["test"]


def test_a_mapping_is_suggested_shown_and_saved(desk: Desk) -> None:
    own = desk.add("webhook", "Portal")
    looked = desk.post(f"/channels/{own}/mapping", example=orjson.dumps(LEAD).decode(), act="look")
    assert "Somebody asks Name Sara Ahmadi E-mail sara@example.com What they need 200 chairs" in said(looked)
    fields = {
        "field-0": "name",
        "path-0": "contact.full_name",
        "field-1": "emails",
        "path-1": "contact.e-mail",
    }
    saved = desk.post(
        f"/channels/{own}/mapping",
        example="{}",
        act="save",
        **fields,
        **{"own-0": "campaign", "own-path-0": "=Fair"},
    )
    wanted = {"name": "contact.full_name", "emails": "contact.e-mail", "campaign": "=Fair"}
    assert (saved.status_code, source(desk, own).mapping) == (303, wanted)


def test_a_path_that_cannot_be_read_is_not_saved(desk: Desk) -> None:
    own = desk.add("webhook", "Portal")
    answer = desk.post(f"/channels/{own}/mapping", act="save", **{"own-0": "name", "own-path-0": "a["})
    assert (answer.status_code, source(desk, own).mapping, 'value="a["' in answer.content.decode()) == (
        422,
        {},
        True,
    )


def test_buttons_of_the_form_designer_change_the_draft_and_only_saving_keeps_it(desk: Desk) -> None:
    own = desk.add("form", "Contact")
    path = f"/channels/{own}/form"
    fields = {"rest": "{}", "title.en": "Ask us", "f0.here": "1", "f0.name": "name", "f0.label.en": "Name"}
    fields |= {
        "f1.here": "1",
        "f1.name": "email",
        "f1.type": "email",
        "f1.label.en": "Mail",
        "hosts": "www.x.com",
    }
    moved = desk.post(path, **fields, act="up:f1").content.decode()
    assert re.findall(r'name="f\d.name" value="(\w+)"', moved) == ["email", "name"]
    dropped = desk.post(path, **fields, act="drop:f0").content.decode()
    assert re.findall(r'name="f\d.name" value="(\w+)"', dropped) == ["email"]
    added = desk.post(path, **fields, act="add", new="custom.", own="Size").content.decode()
    assert re.findall(r'name="f\d.name" value="([\w.]+)"', added) == ["name", "email", "custom.Size"]
    assert "form" not in source(desk, own).settings
    desk.post(path, **fields)
    kept = source(desk, own).settings["form"]
    assert ([one["name"] for one in kept["fields"]], kept["hosts"]) == (["name", "email"], ["www.x.com"])


def test_a_form_that_is_not_finished_is_not_saved_and_what_was_typed_stays(desk: Desk) -> None:
    own = desk.add("form", "Contact")
    fields = {"f0.here": "1", "f0.name": "name", "f0.label.en": "Your name"}
    answer = desk.post(f"/channels/{own}/form", **fields)
    assert (answer.status_code, 'value="Your name"' in answer.content.decode()) == (422, True)
    assert "form" not in source(desk, own).settings


def test_whoever_saves_a_form_that_changed_meanwhile_is_told_and_keeps_what_they_typed(desk: Desk) -> None:
    own = desk.add("form", "Contact")
    fields = {"title.en": "Mine", "f0.here": "1", "f0.name": "name", "f0.label.en": "Name"}
    seen = source(desk, own).revision
    desk.post(f"/channels/{own}/form", **fields, revision=str(seen))
    answer = desk.post(f"/channels/{own}/form", **{**fields, "title.en": "Theirs"}, revision=str(seen))
    assert (answer.status_code, source(desk, own).settings["form"]["title"]) == (409, {"en": "Mine"})
    assert 'value="Theirs"' in answer.content.decode()


def test_the_preview_shows_the_draft_inside_our_pages_only(desk: Desk) -> None:
    own = desk.add("form", "Contact")
    fields = {"title.en": "<b>Draft</b>", "f0.here": "1", "f0.name": "name", "f0.label.en": "Name"}
    answer = desk.post(f"/channels/{own}/form/preview", **fields)
    assert "&lt;b&gt;Draft&lt;/b&gt;" in answer.content.decode()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "form" not in source(desk, own).settings


def test_a_rule_is_learned_from_marks(desk: Desk) -> None:
    from firstreply.store.queries import identity

    own = desk.add("email", "Sales", setting__address="sales@acme.example", setting__imap_host="imap.acme.example",
                   setting__password="x")  # fmt: skip
    text = "New request\n\nName: Sara Ahmadi\nMail: sara@example.com\n"
    draft = {"name": "Portal", "sender": "portal.example", "example": text}
    marked = desk.post(f"/channels/{own}/rules", **draft, act="mark", value="Sara Ahmadi", field="name")
    marks = re.search(r'name="marks" value="([^"]+)"', marked.content.decode())
    assert marks is not None
    start = text.index("sara@")
    both = f"{marks[1]};{start}:{start + 16}:email"
    other = text.replace("Sara Ahmadi", "Omid R.").replace("sara@", "omid@")
    seen = desk.post(f"/channels/{own}/rules", **draft, marks=both, second=other, act="look")
    assert "Name Omid R. E-mail omid@example.com" in said(seen)
    desk.post(f"/channels/{own}/rules", **draft, marks=both, act="save")
    with desk.office.acting():
        (rule,) = identity.home().mail_rules
    assert (rule.name, rule.sender, [one.field for one in rule.fields]) == (
        "Portal",
        "portal.example",
        ["name", "email"],
    )
    desk.post(f"/channels/{own}/rules/drop", name="Portal")
    with desk.office.acting():
        assert identity.home().mail_rules == ()


def test_a_file_in_one_piece_is_looked_at_brought_and_taken_back(desk: Desk) -> None:
    from firstreply.journey.file import bring, undo
    from firstreply.store.models import File, Lead

    sent = SimpleUploadedFile("people.csv", PEOPLE.encode(), "text/csv")
    path = desk.post("/files/new", file=sent)["Location"]
    file = UUID(path.rpartition("/")[2])
    page = said(desk.get(path))
    assert "It would add 2, update 0, leave 1 as they are, skip 0 empty rows, and cannot take 2." in page
    assert desk.post(path, act="begin", here="1", clock="contacts")["Location"] == path
    bring.bring(desk.office.id, file, clock=lambda: datetime.now(UTC))
    done = desk.get(path)
    failed = desk.client.get(f"{path}/failed.csv")
    lines = failed.getvalue().decode("utf-8-sig").splitlines()
    with desk.office.acting():
        assert sorted(Lead.objects.values_list("name", flat=True)) == ["Omid", "Sara Ahmadi"]
    assert (
        "2 rows could not be taken" in said(done),
        len(lines),
        lines[2].startswith("Lea,lea@example,"),
    ) == (
        True,
        3,
        True,
    )
    assert desk.post(f"{path}/undo").status_code == 422
    desk.post(f"{path}/undo", sure="on")
    undo.undo(desk.office.id, file, clock=lambda: datetime.now(UTC))
    with desk.office.acting():
        assert (File.objects.get(pk=file).state, Lead.objects.filter(withdrawn_at=None).count()) == (
            "undone",
            0,
        )


@pytest.mark.parametrize(("role", "sees"), [("manager", 200), ("rep", 403), ("viewer", 403)])
def test_people_of_a_file_are_not_for_everybody(desk: Desk, role: str, sees: int) -> None:
    sent = SimpleUploadedFile("people.csv", PEOPLE.encode(), "text/csv")
    path = desk.post("/files/new", file=sent)["Location"]
    other = Desk(desk.office, token=desk.office.member(role)[1])
    answers = [other.client.get(one) for one in ("/files", path, f"{path}/failed.csv")]
    assert [one.status_code for one in answers] == [sees, sees, sees]
    assert ('href="/files"' in other.get("/channels").content.decode()) == (sees == 200)


def test_rows_that_come_back_hold_no_formula(desk: Desk) -> None:
    from firstreply.journey.file import bring

    rows = "Name;E-Mail\n=cmd|'/c calc'!A1;lea@example\n"
    path = desk.post("/files/new", file=SimpleUploadedFile("p.csv", rows.encode(), "text/csv"))["Location"]
    desk.post(path, act="begin", here="1", clock="contacts")
    bring.bring(desk.office.id, UUID(path.rpartition("/")[2]), clock=lambda: datetime.now(UTC))
    lines = desk.client.get(f"{path}/failed.csv").getvalue().decode("utf-8-sig").splitlines()
    assert [line[:7] for line in lines] == ["Name,E-", "'=cmd|'"]


def test_what_somebody_sent_is_no_example_for_everybody(desk: Desk) -> None:
    own = desk.add("webhook", "Shop")
    quarantined(desk, own, LEAD)
    viewer = Desk(desk.office, token=desk.office.member("viewer")[1])
    shown = [
        "sara@example.com" in one.get(f"/channels/{own}/mapping").content.decode() for one in (desk, viewer)
    ]
    assert shown == [True, False]


def test_columns_that_somebody_chooses_are_taken_so(desk: Desk) -> None:
    from firstreply.store.models import File

    sent = SimpleUploadedFile("people.csv", PEOPLE.encode(), "text/csv")
    path = desk.post("/files/new", file=sent)["Location"]
    read = re.search(r'name="read" value="([^"]*)"', desk.get(path).content.decode())
    assert read is not None
    chosen = {
        "here": "1",
        "read": read[1],
        "encoding": "utf-8",
        "delimiter": ";",
        "header": "1",
        "clock": "contacts",
    }
    desk.post(path, **chosen, **{"column-0": "company", "column-1": "emails"}, act="begin")
    with desk.office.acting():
        row = File.objects.get()
    assert (row.state, row.mapping) == ("running", {"company": [0], "emails": [1]})


def test_a_file_in_parts_is_whole_only_with_all_of_them(desk: Desk) -> None:
    whole = PEOPLE.encode()
    path = desk.post("/files/begin", name="people.csv", size=str(len(whole))).json()["path"]
    headers = {"X-Proof": desk.proof}

    def send(number: int, octets: bytes) -> int:
        kind = "application/octet-stream"
        return desk.client.post(
            f"{path}/parts/{number}", octets, content_type=kind, headers=headers
        ).status_code

    assert (send(0, whole[:50]), desk.get(path).status_code) == (204, 422)
    assert (send(1, whole[50:]), desk.get(path).status_code) == (204, 200)
    assert (
        desk.client.post(f"{path}/parts/0", b"x", content_type="application/octet-stream").status_code == 403
    )
