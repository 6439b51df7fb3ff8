"""Every refusal that the product can give has a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import firstreply
from firstreply.insights.reasons import REFUSALS

SOURCE = Path(firstreply.__file__).parent


def raised() -> Iterator[tuple[str, str]]:
    """(code, place) of each `Refused("code", ...)` in the source."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name == "Refused" and isinstance(first, ast.Constant):
                yield str(first.value), f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_every_code_has_its_sentence() -> None:
    assert {code: place for code, place in raised() if code not in REFUSALS} == {}


def test_every_sentence_has_its_code() -> None:
    assert set(REFUSALS) - {code for code, _ in raised()} == set()
