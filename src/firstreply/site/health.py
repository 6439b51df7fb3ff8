"""Health: is the database there, are the tables up to date, is a worker alive."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from firstreply.site.database import not_migrated
from firstreply.store.queries import working

_up_to_date = False


def view(request: HttpRequest) -> JsonResponse:
    """200 when all parts are well, else 503; each part says for itself."""
    found = parts()
    well = all(part["ok"] for part in found.values())
    response = JsonResponse(
        {"status": "ok" if well else "failing", "parts": found}, status=200 if well else 503
    )
    response["Cache-Control"] = "no-store"
    if not well:
        response["Retry-After"] = "5"
    return response


def parts() -> dict[str, dict[str, Any]]:
    """Database, migrations and worker, each with `ok` and what was seen."""
    try:
        missing = _missing()
        seen = working.seen_seconds_ago() if not missing else None
    except DatabaseError as error:
        away = {"ok": False, "reason": "the database does not answer"}
        return {"database": {"ok": False, "reason": type(error).__name__}, "migrations": away, "worker": away}
    alive = seen is not None and seen < working.GONE_S
    return {
        "database": {"ok": True},
        "migrations": {"ok": not missing, "missing": missing},
        "worker": {"ok": alive, "seen_seconds_ago": None if seen is None else round(seen, 1)},
    }


def _missing() -> list[str]:
    """Asked until the answer is none: tables do not go back under a running process."""
    global _up_to_date
    if _up_to_date:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return []
    missing = not_migrated()
    _up_to_date = not missing
    return missing
