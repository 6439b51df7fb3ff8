"""`firstreply backup FILE`."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    keys: bool = typer.Option(
        False, "--keys", help="With the secret keys of the home folder: keep the file safe."
    ),
) -> None:
    """Write the whole database into one file, with rows and checksum of every table; the product may keep running."""
    from datetime import datetime

    from firstreply.core.refusal import Refused
    from firstreply.site import ready
    from firstreply.site.backup.make import make
    from firstreply.site.postgres.programs import Programs, wheel_folder
    from firstreply.site.roles import admin_url
    from firstreply.site.settings import load
    from firstreply.store import backups

    settings = load()
    if file.exists():
        raise Refused("file_exists", path=str(file))
    with ready.running(settings):
        home = settings.home if keys else None
        done = make(admin_url(settings), file, Programs(wheel_folder() / "bin", None), home=home)
    backups.keep(settings.home, backups.Backup(datetime.fromisoformat(done.made_at), done.sha256))
    rows = sum(one.rows for one in done.tables.values())
    typer.echo(f"Written: {file}  ({len(done.tables)} tables, {rows:,} rows, {file.stat().st_size:,} octets)")
