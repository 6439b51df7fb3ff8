"""Three roles of the database, and how a URL becomes a connection that acts as one of them."""

from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from firstreply.site.postgres.address import SUPERUSER, embedded_url
from firstreply.site.settings import Settings

OWNER: Final = "firstreply_owner"  #: owns the tables; migrations act as it
APP: Final = "firstreply_app"  #: what web, live and worker act as: row-level security binds it
SWEEP: Final = "firstreply_sweep"  #: owns the few functions that look across organisations


def admin_url(settings: Settings) -> str:
    """The login that prepares the database: the superuser of the embedded one, or the one that was given."""
    return settings.database_url or embedded_url(settings.postgres_folder, SUPERUSER)


def acting_as(url: str, role: str) -> str:
    """The same login, acting as `role` from the first statement on."""
    options = str(conninfo_to_dict(url).get("options") or "")
    return make_conninfo(url, options=f"{options} -c role={role}".strip())


def app_dsn(settings: Settings) -> str:
    """How web, live and worker connect: logged in as, or at least acting as, `firstreply_app`."""
    if settings.database_url:
        return acting_as(settings.database_url, APP)
    return embedded_url(settings.postgres_folder, APP)


def same_server(url: str, database: str) -> str:
    """The same login on another database of the server."""
    return make_conninfo(url, dbname=database)


def django_database(dsn: str, *, prepare_after: int | None = None, **more: Any) -> dict[str, Any]:
    """A DSN as Django's DATABASES wants it. `prepare_after`: uses of a statement after which it stays prepared."""
    known = dict(conninfo_to_dict(dsn))
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {upper: str(known.pop(lower, None) or "") for lower, upper in names.items()}
    if prepare_after is not None:
        # A plan kept for all values is made while tables are small, and reads them whole when they have grown.
        told = str(known.pop("options", None) or "")
        known["options"] = f"{told} -c plan_cache_mode=force_custom_plan".strip()
    options = known | {"prepare_threshold": prepare_after}
    return {"ENGINE": "django.db.backends.postgresql", **given, "OPTIONS": options, **more}
