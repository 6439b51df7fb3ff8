"""Problems: every refusal of the API in one form, RFC 9457 `application/problem+json`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.language import wanted

MEDIA_TYPE: Final = "application/problem+json"
#: Statuses of refusals by their code; by the last words of it; and 422 for all others.
STATUS: Final[Mapping[str, int]] = {
    "database_away": 503,
    "intake_full": 503,
    "external_id_reused": 409,
    "arrival_not_quarantined": 409,
    "setup_key_wrong": 401,
    "not_found": 404,
    "not_allowed": 403,
    "role_above_own": 403,
    "changed_meanwhile": 412,
    "document_over": 410,
    **dict.fromkeys(("document_too_large", "file_too_large"), 413),
    **dict.fromkeys(
        (
            "delivery_not_failed",
            "definition_not_a_draft", "definition_not_retired", "last_owner", "lead_merged", "leave_over",
            "member_retired", "pool_in_use", "sla_retired", "wait_not_open", "wait_paused", "wait_not_paused",
            "sla_in_force", "promises_changed",
            "already_theirs", "wait_open", "ended_by_message", "not_merged", "offer_over", "webhook_off",
            "reply_on_its_way", "account_missing", "channel_cannot", "file_begun", "file_running", "file_over",
            "file_incomplete", "form_not_defined", "consent_not_ready", "seal_broken", "mailbox_not_oauth",
        ),
        409,
    ),
}  # fmt: skip
_ENDINGS: Final = {"_not_found": 404, "_taken": 409, "_exists": 409, "_conflict": 409, "_stale": 412}
#: Refusals whose `at` is an instant, not a place in what was sent.
_AT_A_TIME: Final = frozenset({"not_yet", "datetime_naive"})
RETRY_AFTER_S: Final = "2"
_TEXT: Final = {"type": "string"}
FAULT_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["field", "code", "detail"],
    "properties": {
        "field": {**_TEXT, "description": "Where, as a path: `emails[1]`."},
        "code": {**_TEXT, "description": "Stable; what a program may act on."},
        "detail": {**_TEXT, "description": "For people, in the language of Accept-Language."},
    },
}
SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {**_TEXT, "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "For people, in the language of Accept-Language."},
        "code": {**_TEXT, "description": "Stable; what a program may act on."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        "request_id": {**_TEXT, "description": "Under which the request stands in the logs."},
    },
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that is wrong: `field` as a path (`emails[1]`), a stable code, what the code's sentence needs."""

    field: str
    code: str
    facts: Mapping[str, object]

    def told(self, language: str) -> dict[str, str]:
        """As it is sent."""
        detail = words.use(language).for_refusal(self.code, self.facts)
        return {"field": self.field, "code": self.code, "detail": detail}


class Problem(Exception):  # noqa: N818 (an answer, not a defect)
    """An answer that is no success; `facts` are what the code's sentence needs."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        errors: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.facts = status, code, facts
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def of_refusal(refused: Refused) -> Problem:
    """The problem that a refusal of core or journey is to the caller; `errors` among its facts become field errors."""
    status = STATUS.get(refused.code) or next(
        (status for ending, status in _ENDINGS.items() if refused.code.endswith(ending)), 422
    )
    facts = dict(refused.facts)
    given: Any = facts.pop("errors", ())
    errors = [Fault(one.field, one.code, {"limit": one.limit}) for one in given]
    place = next((facts[key] for key in ("at", "path", "field") if isinstance(facts.get(key), str)), None)
    if place is not None and status == 422 and refused.code not in _AT_A_TIME:
        errors.append(Fault(str(place), refused.code, facts))
    headers = {"Retry-After": RETRY_AFTER_S} if status == 503 else {}
    return Problem(status, refused.code, errors=errors, headers=headers, **facts)


def body(problem: Problem, *, language: str = "en", request_id: str = "") -> dict[str, object]:
    """What a problem says, in one of our languages."""
    spoken = words.use(language)
    found: dict[str, object] = {
        "type": f"urn:firstreply:problem:{problem.code}",
        "title": spoken.for_status(problem.status),
        "status": problem.status,
        "detail": spoken.for_refusal(problem.code, problem.facts),
        "code": problem.code,
    }
    if problem.errors:
        found["errors"] = [one.told(language) for one in problem.errors]
    if request_id:
        found["request_id"] = request_id
    return found


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The response that says it, in the language the caller prefers of those we have."""
    spoken = language(request)
    told = orjson.dumps(body(problem, language=spoken, request_id=request_id()))
    response = HttpResponse(told, status=problem.status, content_type=MEDIA_TYPE)
    response["Content-Language"] = spoken
    patch_vary_headers(response, ["Accept-Language"])
    for name, value in problem.headers.items():
        response[name] = value
    return response


def language(request: HttpRequest) -> str:
    """Of the languages that we speak, the one that Accept-Language wants most; English without one."""
    return wanted(request.headers.get("Accept-Language", ""))


def request_id() -> str:
    """The id under which this request stands in the logs."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
