"""Search: leads by whatever is known of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from firstreply.api.asking import Asked, now, viewer
from firstreply.api.auth import needs
from firstreply.core.access import Scope
from firstreply.store.queries.find import find
from firstreply.store.tenancy import acting

router = Router(tags=["Leads"])


class Wanted(Schema):
    """What to look for."""

    q: str = Field(
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="Words of names, companies, addresses, needs, tags or messages, in any spelling and script, "
        "each by its beginning; telephone numbers also by their last digits.",
    )
    limit: int = Field(20, ge=1, le=50)


class PieceOut(Schema):
    """A part of the text in which it was found."""

    text: str
    hit: bool


class HitOut(Schema):
    """A lead that was found, and where."""

    id: UUID
    name: str
    company: str
    email: str
    phone: str
    stage: str
    points: int
    owner_id: UUID | None
    team_id: UUID | None
    inquired_at: datetime
    field: str = Field(description="A field of the persona, or `message`.")
    pieces: list[PieceOut]


class SearchOut(Schema):
    """The best first."""

    items: list[HitOut]
    more: bool = Field(description="Saying more may find others.")


@router.get("/search", response=SearchOut, auth=needs(Scope.READ), summary="Search leads")
def search(request: Asked, wanted: Query[Wanted]) -> Any:
    """Leads that have every word and that you may see. What changed is found about a second later."""
    at = now()
    with acting(request.auth.organisation):
        found = find(viewer(request, at), wanted.q, limit=wanted.limit)
    items = [{**hit._asdict(), "pieces": [piece._asdict() for piece in hit.pieces]} for hit in found.hits]
    return {"items": items, "more": found.more}
