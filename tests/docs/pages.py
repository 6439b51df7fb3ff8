"""The documentation as tests see it: pages, their blocks, tables and links."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
)


def text(page: str) -> str:
    """A page by its path from the root."""
    return (ROOT / page).read_text("utf-8")


def blocks(source: str, language: str) -> list[str]:
    """The fenced blocks of a language ("" for those without one)."""
    return re.findall(rf"^```{language}\n(.*?)^```", source, re.MULTILINE | re.DOTALL)


def section(source: str, title: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    mark, rest = re.search(rf"^(#+) {re.escape(title)}\n(.*)", source, re.MULTILINE | re.DOTALL).groups()
    return re.split(rf"^#{{1,{len(mark)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(source: str) -> list[list[str]]:
    """The cells of all table rows, heads and rules left out."""
    lines = [line for line in source.splitlines() if line.startswith("|")]
    cells = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines
    ]
    rules = {at for at, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for at, row in enumerate(cells) if at not in rules and at + 1 not in rules]


def names(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)
