"""Answering: leads are given to people who may answer them."""

from collections.abc import Iterable

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.store.models import Member


def may_answer(members: Iterable[str]) -> None:
    """Refuse `routing_viewers`, by their names, when rules or pools name people who may only look."""
    named = set(members)
    viewers = Member.objects.filter(role=Role.VIEWER.value, left_at=None).order_by("name")
    names = [name for own, name in viewers.values_list("pk", "name") if str(own) in named]
    if names:
        raise Refused("routing_viewers", names=", ".join(names))
