"""Pages for templates: the list, the editor with its look at what comes out, the history, and quick replies."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstreply.core.member import Role
from tests.api.conftest import Office
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres
PART = {"HX-Request": "true"}


@pytest.fixture
def office(database: Any) -> Office:
    return Office()


@pytest.fixture
def at(office: Office) -> Desk:
    return Desk(office)


def one_of(office: Office, purpose: str = "thanks", member: UUID | None = None) -> Any:
    from firstreply.store.queries import templates

    with office.acting():
        return next(one for one in templates.visible(member) if one.purpose == purpose)


def shown(office: Office, template: UUID) -> Any:
    from firstreply.store.queries import templates

    with office.acting():
        return templates.one(office.founded.member, template)


def lead(office: Office, name: str = "سارا احمدی", **more: Any) -> UUID:
    from firstreply.store.models import Lead

    with office.acting():
        return Lead.objects.create(
            organisation_id=office.id,
            name=name,
            inquired_at=office.now,
            owner_id=office.founded.member,
            **more,
        ).pk


def path_of(answer: Any) -> str:
    return str(answer.headers["Location"]).partition("?")[0]


def test_the_list_shows_what_there_is_in_each_language_and_finds_by_any_script(at: Desk) -> None:
    page = said(at.get("/templates"))
    assert "Introduction /intro" in page
    assert page.count("In force") == 8 * 3
    found = said(at.get("/templates?q=نمونه"))
    assert "No free samples" in found
    assert "Introduction" not in found
    part = at.get("/templates?q=samples", **PART).content.decode()
    assert part.lstrip().startswith('<div id="rows">')
    assert "No template holds these words." in said(at.get("/templates?q=zzzz"))


def test_a_template_is_named_written_looked_at_and_put_in_force(at: Desk, office: Office) -> None:
    answer = at.post("/templates/new", name="Price list", shortcut="price", channel="email")
    own = UUID(path_of(answer).rpartition("/")[2])
    at.get(path_of(answer))
    kept = at.post(
        f"{path_of(answer)}/write", language="en", subject="Prices", body="Dear {name|all}", act="draft"
    )
    assert kept.status_code == 303
    row = shown(office, own)
    assert (row.drafts["en"].body, row.published) == ("Dear {name|all}", {})
    at.post(
        f"{path_of(answer)}/write", language="en", subject="Prices", body="Dear {name|all}", act="publish"
    )
    row = shown(office, own)
    assert (row.published["en"].subject, row.drafts, row.shortcut) == ("Prices", {}, "price")


def test_what_is_gravely_wrong_stays_in_the_box_and_says_so(at: Desk, office: Office) -> None:
    own = one_of(office).id
    at.get(f"/templates/{own}?language=en")
    answer = at.post(
        f"/templates/{own}/write", language="en", subject="", body="Dear {nobody|x}", act="publish"
    )
    assert (answer.status_code, alerts(answer)) == (
        422, ["✕ There is no field “nobody”. Choose one from the menu."],
    )  # fmt: skip
    assert "Dear {nobody|x}</textarea>" in answer.content.decode()
    assert shown(office, own).published["en"].body.startswith("Hello {first_name|there}")


def test_who_was_overtaken_keeps_what_they_typed_and_sees_the_other(at: Desk, office: Office) -> None:
    own = one_of(office)
    at.get(f"/templates/{own.id}?language=en")
    at.post(f"/templates/{own.id}/write", language="en", body="Theirs", act="draft", revision=own.revision)
    answer = at.post(
        f"/templates/{own.id}/write", language="en", body="Mine", act="draft", revision=own.revision
    )
    text = answer.content.decode()
    assert (answer.status_code, "Mine</textarea>" in text, ">Theirs</div>" in text) == (409, True, True)
    assert shown(office, own.id).drafts["en"].body == "Theirs"


def test_while_it_is_typed_it_is_shown_for_a_lead_with_what_is_wrong(at: Desk, office: Office) -> None:
    who = lead(office, persona={"product": "<b>chairs</b>"})
    given = {"language": "en", "channel": "sms", "subject": "For {name}"}
    body = "Hi {first_name|there}, {product|} {city}\nhttp://a.example"
    page = at.post("/templates/look", body=body, lead=str(who), **given)
    text = page.content.decode()
    assert "\u2068سارا\u2069" in text
    assert "&lt;b&gt;chairs&lt;/b&gt;" in text
    assert "Line 2: The link “http://a.example” is not safe. Begin it with https." in " ".join(
        re.sub(r"<[^>]+>", " ", text).split()
    ).replace(" :", ":")
    assert "1 value is not known" in text
    assert "UCS-2" in text
    assert "Sara" in at.post("/templates/look", body="Hi {first_name|x}", lead="", **given).content.decode()
    assert (
        "سارا"
        in at.post(
            "/templates/look", body="سلام {first_name|x}", lead="", **given | {"language": "fa"}
        ).content.decode()
    )


def test_looking_at_a_text_changes_nothing_and_shows_no_lead_that_is_not_theirs(office: Office) -> None:
    who = lead(office)
    member, _ = office.member("rep", "Rita")
    page = Desk(office, member=member)
    page.get("/templates")
    assert page.post("/templates/look", body="Hi {name}", lead=str(who), language="en").status_code == 404
    assert "سارا" not in page.get("/templates/leads?who=سارا").content.decode()


def test_history_shows_what_differs_and_goes_back(at: Desk, office: Office) -> None:
    own = one_of(office, "closed")
    at.get(f"/templates/{own.id}?language=en")
    at.post(f"/templates/{own.id}/write", language="en", subject="New", body="Hello all", act="publish")
    page = at.get(f"/templates/{own.id}/history?language=en")
    assert "Version 2 In force" in said(page)
    assert "<ins>" in page.content.decode()
    old = re.findall(r'name="version" value="([^"]+)"', page.content.decode())
    assert len(old) == 1
    back = at.post(f"/templates/{own.id}/back", version=old[0])
    assert shown(office, own.id).published["en"].body == own.published["en"].body
    ticket = re.search(r"undo=([^&]+)", back.headers["Location"])
    assert ticket is not None
    from urllib.parse import unquote

    at.post("/undo", ticket=unquote(ticket[1]), to="/templates")
    assert shown(office, own.id).published["en"].body == "Hello all"


def test_what_is_done_by_a_button_can_be_undone(at: Desk, office: Office) -> None:
    from urllib.parse import unquote

    own = one_of(office)
    at.get(f"/templates/{own.id}")
    steps: dict[str, Callable[[Any], bool]] = {
        "retire": lambda row: row.retired_at is not None,
        "withdraw": lambda row: "fa" not in row.published,
    }
    for step, seen in steps.items():
        answer = at.post(f"/templates/{own.id}/{step}", language="fa")
        assert seen(shown(office, own.id))
        ticket = unquote(answer.headers["Location"].partition("undo=")[2])
        at.post("/undo", ticket=ticket, to="/templates")
        assert not seen(shown(office, own.id))


@pytest.mark.parametrize("role", list(Role))
def test_what_each_role_may_write(office: Office, role: Role) -> None:
    own = one_of(office).id
    member, _ = office.member(role.value, "Rita")
    at = Desk(office, member=member)
    page = at.get(f"/templates/{own}?language=en").content.decode()
    answer = at.post(f"/templates/{own}/write", language="en", subject="", body="Changed", act="draft")
    writes = role in (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.MARKETER)
    assert ("Put in force" in page, answer.status_code) == (writes, 303 if writes else 403)
    made = at.post("/templates/new", name="Mine", own="on")
    assert made.status_code == (403 if role is Role.VIEWER else 303)
    if role is not Role.VIEWER:
        assert shown(office, UUID(path_of(made).rpartition("/")[2])) is None


def test_another_persons_own_are_not_found(office: Office, at: Desk) -> None:
    member, _ = office.member("rep", "Rita")
    theirs = path_of(Desk(office, member=member).post("/templates/new", name="Hers"))
    assert at.get(theirs).status_code == 404
    assert at.post(f"{theirs}/retire").status_code == 404
    assert at.get(f"{theirs}/history").status_code == 404


def test_quick_replies_are_filled_in_for_the_lead_in_their_language(at: Desk, office: Office) -> None:
    who = lead(office, language="fa", company="Acme")
    page = at.get(f"/leads/{who}/quick", **PART).content.decode()
    assert page.count('role="option"') == 8
    assert "سلام سارا،" in page
    assert "In فارسی, as they write" in page
    other = lead(office, "Max Meier", language="de")
    page = at.get(f"/leads/{other}/quick?q=thanks", **PART).content.decode()
    assert page.count('role="option"') == 1
    assert "Hello Max," in page
    assert "In English, as we do: none in theirs" in page


@pytest.mark.parametrize("typed", ["samp", "/samples", "نمونه", "عينات", "sent samples", "نمونۀ"])
def test_a_quick_reply_is_found_by_its_shortcut_and_by_words_of_three_languages(
    at: Desk, office: Office, typed: str
) -> None:
    who = lead(office, language="fa")
    found = at.get(f"/leads/{who}/quick", **PART)
    assert found.status_code == 200
    page = at.client.get(f"/leads/{who}/quick", {"q": typed}).content.decode()
    names = re.findall(r"<strong><bdi>([^<]+)", page)
    assert (names[:1] == ["No free samples"]) == (typed != "sent samples")


def test_a_quick_reply_counts_what_is_not_known_and_offers_only_what_fits_the_channel(
    at: Desk, office: Office
) -> None:
    from firstreply.journey.organise import By, templates

    with office.acting():
        by = By(office.founded.member, Role.OWNER, datetime.now(UTC))
        for name, channel, text in (
            ("For mail", "email", "Hi {name}, {city}"),
            ("By text", "sms", "Hi {name|you}"),
        ):
            own = templates.add(name, by, channel=channel)
            templates.write(own, "en", "", text, by)
            templates.publish(own, "en", by)
    who = lead(office, "Sara")
    page = at.get(f"/leads/{who}/quick?channel=email&q=for mail", **PART).content.decode()
    assert "1 value is not known" in page
    assert '<mark class="gap"' in page
    assert 'data-text="Hi Sara, {city}"' in page
    assert "For mail" not in at.get(f"/leads/{who}/quick?channel=sms", **PART).content.decode()
    assert "By text" in at.get(f"/leads/{who}/quick?channel=sms", **PART).content.decode()


def test_quick_replies_for_a_lead_out_of_sight_are_not_found(office: Office) -> None:
    who = lead(office)
    member, _ = office.member("rep", "Rita")
    page = Desk(office, member=member)
    assert page.get(f"/leads/{who}/quick").status_code == 404
    assert page.get(f"/leads/{who}/quick/approved").status_code == 404


def test_pages_ask_as_many_questions_for_three_as_for_one(at: Desk, office: Office) -> None:
    from firstreply.journey.organise import By, templates

    who = lead(office)
    paths = ["/templates", f"/leads/{who}/quick", f"/templates/{one_of(office).id}"]

    def asked() -> list[int]:
        found = []
        for path in paths:
            at.get(path)
            with CaptureQueriesContext(connection) as seen:
                at.get(path)
            found.append(len(seen))
        return found

    before = asked()
    with office.acting():
        for n in range(3):
            by = By(None, Role.OWNER, office.now)
            own = templates.add(f"More {n}", by)
            for language in ("en", "fa"):
                templates.write(own, language, "", "Hi {name|}", by)
                templates.publish(own, language, by)
    lead(office, "More")
    assert asked() == before
