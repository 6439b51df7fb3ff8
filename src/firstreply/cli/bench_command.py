"""`firstreply bench`: measure what is claimed."""

import importlib
import json as as_json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from firstreply.cli.bench.figure import Figure
from firstreply.core.refusal import Refused

NAMES: Final = ("archive", "calendar", "fuzz")


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"One of: {', '.join(NAMES)}.")],
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", envvar="FIRSTREPLY_DATA", help="The reference archives, if you have them."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Print the figures of one benchmark beside their goals and the peers run in the same minute.

    \b
    Example:
      firstreply bench calendar --json
    """
    if name not in NAMES:
        raise Refused("bench_unknown", name=name, known=", ".join(NAMES))
    if data is not None and not data.is_dir():
        raise Refused("file_not_found", path=str(data))
    figures: list[Figure] = importlib.import_module(f"firstreply.cli.bench.{name}").figures(data)
    typer.echo(as_json.dumps(document(name, figures), indent=1) if json else "\n".join(map(_line, figures)))


def document(name: str, figures: list[Figure]) -> dict[str, object]:
    """What --json prints."""
    return {"bench": name, "figures": [asdict(figure) | {"met": figure.met} for figure in figures]}


def _line(figure: Figure) -> str:
    goal = "" if figure.goal is None else f"  goal {figure.goal:,g} {'met' if figure.met else 'NOT MET'}"
    return f"{figure.name:<58} {figure.value:>14,.2f} {figure.unit}{goal}"
