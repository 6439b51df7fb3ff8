"""Once: tickets and forms that may count one time only, however often they are shown."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from firstreply.store import bulk
from firstreply.store.models import Spent

_KEPT: Final = timedelta(hours=1)


def first(text: str, now: datetime) -> bool:
    """Whether the acting organisation sees this text for the first time; from now on, for an hour, it does not."""
    Spent.objects.filter(at__lt=now - _KEPT).delete()
    digest = hashlib.sha256(text.encode()).hexdigest()
    return bulk.insert(Spent, [{"digest": digest, "at": now}], unless_there=True) == 1
