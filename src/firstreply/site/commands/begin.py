"""What every long-running command does first."""

import gc
import os

from firstreply.site import metrics
from firstreply.site.settings import Settings, load


def begin(process: str, *, fresh: bool = False) -> Settings:
    """Settings, logs, the folder of figures, and the garbage collector that short commands do without."""
    from firstreply.site import logs

    gc.enable()
    settings = load()
    metrics.prepare(settings, fresh=fresh)
    logs.configure(process, settings)
    os.environ["DJANGO_SETTINGS_MODULE"] = "firstreply.site.django_settings"
    return settings
