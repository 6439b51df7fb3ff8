"""`firstreply restore FILE`."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from firstreply.site.backup.file import Manifest


def command(
    file: Annotated[Path, typer.Argument(help="A file that `firstreply backup` wrote.")],
    verify: bool = typer.Option(
        True, "--verify/--no-verify", help="Compare rows and checksum of every table."
    ),
    yes: bool = typer.Option(
        False, "--yes", help="Also when the database holds organisations; it is kept aside."
    ),
) -> None:
    """Bring a backup back; with --verify it takes the old one's place only when every table is the same."""
    from firstreply.core.refusal import Refused
    from firstreply.site import database, ready
    from firstreply.site.backup import bring_back
    from firstreply.site.backup import file as files
    from firstreply.site.lock import only_one
    from firstreply.site.postgres.programs import Programs, wheel_folder
    from firstreply.site.roles import admin_url
    from firstreply.site.settings import load

    settings = load()
    lock = only_one(settings.home)
    try:
        with tempfile.TemporaryDirectory(prefix="firstreply-") as folder, ready.running(settings) as server:
            manifest, dump, keys = files.read(file, Path(folder))
            if server is not None:
                database.create(server.url(database="postgres"))
            url = admin_url(settings)
            if bring_back.holds_organisations(url) and not yes:
                raise Refused("database_not_empty")
            kept = bring_back.bring_back(
                url, dump, manifest, Programs(wheel_folder() / "bin", None), verify=verify
            )
            ready.prepare(settings, server)
            _put_keys(settings.home, keys)
            _note(settings.home, manifest.made_at, manifest.sha256, compared=verify)
    finally:
        os.close(lock)
    _say(manifest, "every table compared" if verify else "not compared", kept)


def _say(manifest: "Manifest", proven: str, kept: str | None) -> None:
    rows, tables = sum(one.rows for one in manifest.tables.values()), len(manifest.tables)
    typer.echo(f"Restored: {tables} tables, {rows:,} rows of {manifest.made_at}, {proven}")
    if kept:
        typer.echo(f"The database that was there is kept as {kept}")


def _put_keys(home: Path, keys: dict[str, str]) -> None:
    """The keys of the backup; other ones that were there stay beside them as `.before`."""
    for name, text in keys.items():
        path = home / name
        if path.exists() and path.read_text("utf-8") != text:
            path.replace(path.with_name(f"{name}.before"))
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as written:
            written.write(text)


def _note(home: Path, made_at: str, sha256: str, *, compared: bool) -> None:
    """Pages say that this backup came back, if every table was compared."""
    from firstreply.store import backups

    if compared:
        made = datetime.fromisoformat(made_at)
        backups.compared(home, backups.Backup(made, sha256, datetime.now(UTC)))
