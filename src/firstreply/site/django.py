"""Load Django with our settings, once, in the commands that need it."""

import os


def set_up() -> None:
    """After this, models and `django.conf.settings` may be used. Raises Refused for settings it cannot read."""
    import django
    from django.apps import apps

    os.environ["DJANGO_SETTINGS_MODULE"] = "firstreply.site.django_settings"
    if not apps.ready:
        django.setup()
