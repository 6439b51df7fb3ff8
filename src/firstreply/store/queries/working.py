"""Working: when a worker was last alive, by the database's clock."""

from typing import Final

from django.db import connection

GONE_S: Final = 10.0  #: a worker not seen for longer counts as gone
_SEEN: Final = (
    "SELECT extract(epoch FROM clock_timestamp() - max(seen_at)) FROM heartbeat WHERE kind = 'worker'"
)


def seen_seconds_ago() -> float | None:
    """Seconds since any worker was last alive; None when none ever was."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else float(row[0])
