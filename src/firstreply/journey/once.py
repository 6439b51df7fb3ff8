"""Once: tickets and forms that may count one time only, however often they are shown."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from firstreply.store import bulk
from firstreply.store.models import Spent

#: Longer than a telephone lies about without a network before it sends what it kept.
_KEPT: Final = timedelta(days=14)


def first(text: str, now: datetime) -> bool:
    """Whether the acting organisation sees this text for the first time; from now on, for two weeks, it does not."""
    Spent.objects.filter(at__lt=now - _KEPT).delete()
    return bulk.insert(Spent, [{"digest": _digest(text), "at": now}], unless_there=True) == 1


def was(text: str) -> bool:
    """Whether `first` was asked of it before."""
    return Spent.objects.filter(digest=_digest(text)).exists()


def forget(text: str) -> None:
    """Let it be the first time again: what it stood for came to nothing."""
    Spent.objects.filter(digest=_digest(text)).delete()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
