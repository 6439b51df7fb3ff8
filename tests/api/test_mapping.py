"""Mappings tried on pasted examples."""

from typing import Any

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres


def tried(office: Office, example: Any, mapping: dict[str, str] | None = None) -> Any:
    return office.ask("POST", "/mappings/preview", {"example": example, "mapping": mapping or {}})


def test_an_example_shows_what_it_becomes_and_what_is_left(office: Office) -> None:
    example = {"contact": {"mail": "ada@post.example", "tel": "030 901820"}, "size": "XL", "age": "old"}
    shown = tried(
        office, example, {"email": "contact.mail", "phone": "contact.tel", "budget": "age", "name": "who"}
    ).json()
    assert shown["fields"] == {"email": "ada@post.example", "phone": "030 901820", "budget": "old"}
    assert (shown["persona"], shown["missing"]) == (None, ["name"])
    assert [(one["field"], one["code"]) for one in shown["errors"]] == [("budget", "not_a_number")]
    assert shown["errors"][0]["says"].endswith(".")
    assert shown["unmapped"] == [{"path": "size", "value": "XL", "field": "custom.size", "why": "unknown"}]
    fine = tried(office, example, {"email": "contact.mail", "phone": "contact.tel"}).json()
    assert fine["persona"] == {"emails": ["ada@post.example"], "phones": ["+4930901820"]}


@pytest.mark.parametrize(
    "example", ['{"mail": "ada@post.example"}', "mail=ada%40post.example", {"mail": "ada@post.example"}]
)
def test_examples_are_taken_as_they_are_pasted(office: Office, example: Any) -> None:
    assert tried(office, example).json()["suggested"] == {"emails": "mail"}


@pytest.mark.parametrize(
    ("example", "mapping", "code"),
    [
        ("no example", {}, "example_not_understood"),
        ("[1]", {}, "example_not_understood"),
        ({"a": 1}, {"name": "a["}, "mapping_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(
    office: Office, example: Any, mapping: dict[str, str], code: str
) -> None:
    answer = tried(office, example, mapping)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_templates_are_listed_only_where_an_account_has_them(office: Office) -> None:
    made = office.ask("POST", "/sources", {"name": "Hook", "kind": "webhook"}).json()["id"]
    answer = office.get(f"/sources/{made}/templates")
    assert (answer.status_code, answer.json()["code"]) == (409, "channel_cannot")
