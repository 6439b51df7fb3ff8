"""Invited: who has a link that lets them in, and who signs in already."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from firstreply.store.models import Invitation, Member


def waiting(now: datetime) -> dict[UUID, datetime]:
    """Members with a link that is good, and until when."""
    rows = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
    return dict(rows.values_list("member_id", "expires_at"))


def signing_in() -> set[UUID]:
    """Members of now who have an account."""
    return set(Member.objects.filter(left_at=None, user__isnull=False).values_list("id", flat=True))


def joined(roles: Collection[str]) -> int:
    """How many members of now with one of those roles have an account: whoever was only invited does nothing yet."""
    return Member.objects.filter(left_at=None, user__is_active=True, role__in=roles).count()
