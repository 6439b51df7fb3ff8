"""The OpenAPI document is kept, complete and true; the page made of it loads nothing."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.postgres import Database

pytestmark = pytest.mark.postgres  # Django's settings want a home
KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture
def document(database: Database) -> Any:
    from firstreply.api.schema import written

    return json.loads(written())


def _operations(document: Any) -> list[tuple[str, str, Any]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_that_is_kept_is_this_versions(document: Any) -> None:
    assert json.loads(KEPT.read_bytes()) == document, (
        "write it anew: python -m firstreply.api.schema docs/openapi.json"
    )


def test_every_operation_says_what_it_does_and_how_it_fails(document: Any) -> None:
    tags = [tag["name"] for tag in document["tags"]]
    for path, method, operation in _operations(document):
        place = f"{method} {path}"
        assert operation.get("summary"), place
        assert operation.get("description"), place
        assert [tag for tag in operation["tags"] if tag not in tags] == [], place
        assert {"429", "503", "default"} <= operation["responses"].keys(), place
        if "{" in path:
            assert "404" in operation["responses"], place
        if any(one["name"] == "If-Match" for one in operation.get("parameters", [])):
            assert {"412", "428"} <= operation["responses"].keys(), place


def test_operation_ids_are_each_one_operations(document: Any) -> None:
    ids = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"[a-z_]+", one)] == []


def test_every_example_fits_its_schema(document: Any) -> None:
    wrong = []
    for path, method, operation in _operations(document):
        bodies = [operation.get("requestBody", {})]
        bodies += [answer for answer in operation["responses"].values() if "content" in answer]
        for body in bodies:
            content = body.get("content", {}).get("application/json", {})
            if "example" in content:
                schema = {**content["schema"], "components": document["components"]}
                wrong += [
                    (method, path, list(error.path), error.message[:80])
                    for error in Draft202012Validator(schema).iter_errors(content["example"])
                ]
    assert wrong == []


def test_every_body_has_an_example(document: Any) -> None:
    missing = [
        path
        for path, _, operation in _operations(document)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json" and not {"example", "examples"} & content.keys()
    ]
    assert missing == []


def test_text_that_is_taken_has_an_end(document: Any) -> None:
    endless = []
    taken = {
        content["schema"].get("$ref", "").rpartition("/")[2]
        for _, _, operation in _operations(document)
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    for name in taken - {""}:
        for field, schema in document["components"]["schemas"][name].get("properties", {}).items():
            for one in [schema, *schema.get("anyOf", [])]:
                ended = {"maxLength", "enum", "format", "const"} & one.keys() or "{" in one.get("pattern", "")
                if one.get("type") == "string" and not ended:
                    endless.append((name, field))
    assert endless == []


def test_the_page_loads_nothing_and_runs_nothing(database: Database) -> None:
    from django.test import Client

    response = Client().get("/api/v1/docs")
    page, policy = response.content.decode(), response["Content-Security-Policy"]
    assert response.status_code == 200
    assert policy.startswith("default-src 'none';")
    assert (
        re.findall(
            r"<script|<link|<img|src=|@import|url\(|https?://(?!example\.com|127\.0\.0\.1|localhost)", page
        )
        == []
    )
    assert page.count("<details") == len(
        _operations(json.loads(Client().get("/api/v1/openapi.json").content))
    )


def test_no_two_bodies_have_one_name(document: Any) -> None:
    """The document has one place for a name: the second would be told as the first."""
    from ninja import Schema

    def below(one: type) -> set[type]:
        return {one}.union(*(below(each) for each in one.__subclasses__()))

    names = [one.__name__ for one in below(Schema) if one.__module__.startswith("firstreply.api")]
    assert [name for name, many in Counter(names).items() if many > 1] == []
