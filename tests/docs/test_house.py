"""How the house is kept, as far as a machine can see it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from importlinter.cli import lint_imports

from tests.docs.pages import ROOT

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
NO_ROOM = {"utils", "util", "helpers", "helper", "common", "manager", "service", "misc"}
#: Folders of somebody's machine, and hosts that packages come from. Only the lock file names the public registry.
PRIVATE = re.compile(
    "|".join(
        (
            r"(?<![\w.~}])/(?:wor[k]|roo[t]|hom[e]|op[t]|User[s])/\w",
            r"pyp[i]\.|pythonhoste[d]|artifactor[y]|jfro[g]|devp[i]|find-link[s]|index-ur[l]",
        )
    )
)
PUBLIC_REGISTRY = re.compile(r"https://(?:pyp[i]\.org/simple|files\.pythonhoste[d]\.org/packages)\b")


def everything() -> Iterator[Path]:
    """The text files of the repository."""
    folders = ("src", "tests", "docs", "scripts", ".ci")
    for path in (*ROOT.glob("*"), *(path for name in folders for path in (ROOT / name).rglob("*"))):
        if path.is_file() and path.suffix not in (".pyc", ".mo", ".woff2", ".png"):
            yield path


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_nothing_private_is_in_the_repository() -> None:
    found = [
        f"{shown(path)}: {match[0]}"
        for path in everything()
        if path.name != "uv.lock"
        for match in PRIVATE.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_lock_file_names_the_public_registry_only() -> None:
    hosts = re.findall(r'(?:registry|url) = "([^"]+)"', (ROOT / "uv.lock").read_text("utf-8"))
    assert [host for host in hosts if not PUBLIC_REGISTRY.match(host)] == []


def test_files_are_short() -> None:
    lengths = {
        shown(path): len(path.read_text("utf-8").splitlines())
        for folder in ("src", "scripts")
        for path in modules(folder)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, less those of the docstring."""
    first = function.body[0]
    told = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def test_functions_fit_a_glance() -> None:
    long = {
        f"{shown(path)}:{node.name}": length(node)
        for path in modules("src")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FUNCTION} == {}


def test_every_room_has_a_name() -> None:
    named = {word for path in modules("src") for word in re.split(r"[/_.]", shown(path))}
    assert named & NO_ROOM == set()


def test_rules_say_what_they_mean() -> None:
    silent = [
        f"{shown(path)}:{node.name}"
        for folder in ("core", "channels")
        for path in modules(f"src/firstreply/{folder}")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []


def test_layers_are_kept() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0
