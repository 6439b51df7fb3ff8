"""Samples: the source by which invented people come, so that nothing of them is shown or sent outside."""

from typing import Final
from uuid import UUID

from firstreply.store.models import Lead, Source

NAME: Final = "Sample data"


def sources() -> tuple[UUID, ...]:
    """Sources of invented leads: one, or none yet."""
    return tuple(Source.objects.filter(name=NAME, kind="import").values_list("pk", flat=True))


def count() -> int:
    """How many invented leads there are."""
    return Lead.objects.filter(source__name=NAME, source__kind="import", withdrawn_at=None).count()
