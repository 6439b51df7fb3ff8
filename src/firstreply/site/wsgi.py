"""The WSGI application: pages and API."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from firstreply.site.django import set_up

set_up()

from firstreply.api.lane import in_front_of  # noqa: E402 (needs Django's settings)
from firstreply.site.proxies import behind  # noqa: E402

# Now, not at the first request: what cannot be loaded shall stop the start, and nobody shall wait for it.
import_module(settings.ROOT_URLCONF)
_django: Any = WSGIHandler()  # an iterable answer, as WSGI wants it; its type says less
application = behind(in_front_of(_django), settings.FIRSTREPLY_TRUSTED_PROXIES)
