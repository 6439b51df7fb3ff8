"""Forms by the API: checked, put on pages, and what inquiries of any kind may say beside their fields."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.forms import FORM, GOOD, Outside

pytestmark = pytest.mark.postgres


def test_definition_is_checked_without_being_kept(office: Office) -> None:
    fine = office.ask("POST", "/forms/check", {"form": FORM})
    assert (fine.status_code, fine.json()["consents"]) == (200, ["contact", "newsletter"])
    assert fine.json()["fields"][:2] == ["name", "email"]
    wrong = office.ask("POST", "/forms/check", {"form": {**FORM, "hosts": ["a b"], "pow_bits": 99}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "form_invalid")
    found = {one["field"]: one["code"] for one in wrong.json()["errors"]}
    assert found == {"hosts[0]": "not_a_host", "pow_bits": "number_too_large"}


def test_definition_that_is_wrong_is_not_kept(office: Office) -> None:
    new = {"name": "Offers", "kind": "form", "settings": {"form": {"title": "x"}}}
    refused = office.ask("POST", "/sources", new)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "form.fields")


def test_snippets_hold_the_form_and_no_markup_of_its_texts(office: Office, database: Database) -> None:
    fields = [
        {"name": "name", "label": 'Your "name" <b>', "required": True},
        {"name": "custom.size", "type": "choice", "label": "Size", "choices": ["<a>", "b"]},
        {"name": "campaign", "type": "hidden", "value": '"fair"'},
    ]
    outside = Outside(office, database, {**FORM, "fields": fields, "consents": []})
    told = office.get(f"/forms/{outside.id}/snippet?lang=fa").json()
    assert (told["lang"], told["address"].endswith(f"/f/{outside.id}")) == ("fa", True)
    assert f"/f/{outside.id}/frame?lang=fa" in told["frame"]
    names = re.findall(r'name="([^"]+)"', told["html"])
    assert names == ["name", "custom.size", "campaign", "consent.newsletter", "_gotcha"]
    assert "<b>" not in told["html"]
    assert 'value="&quot;fair&quot;"' in told["html"]


def test_what_is_no_form_has_no_snippet(office: Office) -> None:
    plain = office.ask("POST", "/sources", {"name": "plain", "kind": "form"}).json()["id"]
    assert office.get(f"/forms/{plain}/snippet").json()["code"] == "form_not_defined"
    assert office.get(f"/forms/{office.founded.source}/snippet").status_code == 404


def test_plain_address_sends_a_defined_form_to_its_own(office: Office, database: Database) -> None:
    outside = Outside(office, database, FORM)
    sent = office.client.post(f"/in/{outside.id}", GOOD)
    assert (sent.status_code, sent["Location"], outside.kept()) == (307, f"/f/{outside.id}", [])


def arrived(office: Office) -> None:
    from firstreply.journey import flow

    flow.arrived(office.id, now=datetime.now(UTC))


def test_inquiry_says_how_somebody_came_and_what_they_agreed_to(office: Office) -> None:
    for touch, state in (
        ({"utm_source": "ad", "gclid": 7}, "given"),
        ({"page": "https://a.example/"}, "withdrawn"),
    ):
        asked = {
            "email": "sara@acme.example",
            "need": state,
            "touch": touch,
            "consents": [{"purpose": "newsletter", "text": "News, please", "state": state}],
        }
        assert office.ask("POST", "/inquiries", asked).status_code == 202
        arrived(office)
    (lead,) = office.get("/leads").json()["items"]
    assert {k: v for k, v in lead["touches"]["first"].items() if k != "at"} == {
        "utm_source": "ad",
        "gclid": "7",
    }
    assert lead["touches"]["last"]["page"] == "https://a.example/"
    assert (lead["consents"]["newsletter"]["state"], lead["persona"].get("custom")) == ("withdrawn", None)


@pytest.mark.parametrize(
    ("beside", "field"),
    [
        ({"touch": {"utm": "x"}}, "touch.utm"),
        ({"touch": {"page": ["x"]}}, "touch.page"),
        ({"consents": [{"purpose": "a"}]}, "consents[0].text"),
        ({"consents": [{"purpose": "a", "text": "b", "state": "asked"}]}, "consents[0].state"),
        ({"consents": ["a"]}, "consents[0]"),
        ({"consents": [{"purpose": "a", "text": "b", "by": "c"}]}, "consents[0].by"),
    ],
)
def test_what_is_wrong_beside_the_fields_is_told_by_path(office: Office, beside: Any, field: str) -> None:
    refused = office.ask("POST", "/inquiries", {"name": "Sara", **beside})
    assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (422, [field])


def test_plain_text_under_these_names_is_a_custom_field_as_before(office: Office) -> None:
    assert (
        office.ask("POST", "/inquiries", {"name": "Sara", "touch": "soft", "consents": "yes"}).status_code
        == 202
    )
    arrived(office)
    (lead,) = office.get("/leads").json()["items"]
    assert lead["persona"]["custom"] == {"touch": "soft", "consents": "yes"}
