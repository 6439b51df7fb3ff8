"""`make room respond`: every file and test about one step of the journey, in all layers, and who uses it."""

import ast
import re
import signal
import sys
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
#: Words of file names that speak of a step without being its name.
ALSO: Final = {
    "capture": (
        "team",
        "sender",
        "kind",
        "arrival",
        "inquiry",
        "inquiries",
        "intake",
        "door",
        "hooks",
        "identity",
    ),
    "lead": ("identity", "persona", "identify"),
    "thread": ("conversation", "heard", "talk"),
    "route": ("routing", "pool", "offer", "cover"),
    "respond": ("response", "wait", "sla", "promise", "unanswered", "due", "overdue", "clock", "moment"),
    "telling": (
        "alert",
        "deliver",
        "delivery",
        "deliveries",
        "sending",
        "live",
        "push",
        "smtp",
        "apprise",
        "webhook",
    ),
    "organise": ("founding", "member", "people", "rule", "pool", "calendar", "weeks", "setup"),
    "calendar": ("holidays", "business"),
    "mail": ("email", "sources"),
}
SHOWN: Final = (".py", ".md", ".html", ".j2", ".sql", ".json")


def files() -> list[Path]:
    """The files of the repository that people read, relative to its root."""
    found = (
        path.relative_to(ROOT) for folder in ("src", "tests", "docs") for path in (ROOT / folder).rglob("*")
    )
    return sorted(path for path in found if path.suffix in SHOWN and "__pycache__" not in path.parts)


def is_about(path: Path, step: str) -> bool:
    """Whether the step is a word of the file's or one of its folders' names, also as a plural."""
    words = re.split(r"[/_.\-]", str(path.with_suffix("")).lower())
    wanted = (step, *ALSO.get(step, ()))
    return any(word in words for name in wanted for word in (name, f"{name}s"))


def imports(path: Path, step: str) -> bool:
    """Whether a module takes something from a room of that name, in the core, the journey or the store."""
    return path.suffix == ".py" and bool(_taking(step).search((ROOT / path).read_text("utf-8")))


@cache
def _taking(step: str) -> re.Pattern[str]:
    room = r"firstreply\.(?:core|journey|store\.queries)"
    return re.compile(rf"{room}\.{step}\b|from {room} import (?:\([^)]*|[^\n(]*)\b{step}\b")


def about(path: Path) -> str:
    """The first line of a module's docstring, "" for other files."""
    if path.suffix != ".py":
        return ""
    return (ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8"))) or "").partition("\n")[0]


def tests(path: Path) -> list[str]:
    """The tests in a file, as sentences."""
    if not path.name.startswith("test_"):
        return []
    functions = ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    names = [one.name for one in functions if isinstance(one, ast.FunctionDef)]
    return [name.removeprefix("test_").replace("_", " ") for name in names if name.startswith("test_")]


def show(title: str, found: list[Path], *, with_tests: bool) -> None:
    """Print a group of files, each with what it is about and, if asked, the tests in it."""
    if found:
        sys.stdout.write(f"\n{title}\n")
    for path in found:
        sys.stdout.write(f"  {path!s:<58} {about(path)}\n")
        for sentence in tests(path) if with_tests else ():
            sys.stdout.write(f"      - {sentence}\n")


def main(steps: list[str]) -> int:
    """Show each step's room; 2 when none is named, 3 when nothing is found."""
    if not steps:
        sys.stderr.write("Which step? For example: make room respond (docs/journey.md has them all)\n")
        return 2
    every = files()
    for step in steps:
        named = [path for path in every if is_about(path, step.lower())]
        users = [path for path in every if path not in named and imports(path, step.lower())]
        if not named and not users:
            sys.stderr.write(f"Nothing is called {step}.\n")
            return 3
        sys.stdout.write(f"{step}\n")
        show("Its files", [path for path in named if path.parts[0] != "tests"], with_tests=False)
        show("Its tests", [path for path in named if path.parts[0] == "tests"], with_tests=True)
        show("Who uses it", users, with_tests=False)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `make room respond | head`
    sys.exit(main(sys.argv[1:]))
