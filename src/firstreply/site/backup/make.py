"""Make a backup: the dump and the counts see the same snapshot, so they must agree."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from firstreply import __version__
from firstreply.site.backup.content import content, refuse_partial_view
from firstreply.site.backup.file import DUMP, KEYS, Manifest, digest, write
from firstreply.site.database import connected
from firstreply.site.postgres.programs import Programs


def make(url: str, path: Path, programs: Programs, *, home: Path | None = None) -> Manifest:
    """Write everything that `url` names into `path`; with the keys of `home` when given.

    The login must see every row. Raises Refused: backup_needs_all_rows, database_unreachable, postgres_failed,
    file_not_written.
    """
    with tempfile.TemporaryDirectory(prefix="firstreply-") as folder, connected(url) as connection:
        dump = Path(folder) / DUMP
        refuse_partial_view(connection)
        connection.rollback()
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        programs.connected(
            "pg_dump", url, "--format=custom", f"--snapshot={row[0]}", f"--file={dump}", "--schema=public"
        )
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            version=__version__,
            postgres=connection.info.server_version,
            sha256=digest(dump),
            tables=content(connection),
        )
        keys = (
            {name: (home / name).read_text("utf-8") for name in KEYS if (home / name).exists()}
            if home
            else {}
        )
        write(path, manifest, dump, keys)
    return manifest
