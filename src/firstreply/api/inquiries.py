"""Inquiries: somebody asks. One or many, on disk before they are acknowledged."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router

from firstreply.api import door, limits, problem
from firstreply.api.api import json_answer, read_json
from firstreply.api.asking import Asked
from firstreply.api.auth import needs
from firstreply.api.problem import Problem
from firstreply.api.schemas_intake import INQUIRY, MOST_AT_ONCE, BulkOut, ReceiptOut, takes
from firstreply.core.access import Scope
from firstreply.core.refusal import Refused
from firstreply.journey.door import Incoming, Outcome, Receipt

router = Router(tags=["Intake"])
_ITEMS: Final[dict[str, Any]] = {"type": "array", "minItems": 1, "maxItems": MOST_AT_ONCE, "items": INQUIRY}
_BULK: Final[dict[str, Any]] = {
    "title": "InquiriesIn",
    "type": "object",
    "required": ["items"],
    "properties": {"items": _ITEMS},
    "additionalProperties": False,
}
_Item = Incoming | Problem


@router.post(
    "/inquiries",
    response={202: ReceiptOut},
    auth=needs(Scope.INTAKE),
    summary="Bring an inquiry",
    openapi_extra=takes({"application/json": INQUIRY}),
)
def submit(request: Asked) -> HttpResponse:
    """Acknowledged once it is on disk. `links.self` says what became of it, usually within a second."""
    incoming = door.inquiry(request.auth, read_json(request), door.key_of(request.META))
    return acknowledged(request, incoming)


@router.post(
    "/inquiries/bulk",
    response={207: BulkOut},
    auth=needs(Scope.INTAKE),
    summary="Bring many inquiries",
    openapi_extra=takes({"application/json": _BULK}),
)
def submit_many(request: Asked) -> HttpResponse:
    """Up to 1,000 at once, all in one transaction; each has its own answer. With an Idempotency-Key each item's own
    key is that and its place."""
    key = door.key_of(request.META)
    given = _listed(read_json(request))
    language = problem.language(request)
    items = [_item(request, one, f"{key}#{n}" if key else "") for n, one in enumerate(given)]
    taken = [one for one in items if isinstance(one, Incoming)]
    receipts = iter(door.put(taken) if taken else ())
    answers = [
        _refused(one, language) if isinstance(one, Problem) else _taken(next(receipts), language)
        for one in items
    ]
    told = {"taken": sum(one["status"] == 202 for one in answers), "items": answers}
    return limits.tell(request, json_answer(told, 207))


def acknowledged(request: HttpRequest, incoming: Incoming) -> HttpResponse:
    """The answer to one thing that is on disk now. Raises Problem: 409, 422, 503."""
    (receipt,) = door.put([incoming])
    response = json_answer(door.told(door.fit(receipt)), 202)
    if receipt.outcome is Outcome.REPEATED:
        response["Idempotent-Replayed"] = "true"
    return limits.tell(request, response)


def _listed(given: Any) -> Sequence[Any]:
    items = given.get("items") if isinstance(given, dict) else None
    if not isinstance(items, list) or not items:
        raise Refused("items_missing", field="items")
    if set(given) != {"items"}:
        raise Refused("field_unknown", field=min(set(given) - {"items"}))
    if len(items) > MOST_AT_ONCE:
        raise Refused("items_too_many", field="items", limit=MOST_AT_ONCE)
    return items


def _item(request: Asked, given: Any, key: str) -> _Item:
    try:
        return door.inquiry(request.auth, given, key)
    except Refused as refused:
        return problem.of_refusal(refused)
    except Problem as found:
        return found


def _taken(receipt: Receipt, language: str) -> dict[str, Any]:
    try:
        door.fit(receipt)
    except Problem as found:
        return _refused(found, language)
    return {"status": 202, "receipt": door.told(receipt), "replayed": receipt.outcome is Outcome.REPEATED}


def _refused(found: Problem, language: str) -> dict[str, Any]:
    return {"status": found.status, "problem": problem.body(found, language=language)}
