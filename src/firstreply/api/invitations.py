"""Invitations: a link by which a member begins to sign in."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from ninja import Router, Schema, Status
from pydantic import Field

from firstreply.api.asking import Asked, decides, now
from firstreply.api.auth import needs
from firstreply.core.access import Scope
from firstreply.insights import words
from firstreply.insights.letters import account as letters
from firstreply.insights.words import LANGUAGES
from firstreply.journey import post
from firstreply.journey.organise import invitations
from firstreply.store.queries import members
from firstreply.store.tenancy import acting

router = Router(tags=["Members"])
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


class InvitationOut(Schema):
    """An invitation, told this once."""

    url: str = Field(description="Where the member opens it. Whoever holds it can become them.")
    expires_at: datetime
    mailed: bool = Field(
        description="Whether it was sent to the member's address. If not, hand it over yourself."
    )


@router.post(
    "/members/{member}/invitation",
    response={201: InvitationOut},
    auth=needs(Scope.ADMIN),
    summary="Invite a member to sign in",
)
def invite(request: Asked, member: UUID) -> Any:
    """A link that works once, for seven days; an earlier one ends. It goes by mail where the installation sends any."""
    at = now()
    with acting(request.auth.organisation):
        made = invitations.invite(member, decides(request, at))
        home = members.organisation()
        who = members.member(request.auth.member, at) if request.auth.member else None
    url = f"{_given.FIRSTREPLY_ADDRESS}/invitation/{made.token}"
    spoken = words.use(home.language if home.language in LANGUAGES else "en")
    said = letters.invitation(spoken, organisation=home.name, by=who.name if who else "", link=url)
    mailed = post.send(made.email, said.subject, said.text, language=spoken.lang, name=made.name)
    return Status(201, {"url": url, "expires_at": made.expires_at, "mailed": mailed})


@router.delete(
    "/members/{member}/invitation",
    response={204: None},
    auth=needs(Scope.ADMIN),
    summary="Withdraw an invitation",
)
def revoke(request: Asked, member: UUID) -> Any:
    """The member's link lets nobody in any more; without one nothing changes."""
    with acting(request.auth.organisation):
        invitations.revoke(member, decides(request, now()))
    return Status(204, None)
