"""Stages: the steps that a lead goes through, as the team has them."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from firstreply.api.asking import Asked, decides, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_values import Given
from firstreply.core.access import Scope
from firstreply.core.lead.stage import LONGEST, MOST, MOST_REASONS, Stage, StageKind
from firstreply.journey.organise import stages as organise
from firstreply.store.queries.counts import stages as counted
from firstreply.store.queries.stages import stages
from firstreply.store.tenancy import acting

router = Router(tags=["Stages"])
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Short = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00-\x1f]*$")]


class StageIn(Given):
    """A stage. Those that are sent are all there are, in this order."""

    key: Key = Field(description="What leads and facts name; it never changes.")
    name: Short = Field("", description="Empty: the product's own word for the key.")
    kind: Literal["open", "nurture", "won", "lost"] = "open"
    rots_after_days: int | None = Field(None, ge=1, le=200, description="Working days without contact.")
    reasons: list[Short] = Field([], max_length=MOST_REASONS, description="One of them is given on entering.")


class StageOut(Schema):
    """A stage, and what the caller may see in it."""

    key: str
    name: str
    kind: str
    rots_after_days: int | None
    reasons: list[str]
    leads: int
    worth: dict[str, Decimal] = Field(
        description="Sums by currency; those of other currencies are not added."
    )


class StagesOut(Schema):
    """All stages, and the version to change them by."""

    stages: list[StageOut]
    version: str


class StagesIn(Given):
    """All stages there shall be."""

    stages: list[StageIn] = Field(min_length=1, max_length=MOST)
    moved: dict[Key, Key] = Field(
        {}, max_length=MOST, description="Where the leads of stages go that are left out."
    )
    version: str | None = Field(
        None, max_length=32, description="As it was read: refuses what others changed meanwhile."
    )


@router.get("/stages", response=StagesOut, auth=needs(Scope.READ), summary="Read the stages")
def read(request: Asked) -> Any:
    """In their order, with how many leads are in each."""
    with acting(request.auth.organisation):
        return _shown(request)


@router.put("/stages", response=StagesOut, auth=needs(Scope.ADMIN), summary="Set the stages")
def write(request: Asked, wanted: StagesIn) -> Any:
    """Stages that are left out are retired, and their leads go where `moved` says."""
    at = now()
    found = [
        Stage(
            key=one.key,
            kind=StageKind(one.kind),
            name=one.name,
            rots_after_days=one.rots_after_days,
            reasons=tuple(one.reasons),
        )
        for one in wanted.stages
    ]
    with acting(request.auth.organisation):
        organise.edit(found, decides(request, at), moved=wanted.moved, seen=wanted.version)
        return _shown(request)


def _shown(request: Asked) -> dict[str, Any]:
    at = now()
    known, inside = stages(), counted(viewer(request, at), at)
    rows = [
        {
            "key": one.key,
            "name": one.name,
            "kind": one.kind.value,
            "rots_after_days": one.rots_after_days,
            "reasons": list(one.reasons),
            "leads": inside[one.key].leads if one.key in inside else 0,
            "worth": dict(inside[one.key].worth) if one.key in inside else {},
        }
        for one in known
    ]
    return {"stages": rows, "version": organise.seen_as(known)}
