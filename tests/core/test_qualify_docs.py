"""What docs/rules.md says is true."""

import json
import re

from firstreply.core.lead import Persona
from firstreply.core.qualify import FIELDS, OPERATORS, Kind, from_dict, holds, qualified, read_definition
from firstreply.core.qualify.field import LONGEST_TEXT, MOST_ITEMS
from firstreply.core.qualify.rule import DEEPEST, MOST_PARTS
from firstreply.core.score import read_scoring, score
from tests.docs.pages import blocks, names, rows, section, text

PAGE = text("docs/rules.md")
RULE, DEFINITION, SCORING = (json.loads(block) for block in blocks(PAGE, "json"))


def test_rule_in_the_page_means_what_it_looks_like() -> None:
    rule = from_dict(RULE)
    given = [
        {"country": "de", "need": "Two PUMPS"},
        {"country": "de", "budget": "10.000,00"},
        {"country": "de", "budget": 9999},
        {"need": "pumps"},
        {"country": "at", "need": "pumps", "tags": ["Student"]},
    ]
    assert [holds(rule, Persona.from_dict(one)) for one in given] == [True, True, False, False, False]


def test_definition_in_the_page_asks_what_it_says() -> None:
    definition = read_definition(DEFINITION)
    found = [qualified(Persona.from_dict(one), definition) for one in ({"budget": 10000}, {"budget": 1}, {})]
    assert [(one.answer, one.missing) for one in found] == [
        ("incomplete", ("timeframe",)),
        ("no", ()),
        ("incomplete", ("timeframe", "budget")),
    ]


def test_scoring_in_the_page_gives_its_points() -> None:
    found = score(Persona.from_dict({"country": "DE", "tags": ["student"]}), [], read_scoring(SCORING), 0)
    assert [(one.name, one.points) for one in found.reasons] == [("our market", 30), ("student", -20)]


def test_every_field_and_operator_is_in_the_table() -> None:
    told = {
        kind: (names(fields), names(ops)) for kind, fields, ops in rows(section(PAGE, "Fields and operators"))
    }
    known = {
        kind.value: (sorted(name for name, its in FIELDS.items() if its is kind), sorted(OPERATORS[kind]))
        for kind in Kind
    }
    assert {kind: (sorted(fields), sorted(ops)) for kind, (fields, ops) in told.items()} == known


def test_limits_are_the_real_ones() -> None:
    told = re.findall(r"(\d[\d,]*) (levels|parts|characters|entries)", PAGE)
    assert {what: int(number.replace(",", "")) for number, what in told} == {
        "levels": DEEPEST,
        "parts": MOST_PARTS,
        "characters": LONGEST_TEXT,
        "entries": MOST_ITEMS,
    }


def test_python_in_the_page_runs() -> None:
    (source,) = blocks(PAGE, "python")
    found: dict[str, object] = {}
    exec(compile(source, "docs/rules.md", "exec"), found)
    assert "rule" in found
