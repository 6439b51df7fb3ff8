"""Lead files: what lies beside a lead, and may go with an answer to it."""

from typing import Any, Final
from uuid import UUID

from ninja import Query, Status

from firstreply.api.api import read_body
from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.leads import router
from firstreply.api.schemas_leads import LeadFileNew, LeadFileOut, LeadFiles
from firstreply.core.access import Scope
from firstreply.journey import acted
from firstreply.store.queries import lead_beside, leads
from firstreply.store.tenancy import acting

_OCTETS: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get(
    "/leads/{lead}/files", response=LeadFiles, auth=needs(Scope.READ), summary="What lies beside a lead"
)
def files(request: Asked, lead: UUID) -> Any:
    """The newest first, at most a hundred; what was taken away is not among them."""
    with acting(request.auth.organisation):
        found(leads.one(viewer(request, now()), lead), "lead", lead)
        return {"items": lead_beside.files(lead)}


@router.post(
    "/leads/{lead}/files",
    response={201: LeadFileOut},
    auth=needs(Scope.WRITE),
    summary="Lay a file beside a lead",
    openapi_extra=_OCTETS,
)
def lay(request: Asked, lead: UUID, new: Query[LeadFileNew]) -> Any:
    """The octets as they are, 10 MB at most; `Content-Type` says what they are. Sends nothing by itself."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        found(leads.one(viewer(request, at), lead), "lead", lead)
        octets, kind = read_body(request), request.headers.get("Content-Type", "")
        deed = acted.lay(caller.organisation, lead, new.name, kind, octets, by=caller.member, now=at)
        assert deed.made is not None  # it was laid
        return Status(201, lead_beside.named([deed.made])[deed.made])
