"""Templates: what an account may send out of the blue, where the other side must have approved it."""

from typing import Any
from uuid import UUID

from ninja import Router

from firstreply.api.asking import Asked, found
from firstreply.api.auth import needs
from firstreply.api.problem import Problem
from firstreply.api.schemas_reading import TemplateOut
from firstreply.channels import registry
from firstreply.core.access import Scope
from firstreply.store.queries import accounts
from firstreply.store.tenancy import acting

router = Router(tags=["Sources"])


@router.get(
    "/sources/{source}/templates",
    response=list[TemplateOut],
    auth=needs(Scope.WRITE),
    summary="List what an account may send out of the blue",
)
def templates(request: Asked, source: UUID) -> Any:
    """Asked of the other side now: name, language, and whether it has approved them."""
    with acting(request.auth.organisation):
        account = accounts.setup(source)
        found(account, "source", source)
    assert account is not None  # `found` has said otherwise
    channel = registry.channel(account.kind)
    if channel is None or channel.templates is None:
        raise Problem(409, "channel_cannot", kind=account.kind, what="templates")
    return [dict(one) for one in channel.templates(account)]
