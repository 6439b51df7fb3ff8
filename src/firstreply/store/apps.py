"""The one Django app that has tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Registers the tables under the label `store`."""

    name = "firstreply.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
