"""Insights: the numbers of the page Insights, by the same conditions, with what each of them means."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from firstreply.api.asking import Asked, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_values import Instant
from firstreply.core.access import Scope
from firstreply.insights import asked_for, live
from firstreply.store.queries import identity
from firstreply.store.tenancy import acting

router = Router(tags=["Insights"])
Name = Literal[
    "headline", "previous_period", "sla", "response_rate_30d", "trend", "curve", "arrivals", "any_touch", "assigned",
    "called", "benchmarks", "funnel", "by_person", "by_team", "by_channel", "by_source", "by_product", "by_segment",
    "by_campaign", "by_country", "by_language", "by_hour", "by_weekday",
]  # fmt: skip
Period = Literal[
    "today", "yesterday", "7d", "30d", "90d", "week", "last_week", "month", "last_month", "quarter", "last_quarter",
    "year", "last_year", "all",
]  # fmt: skip


class InsightsWanted(Schema):
    """Which numbers, of which waits. Several values of one condition mean any of them."""

    part: list[Name] = Field(["headline"], max_length=10, description="Parts of the answer, by name.")
    period: Period = Field(
        "30d", description="In local days of the organisation, unless `since` or `until` is said."
    )
    since: Instant | None = None
    until: Instant | None = Field(None, description="Waits begun before it.")
    clock: Literal["business", "wall"] = Field(
        "business", description="In working hours, or around the clock."
    )
    waits: Literal["first", "all"] = Field(
        "first", description="First waits of inquiries only, or every wait."
    )
    person: list[UUID] = Field([], max_length=asked_for.MOST)
    team: list[UUID] = Field([], max_length=asked_for.MOST)
    source: list[UUID] = Field([], max_length=asked_for.MOST)
    calendar: list[UUID] = Field([], max_length=asked_for.MOST)
    channel: list[str] = Field([], max_length=asked_for.MOST)
    product: list[str] = Field([], max_length=asked_for.MOST)
    segment: list[str] = Field([], max_length=asked_for.MOST)
    campaign: list[str] = Field([], max_length=asked_for.MOST)
    country: list[str] = Field([], max_length=asked_for.MOST)
    language: list[str] = Field([], max_length=asked_for.MOST)
    tag: list[str] = Field([], max_length=asked_for.MOST)


class InsightsOut(Schema):
    """What is known. `parts` is empty while the numbers are made ready for the first time."""

    as_of: datetime | None
    preparing: float | None = Field(description="How far that is, from 0 to 1; null once they are ready.")
    precision: float = Field(
        description="0 where times are exact, else by which share at most they may be off."
    )
    zone: str
    parts: dict[str, Any] = Field(description="By name, as the document of `firstreply analyze` has them.")
    definitions: dict[str, dict[str, str]] = Field(
        description="What each figure means, its unit, and what is better."
    )


@router.get("/insights", response=InsightsOut, auth=needs(Scope.READ), summary="Read the numbers")
def read(request: Asked, wanted: Query[InsightsWanted]) -> Any:
    """How fast whom is answered, of the waits that you may see."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        who, zone = viewer(request, at), identity.home().zone
    since, until = live.presets(at, zone)[wanted.period]
    if wanted.since is not None or wanted.until is not None:
        since, until = _seconds(wanted.since), _seconds(wanted.until)
    names = [name for name in asked_for.DIMENSIONS if name in InsightsWanted.model_fields]
    given = {name: [str(one) for one in getattr(wanted, name)] for name in names} | {"waits": [wanted.waits]}
    asked = live.Asked(where=asked_for.where(given, since=since, until=until), clock=wanted.clock)
    answer = live.ask(caller.organisation, who, asked, *dict.fromkeys(wanted.part), now=at)
    return {name: getattr(answer, name) for name in InsightsOut.model_fields}


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
