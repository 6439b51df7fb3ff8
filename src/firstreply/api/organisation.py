"""Organisation: its name and place, and how its inquiries are read and given."""

from typing import Any

from ninja import Router

from firstreply.api.asking import Asked, decides, now
from firstreply.api.auth import needs
from firstreply.api.schemas_organisation import OrganisationChange, OrganisationSet
from firstreply.core.access import Scope
from firstreply.journey.organise.organisation import change_organisation
from firstreply.store.queries import organisation
from firstreply.store.tenancy import acting

router = Router(tags=["Organisation"])


@router.get(
    "/organisation", response=OrganisationSet, auth=needs(Scope.READ), summary="Read the organisation"
)
def read(request: Asked) -> Any:
    """The organisation of the token, with everything it has set or could set."""
    with acting(request.auth.organisation):
        return organisation.shown()


@router.patch(
    "/organisation", response=OrganisationSet, auth=needs(Scope.ADMIN), summary="Change the organisation"
)
def change(request: Asked, changes: OrganisationChange) -> Any:
    """Fields that are sent get new values, for what comes from then on. It has no versions: no `If-Match`."""
    at = now()
    with acting(request.auth.organisation):
        change_organisation(changes.given(), decides(request, at))
        return organisation.shown()
