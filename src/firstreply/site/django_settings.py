"""What Django is told: DJANGO_SETTINGS_MODULE=firstreply.site.django_settings."""

from importlib.util import find_spec
from typing import Any, Final

from firstreply.site import roles, signing_in
from firstreply.site.settings import Settings, load

_settings: Final[Settings] = load()

# What the rooms below read from `django.conf.settings`; written out, so that their names are checked.
FIRSTREPLY_HOME = _settings.home
FIRSTREPLY_ADDRESS = _settings.address
FIRSTREPLY_SETUP_KEY_FILE = _settings.setup_key_file
FIRSTREPLY_PUBLIC_URL = _settings.public_url
FIRSTREPLY_LIVE_URL = _settings.live_url
FIRSTREPLY_LIVE_PORT = _settings.live_port
FIRSTREPLY_MAX_BODY_BYTES = _settings.max_body_bytes
FIRSTREPLY_RATE_LIMIT = _settings.rate_limit
FIRSTREPLY_TRUSTED_PROXIES = _settings.trusted_proxies
FIRSTREPLY_ZONE = _settings.zone
FIRSTREPLY_REGION = _settings.region
FIRSTREPLY_SMTP_URL = _settings.smtp_url
FIRSTREPLY_MAIL_FROM = _settings.mail_from
FIRSTREPLY_VAPID_PRIVATE_KEY = _settings.vapid_private_key
FIRSTREPLY_WORKER_THREADS = _settings.worker_threads
FIRSTREPLY_METRICS_TOKEN = _settings.metrics_token
FIRSTREPLY_VAPID_PUBLIC_KEY = _settings.vapid_public_key
FIRSTREPLY_VAPID_CONTACT = _settings.vapid_contact
FIRSTREPLY_PRIVATE_HOSTS = _settings.private_hosts
FIRSTREPLY_OIDC_NAME = signing_in.oidc_name(_settings)
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
AUTH_USER_MODEL = "store.User"
DATA_UPLOAD_MAX_MEMORY_SIZE = _settings.max_body_bytes
APPEND_SLASH = False
LOGGING_CONFIG = None  # `firstreply.site.logs` does it

INSTALLED_APPS = ["django.contrib.contenttypes", "procrastinate.contrib.django", *signing_in.apps(_settings)]
if find_spec("firstreply.store.apps"):
    INSTALLED_APPS.insert(0, "firstreply.store")
MIDDLEWARE = ["firstreply.site.request.Request", *signing_in.MIDDLEWARE]
# Sessions, passwords, second factors, OpenID Connect: each name of that room is one that Django or allauth reads.
globals().update(signing_in.told(_settings))

#: A statement that comes again is prepared: a batch is the same thirty over and over, and planning them was half of it.
_PREPARED: Final = 3
_kept: Final[dict[str, Any]] = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
DATABASES = {
    "default": roles.django_database(roles.app_dsn(_settings), prepare_after=_PREPARED, **_kept),
    #: Migrations only: the owner of the tables.
    "owner": roles.django_database(roles.acting_as(roles.admin_url(_settings), roles.OWNER)),
}
