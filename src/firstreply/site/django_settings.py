"""What Django is told: DJANGO_SETTINGS_MODULE=firstreply.site.django_settings."""

from importlib.util import find_spec
from typing import Any, Final

from firstreply.site import roles
from firstreply.site.settings import Settings, load, table

_settings: Final[Settings] = load()

#: Every setting under its name in the environment, for the rooms below that read `django.conf.settings`.
globals().update({f"FIRSTREPLY_{one.name.upper()}": getattr(_settings, one.name) for one in table()})
FIRSTREPLY_ADDRESS: Final = _settings.address
FIRSTREPLY_SETUP_KEY_FILE: Final = _settings.setup_key_file
FIRSTREPLY_VAPID_PUBLIC_KEY: Final = _settings.vapid_public_key
#: For connections of one's own (LISTEN, COPY, async): the same login and role as Django's.
FIRSTREPLY_DSN: Final = roles.app_dsn(_settings)

SECRET_KEY = _settings.secret_key
DEBUG = False
ALLOWED_HOSTS = ["*"]  # links are built from FIRSTREPLY_ADDRESS, never from the Host header
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
ROOT_URLCONF = "firstreply.site.urls"
WSGI_APPLICATION = "firstreply.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = _settings.max_body_bytes
APPEND_SLASH = False
LOGGING_CONFIG = None  # `firstreply.site.logs` does it

INSTALLED_APPS = ["procrastinate.contrib.django"]
if find_spec("firstreply.store.apps"):
    INSTALLED_APPS.insert(0, "firstreply.store")
MIDDLEWARE = ["firstreply.site.request.Request"]

_kept: Final[dict[str, Any]] = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
DATABASES = {
    "default": roles.django_database(roles.app_dsn(_settings), **_kept),
    #: Migrations only: the owner of the tables.
    "owner": roles.django_database(roles.acting_as(roles.admin_url(_settings), roles.OWNER)),
}
