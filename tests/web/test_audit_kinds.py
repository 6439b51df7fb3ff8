"""Whatever the audit can tell of has words: every kind, every thing, every field, in all languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import firstreply
from firstreply.insights.reasons import TERMS
from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = pytest.mark.postgres

PACKAGE: Final = Path(firstreply.__file__).parent
#: Models that rooms which decide only look at, or that are no decision of a person.
LOOKED_AT: Final = frozenset({"invitation", "member_load", "part", "replay", "token", "account", "view"})
#: What is changed of rows that are never told of as new ones.
CHANGED: Final = {"delivery": {"state", "attempts", "lease_until", "not_before"}}


def _trees() -> Iterator[ast.Module]:
    for room in ("journey", "web", "api"):
        for path in PACKAGE.joinpath(room).rglob("*.py"):
            yield ast.parse(path.read_text())


def _texts(node: ast.expr) -> set[str]:
    if not isinstance(node, ast.Dict):
        return set()
    return {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _dicts_with(*wanted: str) -> Iterator[dict[str, ast.expr]]:
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict) and _texts(node) >= set(wanted):
                yield {
                    str(key.value): value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant)
                }


def _decided_models() -> set[str]:
    """What is imported beside `made` and `changed`."""
    found = set()
    for tree in _trees():
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        deciding = {
            one.name
            for node in imports
            if str(node.module).endswith("organise.decided")
            for one in node.names
        }
        if deciding & {"made", "changed"}:
            found |= {
                one.name
                for node in imports
                if str(node.module).startswith("firstreply.store.models")
                for one in node.names
            }
    return found


def _noted() -> set[str]:
    """Keys of what is given to `audit.note` and `audit.note_account`, where it is written in place or just before."""
    functions = [one for tree in _trees() for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    return {key for function in functions for data in _given(function) for key in _texts(data)}


def _given(function: ast.FunctionDef) -> Iterator[ast.expr]:
    assigned = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("note", "note_account")):
            data = next((one.value for one in call.keywords if one.arg == "data"), ast.Constant(None))
            yield assigned[data.id] if isinstance(data, ast.Name) and data.id in assigned else data


def test_every_kind_of_line_has_words(database: Database) -> None:
    from firstreply.journey.audit import KINDS
    from firstreply.web.desk.people.audit import SAYS

    assert set(SAYS) ^ KINDS == set()


def test_every_thing_that_is_decided_has_a_name_and_its_fields_too(database: Database) -> None:
    from firstreply.journey.organise.decided import _NOT_TOLD as NOT_TOLD
    from firstreply.store import models
    from firstreply.web.desk.people.recorded import FIELDS

    tables, fields = set(), set()
    for name in _decided_models():
        meta = getattr(getattr(models, name), "_meta", None)
        if meta is not None and meta.db_table not in LOOKED_AT:
            tables.add(meta.db_table)
            own = {field.attname for field in meta.concrete_fields} - NOT_TOLD
            fields |= CHANGED.get(meta.db_table, own)
    assert {"sla", "member", "webhook_endpoint", "file"} <= tables
    for one in _dicts_with("what", "id"):
        if not {"before", "version"} & set(one) or not isinstance(one["what"], ast.Constant):
            continue
        tables.add(str(one["what"].value))
        fields |= _texts(one.get("after", ast.Constant(None)))
    assert {"stages", "presence", "rebuild", "recompute", "webhook_replay"} <= tables
    assert tables - set(TERMS["what"]) == set()
    assert fields - {"id"} - set(FIELDS) == set()


def test_every_fact_of_what_was_noted_has_a_name(database: Database) -> None:
    from firstreply.journey.moving import Move
    from firstreply.web.desk.people.recorded import FIELDS

    found = _noted()
    assert {"by", "factor", "sessions", "member", "message", "query"} <= found
    assert (found | set(Move._fields)) - set(FIELDS) == set()


def test_settings_of_channels_are_called_as_on_their_pages(database: Database) -> None:
    from firstreply.channels.registry import channels
    from firstreply.web.desk.people.recorded import labels

    names = {field.name for one in channels().values() for field in one.fields}
    assert names - set(labels()) == set()
    assert labels()["imap_host"] == "IMAP server"


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def test_a_reader_of_persian_sees_no_english_name_of_a_field(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey import audit
    from firstreply.journey.organise.decided import By
    from firstreply.journey.organise.people import change_member

    with office.acting():
        by = By(office.founded.member, Role.OWNER, office.now)
        change_member(office.founded.member, {"capacity": 12, "per_day": 40, "languages": ["fa"]}, by)
        audit.note("factor_added", now=office.now, member=office.founded.member, data={"factor": "totp"})
    desk = Desk(office)
    desk.post("/profile/looks", language="fa", theme="auto", density="calm")
    page = desk.get("/audit").content.decode()
    for words in ("بیشترین سرنخ باز", "بیشترین سرنخ تازه در روز", "عامل دوم", "برنامهٔ رمزساز"):
        assert words in page, words
    fields = re.findall(r'<li><span class="soft">([^<]*)</span>', page)
    assert len(fields) > 50
    assert [one for one in fields if re.search("[A-Za-z]", one)] == []
