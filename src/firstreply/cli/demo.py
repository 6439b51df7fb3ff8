"""`firstreply demo`: a sample archive to try the product on."""

from pathlib import Path
from typing import Annotated

import typer

from firstreply.channels.email import sample


def command(
    folder: Annotated[Path, typer.Argument(help="Where to write inbox.mbox, sent.mbox and team.json.")],
    seed: Annotated[int, typer.Option(help="The same number gives the same archive, octet for octet.")] = 7,
    days: Annotated[int, typer.Option(help="How many days of mail.")] = 120,
) -> None:
    """Write the mail of an invented company: three languages, several time zones, good days and bad ones."""
    folder.mkdir(parents=True, exist_ok=True)
    sample.write(folder, seed=seed, days=days)
    typer.echo(f"{folder}", err=True)
