"""Tokens: what lets programs in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from firstreply.api.asking import Asked, decides, now
from firstreply.api.auth import needs
from firstreply.api.problem import Problem
from firstreply.api.schemas_values import Given, Instant, Line
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.journey import access
from firstreply.store.queries import members, tokens
from firstreply.store.queries.members import MemberShown
from firstreply.store.tenancy import acting

router = Router(tags=["Tokens"])


class TokenNew(Given):
    """A token to be made."""

    name: Line
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    member: UUID | None = Field(
        None, description="Whose eyes it sees with; without one, the organisation's own."
    )
    expires_at: Instant | None = None


class TokenOut(Schema):
    """A token as it may be shown: its prefix, never its secret."""

    id: UUID
    name: str
    prefix: str = Field(description="`fr_<prefix>_` begins its text.")
    member: UUID | None
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="Noted once a minute.")


class TokenMade(Schema):
    """A new token; its text is told this once."""

    id: UUID
    token: str


class TokensOut(Schema):
    """All tokens in force."""

    items: list[TokenOut]


@router.get("/tokens", response=TokensOut, auth=needs(Scope.ADMIN), summary="Tokens in force")
def find(request: Asked) -> Any:
    """The oldest first; never with their secrets."""
    with acting(request.auth.organisation):
        decides(request, now())
    return {"items": tokens.in_force(request.auth.organisation)}


@router.post("/tokens", response={201: TokenMade}, auth=needs(Scope.ADMIN), summary="Make a token")
def make(request: Asked, new: TokenNew) -> Any:
    """Its text is told this once: only its hash is kept."""
    at = now()
    with acting(request.auth.organisation):
        decides(request, at)
        if new.member is not None:
            _refuse_above(request, new.member, members.member(new.member, at))
        made, text = access.issue(
            name=new.name, scopes=new.scopes, member=new.member, expires_at=new.expires_at
        )
    return Status(201, {"id": made, "token": text})


def _refuse_above(request: Asked, wanted: UUID, member: MemberShown | None) -> None:
    """Nobody makes a token that may more than themselves."""
    if member is None or member.left_at is not None:
        raise Problem(404, "not_found", what="member", id=str(wanted))
    if member.role == Role.OWNER and request.auth.role is not Role.OWNER:
        raise Problem(403, "role_above_own", role=member.role)


@router.delete("/tokens/{token}", response={204: None}, auth=needs(Scope.ADMIN), summary="Revoke a token")
def revoke(request: Asked, token: UUID) -> Any:
    """It lets nobody in any more, everywhere after 5 seconds at the latest."""
    at = now()
    with acting(request.auth.organisation):
        decides(request, at)
    access.revoke(request.auth.organisation, token, at)
    return Status(204, None)
