"""Templates over the API: written in drafts, published, looked at, filled in for a lead, kept with what is sent."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres


def made(office: Office, text: str = "Hello {first_name|there}, {city}", **more: Any) -> str:
    """A template that is in force in English; its id."""
    own = office.ask("POST", "/templates", {"name": "Price list", **more}).json()["id"]
    path = f"/templates/{own}/drafts/en"
    assert office.ask("PUT", path, {"text": text, "subject": "Prices"}, match="*").status_code == 200
    assert office.ask("POST", f"{path}/publish").status_code == 200
    return str(own)


def lead(office: Office, **more: Any) -> UUID:
    from firstreply.store.models import Lead

    with office.acting():
        return Lead.objects.create(organisation_id=office.id, inquired_at=office.now, **more).pk


def test_a_template_is_added_drafted_published_and_rolled_back(office: Office) -> None:
    own = made(office, shortcut="Price", purpose="introduction", channel="email")
    found = office.get(f"/templates/{own}")
    row = found.json()
    assert (row["shortcut"], row["purpose"], row["channel"], row["member"]) == (
        "price",
        "introduction",
        "email",
        None,
    )
    assert row["published"]["en"]["text"] == "Hello {first_name|there}, {city}"
    office.ask("PUT", f"/templates/{own}/drafts/en", {"text": "Another"}, match=found.headers["ETag"])
    office.ask("POST", f"/templates/{own}/drafts/en/publish")
    versions = office.get(f"/templates/{own}/versions?language=en").json()["items"]
    assert [(one["number"], one["state"]) for one in versions] == [(2, "published"), (1, "retired")]
    back = office.ask("POST", f"/template-versions/{versions[1]['id']}/roll-back")
    assert (back.status_code, back.json()["number"], back.json()["text"]) == (200, 3, versions[1]["text"])


def test_what_was_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    own = made(office)
    tag = office.get(f"/templates/{own}").headers["ETag"]
    assert office.ask("PATCH", f"/templates/{own}", {"name": "Prices"}, match=tag).json()["name"] == "Prices"
    answers = [
        office.ask("PATCH", f"/templates/{own}", {"name": "Other"}, match=tag),
        office.ask("PUT", f"/templates/{own}/drafts/en", {"text": "Other"}, match=tag),
        office.ask("DELETE", f"/templates/{own}", match=tag),
        office.ask("PATCH", f"/templates/{own}", {"name": "Other"}),
    ]
    assert [one.status_code for one in answers] == [412, 412, 412, 428]


def test_drafts_languages_and_whole_templates_go_and_come_back(office: Office) -> None:
    own = made(office)
    office.ask("PUT", f"/templates/{own}/drafts/fa", {"text": "سلام"}, match="*")
    assert office.ask("DELETE", f"/templates/{own}/drafts/fa").status_code == 204
    assert office.ask("DELETE", f"/templates/{own}/published/en").status_code == 204
    row = office.get(f"/templates/{own}").json()
    assert (row["published"], row["drafts"]) == ({}, {})
    assert office.ask("DELETE", f"/templates/{own}", match="*").status_code == 204
    assert office.ask("POST", f"/templates/{own}/restore").json()["retired_at"] is None


def test_a_text_is_looked_at_and_what_is_wrong_is_said_in_the_language_that_was_asked_for(
    office: Office,
) -> None:
    given = {"text": "Hi {nobody|x}\nwww.a.example", "language": "en", "channel": "email"}
    headers = {"Authorization": f"Bearer {office.token}", "Accept-Language": "fa"}
    answer = office.client.post(
        "/api/v1/templates/lint", given, content_type="application/json", headers=headers
    )
    problems = answer.json()["problems"]
    assert [(one["code"], one["part"], one["at"], one["grave"]) for one in problems] == [
        ("template_field_unknown", "text", 3, True),
        ("template_subject_missing", "subject", 0, False),
        ("template_link_open", "text", 14, False),
    ]
    assert problems[0]["said"] == "فیلدی به نام «nobody» نیست. یکی از فهرست برگزینید."


def test_it_is_filled_in_for_a_lead_in_their_language_and_says_what_is_not_known(office: Office) -> None:
    own = made(office)
    who = lead(office, name="Sara Ahmadi", language="fa")
    office.ask("PUT", f"/templates/{own}/drafts/fa", {"text": "سلام {first_name}"}, match="*")
    english = office.ask("POST", f"/templates/{own}/render", {"lead": str(who)}).json()
    assert (english["text"], english["subject"], english["language"], english["why"]) == (
        "Hello Sara, {city}", "Prices", "en", "organisation",
    )  # fmt: skip
    assert (english["used"], english["missing"]) == (["first_name"], ["city"])
    office.ask("POST", f"/templates/{own}/drafts/fa/publish")
    persian = office.ask("POST", f"/templates/{own}/render", {"lead": str(who)}).json()
    assert (persian["text"], persian["why"]) == ("سلام \u2068Sara\u2069", "lead")
    none = office.ask("POST", f"/templates/{own}/render", {"language": "ar"})
    assert (none.status_code, none.json()["code"]) == (409, "template_not_published")
    nobody = office.ask("POST", f"/templates/{own}/render", {}).json()
    assert nobody["text"] == "Hello there, {city}"


def test_the_standard_set_is_completed_once(office: Office) -> None:
    assert office.ask("POST", "/templates/standard").json() == {"added": 0}
    with office.acting():
        from firstreply.store.models import Template, TemplateVersion

        TemplateVersion.objects.all().delete()
        Template.objects.all().delete()
    assert office.ask("POST", "/templates/standard").json() == {"added": 8}
    items = office.get("/templates?limit=3").json()
    assert (len(items["items"]), items["next"] is None) == (3, False)


@pytest.mark.parametrize("role", ["manager", "rep", "marketer", "viewer"])
def test_who_may_write_them(office: Office, role: str) -> None:
    own = made(office)
    _, token = office.member(role)
    team = office.ask("PUT", f"/templates/{own}/drafts/en", {"text": "x"}, token=token, match="*")
    mine = office.ask("POST", "/templates", {"name": "Mine", "own": True}, token=token)
    assert team.status_code == (200 if role in ("manager", "marketer") else 403)
    assert mine.status_code == (403 if role == "viewer" else 201)
    if mine.status_code == 201:
        assert office.get(f"/templates/{mine.json()['id']}").status_code == 404
        assert office.get(f"/templates/{mine.json()['id']}", token=token).status_code == 200
