"""What people read goes through the catalogues: no word and no unit stands bare in a template or a script of ours."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

WEB: Final = Path(__file__).resolve().parents[2] / "src" / "firstreply"
TEMPLATES: Final = sorted(WEB.rglob("*.j2"))
SCRIPTS: Final = sorted((WEB / "web" / "desk" / "assets").glob("*.js"))
VIEWS: Final = sorted((WEB / "web").rglob("*.py"))
#: Names and keys that are the same in every language.
NAMES: Final = re.compile(r"\(R\)|FirstReply|CSV|https://|portal\.example|fr_")
#: Keys, codes and commands; what only a machine reads; classes that a block names; comments.
ELSEWHERE: Final = re.compile(
    r"{#.*?#}|<(kbd|code|pre|script|style|svg)\b.*?</\1>|<!--.*?-->|{% block frame %}\w+{% endblock %}",
    re.DOTALL,
)
SAID: Final = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
READ_ALOUD: Final = re.compile(r'\s(?:title|alt|aria-label|placeholder|label|data-says)="([^"]*)"')
TAG: Final = re.compile(r"<[^>]*>|&\w+;|[\w-]+=\"[^\"]*\"?|\bautofocus\b")


def bare(text: str) -> list[str]:
    """Words of a template that no catalogue knows."""
    text = SAID.sub("\n", ELSEWHERE.sub("\n", text))
    lines = [*READ_ALOUD.findall(text), *TAG.sub("\n", text).splitlines()]
    return [one.strip() for one in lines if re.search("[A-Za-z]", NAMES.sub("", one))]


def units_in_script(text: str) -> list[str]:
    """A figure with a unit behind it: `${seconds} s`."""
    return re.findall(r"\$\{[^}]*\} (?:[KMG]?B|ms|s|min|h|d|%)(?=[`\"])", text)


def units_in_code(text: str) -> list[str]:
    """The same in an f-string."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            whole = "".join(str(one.value) if isinstance(one, ast.Constant) else "\0" for one in node.values)
            found += re.findall(r"\0 (?:[KMG]?B|ms|s|min|h|d)\b", whole)
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(one.relative_to(WEB)) for one in TEMPLATES])
def test_no_word_of_a_template_stands_outside_the_catalogues(path: Path) -> None:
    assert bare(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=[one.name for one in SCRIPTS])
def test_no_script_writes_a_unit_of_its_own(path: Path) -> None:
    assert units_in_script(path.read_text("utf-8")) == []


def test_no_view_writes_a_unit_of_its_own() -> None:
    assert {path: found for path in VIEWS if (found := units_in_code(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ number(3) }} KB</p>", ["KB"]),
        ('<p title="Close">{{ say("Close") }}</p>', ["Close"]),
        ('<p title="{{ say("Close") }}" class="row">·</p>', []),
        ("<kbd>Ctrl K</kbd> – FirstReply", []),
    ],
)
def test_bare_words_are_found(text: str, found: list[str]) -> None:
    assert bare(text) == found


def test_units_are_found() -> None:
    assert units_in_script("left = `${Math.ceil(seconds)} s`") == ["${Math.ceil(seconds)} s"]
    assert units_in_code("f'{size} KB'") == ["\0 KB"]
