"""Health: how the accounts are by which people reach us."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from firstreply.api.asking import Asked
from firstreply.api.auth import needs
from firstreply.api.problem import language
from firstreply.core.access import Scope
from firstreply.insights import words
from firstreply.store.queries import health
from firstreply.store.queries.health import AccountShown
from firstreply.store.tenancy import acting

router = Router(tags=["Sources"])
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HealthOut(Schema):
    """How one account is."""

    source: UUID
    name: str
    kind: str
    state: Literal["fine", "quiet", "failing", "stopped"]
    code: str = Field(description="Why, where it is not fine; what a program may act on.")
    detail: str = Field(description="The same for people, in the language of Accept-Language.")
    since: datetime | None = Field(description="Since when it is so; of a silence: when something came last.")
    last_ok_at: datetime | None = Field(description="When the other side last answered us well.")
    last_in_at: datetime | None = Field(description="When something last came in.")
    last_error_at: datetime | None
    usual: dict[Day, float] | None = Field(
        description="Arrivals a day as usual; null until something came in."
    )
    quiet_from: datetime | None = Field(
        description="From when on it would be unusual that nothing came; null: never, or too little is known."
    )
    checked_at: datetime | None = Field(description="When it was last tried.")
    next_check_at: datetime | None


class HealthList(Schema):
    """All accounts in use, those in trouble first."""

    items: list[HealthOut]


@router.get("/health", response=HealthList, auth=needs(Scope.READ), summary="How the channels are")
def read(request: Asked) -> Any:
    """Every source in use: whether it works, since when not, why, and how much usually comes in by it."""
    with acting(request.auth.organisation):
        rows = health.accounts()
    spoken = words.use(language(request))
    return {"items": [_told(row, spoken) for row in rows]}


def _told(row: AccountShown, spoken: words.Words) -> dict[str, Any]:
    days = row.rhythm.get("days") or None
    return {
        **row._asdict(),
        "source": row.id,
        "detail": spoken.for_refusal(row.code, row.facts) if row.code else "",
        "usual": days and dict(zip(_DAYS, days, strict=True)),
        "quiet_from": row.rhythm.get("quiet_at"),
    }
