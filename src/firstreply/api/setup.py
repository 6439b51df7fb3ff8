"""Setup: the first step of an installation makes its organisation, by a key that lies in the home folder."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.security import HttpBearer
from pydantic import Field

from firstreply.api import limits
from firstreply.api.asking import now
from firstreply.api.auth import CHALLENGE
from firstreply.api.problem import Problem
from firstreply.api.schemas_values import Email, Given, Language, Line, Zone
from firstreply.core.refusal import Refused
from firstreply.journey import organise
from firstreply.store import setup_key

router = Router(tags=["Setup"])
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


class SetupKey(HttpBearer):
    """`Authorization: Bearer <what the file setup-key in the home folder says>`."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        """The key, if it is the one. Raises Problem: 401, 429."""
        limits.strangers(request)
        if not setup_key.fits(token):
            limits.stranger(request)
            raise Problem(401, "setup_key_wrong", headers=CHALLENGE)
        return token


class SetupIn(Given):
    """The organisation and its owner."""

    name: Line
    email: Email = Field(description="The owner's address.")
    owner: Line | None = Field(None, description="The owner's name; by default what stands before the @.")
    zone: Zone | None = None
    region: str | None = Field(
        None, pattern=r"^[A-Z]{2}$", description="Country of phone numbers without a code."
    )
    language: Language | None = None


class SetupOut(Schema):
    """What a new organisation begins with, and the owner's token, told this once."""

    organisation: UUID
    member: UUID
    team: UUID
    calendar: UUID
    sla: UUID
    pool: UUID
    source: UUID
    token: str


@router.post("/setup", response={201: SetupOut}, auth=SetupKey(), summary="Make the organisation")
def setup(request: HttpRequest, new: SetupIn) -> Any:
    """Organisation, owner, team, working hours, promise, pool, source and token, in one step. The key works once."""
    try:
        with setup_key.used_up():
            founded = organise.found(
                name=new.name,
                zone=new.zone or _given.FIRSTREPLY_ZONE,
                region=new.region or _given.FIRSTREPLY_REGION,
                language=new.language or "en",
                owner_name=new.owner or new.email.partition("@")[0],
                owner_email=new.email,
                now=now(),
            )
    except Refused as refused:
        if refused.code == "setup_key_wrong":
            raise Problem(401, "setup_key_wrong", headers=CHALLENGE) from refused
        raise
    return Status(201, founded)
