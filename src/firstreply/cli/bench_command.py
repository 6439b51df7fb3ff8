"""`firstreply bench`: measure what is claimed."""

import importlib
import inspect
import json as as_json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from firstreply.cli.bench.figure import Figure
from firstreply.core.refusal import Refused

NAMES: Final = (
    "archive", "calendar", "crash", "due", "file", "forged", "fuzz", "insights", "intake", "mailboxes",
    "mails", "pages", "push", "sending",
)  # fmt: skip


_Name = Annotated[str, typer.Argument(metavar="NAME", help=f"One of: {', '.join(NAMES)}.")]
_Data = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", envvar="FIRSTREPLY_DATA", help="The reference archives, if you have them."
    ),
]
_Rows = Annotated[
    int | None,
    typer.Option(min=0, help="intake, pages: leads in the table; file: rows of the list; insights: waits."),
]
_Runs = Annotated[int | None, typer.Option(min=1, help="Measured so often; medians are printed.")]
_Kills = Annotated[int | None, typer.Option(min=1, help="crash: processes killed.")]
_Inquiries = Annotated[int | None, typer.Option(min=1, help="How many, where they are counted.")]
_Clients = Annotated[int | None, typer.Option(min=1, help="push: screens that are connected.")]
_Seed = Annotated[int | None, typer.Option(help="crash: what is killed when.")]
_Json = Annotated[bool, typer.Option("--json", help="Figures as JSON.")]


def command(
    name: _Name,
    data: _Data = None,
    rows: _Rows = None,
    runs: _Runs = None,
    kills: _Kills = None,
    inquiries: _Inquiries = None,
    clients: _Clients = None,
    seed: _Seed = None,
    json: _Json = False,
) -> None:
    """Print the figures of one benchmark beside their goals and the peers run in the same minute.

    intake, push, due and crash start an installation of their own and remove it; with DATABASE_URL set, in a database
    of their own on that server. The exit code is 1 when crash finds anything lost or doubled. docs/bench.md says how
    each is measured.

    \b
    Example:
      firstreply bench calendar --json
    """
    if name not in NAMES:
        raise Refused("bench_unknown", name=name, known=", ".join(NAMES))
    if data is not None and not data.is_dir():
        raise Refused("file_not_found", path=str(data))
    module = importlib.import_module(f"firstreply.cli.bench.{name}")
    given = {
        "rows": rows, "runs": runs, "kills": kills, "inquiries": inquiries, "clients": clients, "seed": seed,
    }  # fmt: skip
    figures: list[Figure] = module.figures(data, **_fitting(name, module.figures, given))
    typer.echo(as_json.dumps(document(name, figures), indent=1) if json else "\n".join(map(_line, figures)))
    if name == "crash" and any(figure.met is False for figure in figures):
        raise typer.Exit(1)


def _fitting(name: str, measure: Callable[..., object], given: dict[str, int | None]) -> dict[str, int]:
    """The options that were given. Refuses `bench_option_unfit` for one that this benchmark does not have."""
    found = {option: value for option, value in given.items() if value is not None}
    for option in sorted(found.keys() - inspect.signature(measure).parameters.keys()):
        raise Refused("bench_option_unfit", name=name, option=f"--{option}")
    return found


def document(name: str, figures: list[Figure]) -> dict[str, object]:
    """What --json prints."""
    return {"bench": name, "figures": [asdict(figure) | {"met": figure.met} for figure in figures]}


def _line(figure: Figure) -> str:
    goal = "" if figure.goal is None else f"  goal {figure.goal:,g} {'met' if figure.met else 'NOT MET'}"
    return f"{figure.name:<58} {figure.value:>14,.2f} {figure.unit}{goal}"
