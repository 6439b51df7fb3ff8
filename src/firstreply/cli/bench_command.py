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
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(NAMES)}.")],
    data: Annotated[
        Path | None,
        typer.Option(envvar="FIRSTREPLY_DATA", help="Folder of the reference archives, if you have them."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Print the figures of one benchmark beside their goals and the peers run in the same minute."""
    if name not in NAMES:
        raise Refused("bench_unknown", name=name, known=", ".join(NAMES))
    figures: list[Figure] = importlib.import_module(f"firstreply.cli.bench.{name}").figures(data)
    if json:
        shown = [asdict(figure) | {"met": figure.met} for figure in figures]
        typer.echo(as_json.dumps({"bench": name, "figures": shown}, indent=1))
        return
    for figure in figures:
        goal = "" if figure.goal is None else f"  goal {figure.goal:,g} {'met' if figure.met else 'NOT MET'}"
        typer.echo(f"{figure.name:<52} {figure.value:>16,.2f} {figure.unit}{goal}")
