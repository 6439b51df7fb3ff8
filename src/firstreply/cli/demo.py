"""`firstreply demo`: a sample archive to try the product on."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from firstreply.channels.email import sample
from firstreply.core.refusal import Refused


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where to write inbox.mbox, sent.mbox and team.json.")
    ],
    seed: Annotated[int, typer.Option(help="The same number gives the same archive, octet for octet.")] = 7,
    days: Annotated[int, typer.Option(min=7, max=3650, help="How many days of mail.")] = 120,
    yes: Annotated[bool, typer.Option("--yes", help="Write over files that are there.")] = False,
) -> None:
    """Write the mail of an invented company: three languages, several time zones, good days and bad ones.

    \b
    Example:
      firstreply demo sample
      firstreply analyze sample/inbox.mbox sample/sent.mbox --team sample/team.json
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".demo-") as made:
            sample.write(Path(made), seed=seed, days=days)
            _take_over(Path(made), folder, yes)
    except OSError as error:
        raise Refused("file_not_written", path=str(folder), reason=str(error.strerror)) from error
    for name in ("inbox.mbox", "sent.mbox", "team.json"):
        typer.echo(folder / name, err=True)


def _take_over(made: Path, folder: Path, over: bool) -> None:
    """Move what was made into place, but never over somebody's own mail."""
    for file in sorted(made.iterdir()):
        there = folder / file.name
        if there.exists() and not over and there.read_bytes() != file.read_bytes():
            raise Refused("file_exists", path=str(there))
    for file in sorted(made.iterdir()):
        os.replace(file, folder / file.name)
