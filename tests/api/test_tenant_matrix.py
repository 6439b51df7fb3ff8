"""Another organisation's things: not found, and nothing changes. The calls are made of the OpenAPI document itself.

Each is made three times: as it is, with PostgreSQL's row-level security as the only wall, and with the queries as the
only wall. An operation, a parameter or a field of a body that names something new fails until it has a row here.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final, NamedTuple
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.api.tenants import accounts, desk, document, everything, queries_alone, row_security_alone, sums
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PREFIX: Final = "/api/v1"
#: What a parameter of a query, or a field of a body, names.
NAMES: Final = {
    **dict.fromkeys(("owner", "member", "person", "capturer", "author"), "member"),
    **dict.fromkeys(("lead", "into"), "lead"),
    **dict.fromkeys(("team", "teams"), "team"),
    **{name: name for name in ("source", "pool", "calendar", "conversation", "definition")},
    "endpoint": "webhook",
    "aside_pool": "pool",
    "about": "sla",
    "template_version": "version",
    "files": "attachment",
}
#: Fields that hold any JSON object: what they refer to by an id, or why they refer to nothing.
NOTHING: Final = "it names no rows"
FREE: Final[dict[str, Any]] = {
    "value of /pools": {"seats": [{"member": "{member}"}]},
    "value of /rules": "a draft is inert; see test_routing_to_what_is_theirs_is_not_published",
    "value of /calendars": NOTHING,
    **dict.fromkeys(("condition of /slas", "ladder of /slas"), NOTHING),
    "moved of /stages": NOTHING,
    **dict.fromkeys(("mapping of /sources", "settings of /sources"), NOTHING),
    **dict.fromkeys(("example of /mappings", "mapping of /mappings"), NOTHING),
    **dict.fromkeys(("alerts of /members", "quiet of /members"), NOTHING),
    **dict.fromkeys(("social of /inquiries", "custom of /inquiries", "persona of /leads"), NOTHING),
    **dict.fromkeys(("person of /messages", "sealed of /sources", "template of /leads"), NOTHING),
    "persona of /simulate": NOTHING,
    "value of /replays": "it is a proposal, and its reader checks what it names when it is put in force",
    "items of /inquiries": "each is one of /inquiries",
    "mapping of /files": NOTHING,
    **dict.fromkeys(("touch of /inquiries", "consents of /inquiries", "form of /forms"), NOTHING),
}
#: Fields of any text that may be an id.
AS_TEXT: Final = {"capturer", "author"}
#: What answers otherwise than by 404 or 422 to a reference, and why that is right.
OTHERWISE: Final = {
    ("POST /inquiries", "capturer"): (202, "it is kept as what was said, and means nobody here"),
    ("POST /messages", "author"): (202, "likewise"),
}
#: Addresses outside the document, and which test has them.
ELSEWHERE: Final = {
    "": "says nothing of anybody",
    "healthz": "says nothing of anybody",
    "status": "says nothing of anybody",
    "metrics": "counts of the installation; a token of its own",
    "live": "tests/web/test_live_tenants.py",
    "in/<uuid:source>": "tests/api/test_hooks.py: the source's own organisation, by the source's own secret",
    **dict.fromkeys(
        (
            "f/<uuid:source>",
            *(f"f/<uuid:source>/{one}" for one in ("frame", "sure", "frame/sure", "confirm", "document")),
        ),
        "tests/web/test_forms_links.py: the form's own organisation, by its own tickets",
    ),
    "api/v1/openapi.json": "says nothing of anybody",
    "api/v1/docs": "says nothing of anybody",
}


class Call(NamedTuple):
    """One call, and what in it is another organisation's."""

    method: str
    path: str
    body: Any
    foreign: str  #: "path: lead", "query: owner", "body: member"; "" when it names nothing

    @property
    def operation(self) -> str:
        return f"{self.method} {re.sub('=.*', '=', self.path)} ({self.foreign})"


@pytest.fixture(params=["both walls", "row security alone", "queries alone"])
def walls(request: pytest.FixtureRequest, database: Database) -> str:
    """Which walls stand while the test asks. Tests begin behind it, so that they can make their rows."""
    return str(request.param)


class Two:
    """The organisation that asks, and the one it asks about."""

    def __init__(self, database: Database) -> None:
        from firstreply.api import auth

        auth.forget()
        self.database = database
        self.own, self.theirs = Office("Own"), Office("Theirs")
        self.mine, self.ids = everything(self.own), everything(self.theirs)
        assert self.own.get("/me").status_code == 200  # notes that the token was used
        self.known = {str(one) for one in (*self.ids.values(), self.theirs.id)}

    def behind(self, *walls: str) -> ExitStack:
        stack = ExitStack()
        if "row security alone" in walls:
            stack.enter_context(row_security_alone())
        if "queries alone" in walls:
            stack.enter_context(queries_alone(self.database))
        return stack

    def ask(self, call: Call) -> Any:
        return self.own.ask(call.method, call.path, call.body, match="*")

    def calls(self) -> list[Call]:
        """Every operation, with each single id in turn the other organisation's; those without any as they are."""
        found: list[Call] = []
        for whole, methods in document()["paths"].items():
            path = whole.removeprefix(PREFIX).replace("{language}", "en")
            for method, operation in methods.items():
                made = list(self._of(method.upper(), path, operation))
                found += made or [self._plain(method.upper(), path, operation)]
        return found

    def _of(self, method: str, path: str, operation: Any) -> Iterator[Call]:
        ours = path.format(**self.mine)
        body = self._body(operation, {})
        names = re.findall(r"{(\w+)}", path)
        wanted = _wanted(operation)
        for name in names:
            mixed = path.format(**{**self.mine, name: self.ids[name]}) + wanted
            yield Call(method, mixed, body, f"path: {name}")
        if len(names) > 1:
            yield Call(method, path.format(**self.ids) + wanted, body, "path: all")
        for name in _queries(operation):
            yield Call(method, f"{ours}?{name}={self.ids[NAMES[name]]}", None, f"query: {name}")
        for name in _references(operation):
            changed = self._body(operation, {name: self.ids[NAMES[name]]})
            yield Call(method, ours, changed, f"body: {name}")
        for name in _free(operation):
            value = FREE[f"{name} of {re.match('/[a-z]+', path)[0]}"]  # type: ignore[index]
            if not isinstance(value, str):
                filled = _filled(value, self.ids)
                yield Call(method, ours, self._body(operation, {name: filled}), f"body: {name}")

    def _plain(self, method: str, path: str, operation: Any) -> Call:
        return Call(method, path, self._body(operation, {}), "")

    def _body(self, operation: Any, changes: dict[str, Any]) -> Any:
        """The document's example with ids of one's own, and these changes."""
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return None
        examples = content["schema"].get("examples", [{}])
        body = dict(content.get("example") or examples[0])
        for name in _references(operation):
            one = changes.get(name, self.mine[NAMES[name]])
            body[name] = [str(one)] if isinstance(body.get(name), list) else str(one)
        if {"member", "pool"} <= body.keys():  # exactly one of the two
            body.pop("pool" if "member" in changes else "member")
        return {
            **body,
            **{name: value for name, value in changes.items() if name not in _references(operation)},
        }


def _told(answer: Any) -> Any:
    """What an answer tells of the other organisation: rows, or how many were counted."""
    if "parts" in answer:
        return answer["parts"]["headline"]["inquiries"]
    return answer["items"]


def _schema(operation: Any) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema", {})
    named = schema.get("$ref", "").rpartition("/")[2]
    return document()["components"]["schemas"][named] if named else schema


def _kinds(field: Any) -> list[Any]:
    return [part for one in field.get("anyOf", [field]) for part in (one, one.get("items", {}))]


def _references(operation: Any) -> list[str]:
    fields = _schema(operation).get("properties", {})
    named = {n for n, field in fields.items() if any(one.get("format") == "uuid" for one in _kinds(field))}
    return [name for name in fields if name in named or name in AS_TEXT]


def _free(operation: Any) -> list[str]:
    fields = _schema(operation).get("properties", {})
    return [n for n, field in fields.items() if any(one.get("type") == "object" for one in _kinds(field))]


def _queries(operation: Any) -> list[str]:
    return [
        one["name"]
        for one in operation.get("parameters", [])
        if one["in"] == "query" and any(kind.get("format") == "uuid" for kind in _kinds(one["schema"]))
    ]


def _wanted(operation: Any) -> str:
    """What an address must say beside its path."""
    names = [
        one["name"] for one in operation.get("parameters", []) if one["in"] == "query" and one["required"]
    ]
    return "?" + "&".join(f"{name}=x" for name in names) if names else ""


def _filled(value: Any, ids: dict[str, UUID]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part, ids) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, ids) for part in value]
    return value.format(**ids)


def _expected(call: Call) -> set[int]:
    kind, _, name = call.foreign.partition(": ")
    if kind == "path":
        return {404}
    if kind == "query":
        return {200}
    template = re.sub(r"/[0-9a-f-]{36}", "/{}", call.path)
    other = OTHERWISE.get((f"{call.method} {template}", name))
    return {other[0]} if other else {404, 422}


def test_nothing_that_is_theirs_is_seen_or_changed(database: Database, walls: str) -> None:
    two = Two(database)
    before, theirs = sums(database), sums(database, two.theirs.id)
    wrong, asked = [], 0
    with two.behind(walls):
        for call in two.calls():
            if not call.foreign:
                continue
            asked += 1
            response = two.ask(call)
            if response.status_code not in _expected(call):
                wrong.append((call.operation, response.status_code))
            elif response.status_code == 200 and _told(response.json()):
                wrong.append((call.operation, _told(response.json())))
            elif response.status_code == 202:
                before = sums(database)
    assert wrong == []
    assert asked >= 95
    assert sums(database, two.theirs.id) == theirs
    assert sums(database) == before


def test_what_names_nothing_tells_and_changes_nothing_of_theirs(database: Database, walls: str) -> None:
    two = Two(database)
    theirs = sums(database, two.theirs.id)
    wrong, asked = [], 0
    with two.behind(walls):
        for call in two.calls():
            if call.foreign and (call.method != "GET" or call.foreign.startswith("path")):
                continue
            asked += 1
            response = two.own.ask(call.method, call.path.partition("?")[0], call.body)
            told = [one for one in two.known if one in response.content.decode()]
            if told or response.status_code >= 500:
                wrong.append((call.operation, response.status_code, told))
    assert wrong == []
    assert asked >= 30
    assert sums(database, two.theirs.id) == theirs


def test_with_both_walls_down_the_same_calls_find_what_is_theirs(database: Database) -> None:
    two = Two(database)
    with two.behind("row security alone", "queries alone"):
        seen = {
            call.operation
            for call in two.calls()
            if call.method == "GET" and call.foreign and two.ask(call).status_code == 200
        }
        lists = two.own.get("/leads").json()["items"]
    assert len(seen) >= 20
    assert {one["id"] for one in lists} == {str(two.mine["lead"]), str(two.ids["lead"])}


def test_the_same_calls_find_what_is_ones_own(database: Database) -> None:
    from django.db import transaction

    two = Two(database)
    two.ids = two.mine
    missed = []
    for call in two.calls():
        if not call.foreign.startswith("path") or "unmerge" in call.path:  # nothing was merged
            continue
        with ExitStack() as kept:
            if not call.path.endswith("/invitation"):  # it sends a letter: never inside a transaction
                kept.enter_context(transaction.atomic())
                kept.callback(transaction.set_rollback, True)
            status = two.ask(call).status_code
        if status in (404, 500):
            missed.append((call.operation, status))
    assert missed == []


def test_every_address_is_in_the_document_or_has_a_test_elsewhere(database: Database) -> None:
    from django.urls import URLPattern, get_resolver

    def walk(patterns: Any, before: str = "") -> Iterator[str]:
        for one in patterns:
            place = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield place
            else:
                yield from walk(one.url_patterns, place)

    told = {re.sub(r"{(\w+)}", r"<\1>", path).lstrip("/") for path in document()["paths"]}
    routed = set(walk(get_resolver().url_patterns)) - {PREFIX.lstrip("/") + "/"}
    # The desk's addresses are asked for here: `tests/web/test_desk_tenants.py` has them.
    assert routed - told == {*ELSEWHERE, *desk(), *accounts()}
    assert told - routed == set()


def test_routing_to_what_is_theirs_is_not_published(database: Database, walls: str) -> None:
    two = Two(database)
    theirs = sums(database, two.theirs.id)
    values = [
        {"rules": [], "fallback": [str(two.ids["pool"])]},
        {"rules": [{"id": "a", "action": "member", "target": str(two.ids["member"])}],
         "fallback": [str(two.mine["pool"])]},
    ]  # fmt: skip
    with two.behind(walls):
        drafts = [two.own.ask("POST", "/rules", {"kind": "routing", "value": one}).json() for one in values]
        codes = [two.own.ask("POST", f"/rules/{one['id']}/publish").json()["code"] for one in drafts]
    assert codes == ["routing_pool_unknown", "routing_member_unknown"]
    assert sums(database, two.theirs.id) == theirs
