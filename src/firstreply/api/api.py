"""The API: one object that knows every operation, answers problems in one form, and writes its own OpenAPI."""

import json
import re
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import orjson
import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from firstreply.api import limits, problem
from firstreply.api.document import finished
from firstreply.api.door import parsed
from firstreply.api.problem import MEDIA_TYPE, RETRY_AFTER_S, Fault, Problem, answer, of_refusal
from firstreply.core.refusal import Refused

#: Modules with a `router`; their paths start at /api/v1.
ROOMS: Final = (
    "setup", "inquiries", "messages", "arrivals", "files", "sources", "mailboxes", "leads", "lead_acts", "lead_files",
    "inbox", "insights",
    "stages", "search", "calls", "waits", "wait_acts", "organisation", "members", "invitations", "presence",
    "teams", "calendars", "slas", "rules", "rehearsals", "pools", "webhooks", "deliveries", "health",
    "live", "tokens", "replies", "forms", "templates", "message_templates", "mapping", "mail_rules", "docs",
)  # fmt: skip
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_log: Final = structlog.get_logger("firstreply.api")
_QUOTED: Final = re.compile(r"'([^']*)'")
_MOST_VALUES: Final = 50_000  #: names and values in a body that a schema describes
_MOST_FAULTS: Final = 100  #: that are told at once
#: What pydantic adds to the place of a fault to say which of several kinds it tried: no caller knows these names.
_KIND: Final = re.compile(
    r"(constrained-[a-z]+|function-[a-z]+\[.*|(dict|list|set|tuple)\[.*|\[key\])", re.DOTALL
)


class _Json(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class _Read(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """What was sent, if it is no more than a schema may mean: each stray name would be a fault with a sentence.

        Raises Problem: 400, 411, 413, 415.
        """
        found = read_json(request)
        if not _is_small(found):
            raise Problem(413, "field_invalid", wrong="json_too_large")
        return found


class Api(NinjaAPI):
    """NinjaAPI that says in every answer what is left of the caller's rate."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """The answer before its content is known."""
        return limits.tell(request, super().create_temporal_response(request))

    def _get_urls(self) -> list[Any]:
        found = super()._get_urls()
        for pattern in found:
            pattern.callback = _in_one_form(pattern.callback)
        return found

    def get_openapi_schema(self, **where: Any) -> Any:
        """The description of every operation, with its problems and examples."""
        schema = super().get_openapi_schema(**where)
        schema["components"]["schemas"] |= {"Problem": problem.SCHEMA, "Fault": problem.FAULT_SCHEMA}
        return finished(schema)

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The function's name after its room: `leads_change`."""
        return f"{operation.view_func.__module__.rpartition('.')[2]}_{operation.view_func.__name__}"


def _is_small(found: Any) -> bool:
    left, open_values = _MOST_VALUES, [found]
    while open_values:
        one = open_values.pop()
        left -= 1 + (len(one) if isinstance(one, dict | list) else 0)
        if left < 0:
            return False
        if isinstance(one, dict):
            open_values += one.values()
        elif isinstance(one, list):
            open_values += one
    return True


def _in_one_form(view: Any) -> Callable[..., Any]:
    """A view of the library whose plain-text answer to a wrong method becomes a problem."""

    @wraps(view)
    def answered(request: HttpRequest, **path: Any) -> Any:
        response = view(request, **path)
        if response.status_code != 405:
            return response
        return answer(request, Problem(405, "method_not_allowed", headers={"Allow": response["Allow"]}))

    return answered


def read_body(request: HttpRequest) -> bytes:
    """What was sent. Raises Problem 411 without a length, 413 before reading more than the setting allows."""
    if "CONTENT_LENGTH" not in request.META and "HTTP_TRANSFER_ENCODING" in request.META:
        raise Problem(411, "length_missing")
    try:
        return request.body
    except RequestDataTooBig as error:
        raise Problem(413, "body_too_large", limit=_given.FIRSTREPLY_MAX_BODY_BYTES) from error


def read_json(request: HttpRequest) -> Any:
    """The JSON that was sent. Raises Problem 415 for another content type, 400 for what is no JSON (and where)."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem(415, "content_type_unknown", found=kind, want="application/json")
    return parsed(read_body(request))


def json_answer(told: Any, status: int) -> HttpResponse:
    """An answer in JSON; instants in UTC."""
    try:
        content = orjson.dumps(told, option=orjson.OPT_UTC_Z)
    except TypeError:  # a stranger's number beyond 64 bits, as PostgreSQL wrote it out
        content = json.dumps(told, ensure_ascii=False).encode()
    return HttpResponse(content, status=status, content_type="application/json")


api: Final = Api(
    title="FirstReply",
    version="1",
    urls_namespace="api",
    description="Bring inquiries, see who answers them and how fast, decide who should. See docs/api.md.",
    renderer=_Json(),
    parser=_Read(),
    docs_url=None,
)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return (
        limits.tell(request, answer(request, problem)) if problem.status != 429 else answer(request, problem)
    )


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    return _problem(request, of_refusal(refused))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    faults: dict[str, Fault] = {}
    for one in map(_fault, error.errors[:_MOST_FAULTS]):
        faults.setdefault(one.field, one)  # each kind that a field may be has its own; the first says enough
    return _problem(request, Problem(422, "fields_invalid", errors=faults.values()))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(request, Problem(404, "not_found"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: Any) -> HttpResponse:
    """What the library refused; where it hides a problem of ours (it makes 400 of all that a body may be), that one."""
    if isinstance(error.__cause__, Problem):
        return _problem(request, error.__cause__)
    code = {400: "body_not_json", 404: "not_found"}.get(error.status_code, "request_refused")
    return _problem(request, Problem(error.status_code, code))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(request, Problem(413, "body_too_large", limit=_given.FIRSTREPLY_MAX_BODY_BYTES))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _away(request: HttpRequest, error: Any) -> HttpResponse:
    _log.warning("database away", path=request.path, reason=" ".join(str(error).split())[:200])
    return _problem(request, Problem(503, "database_away", headers={"Retry-After": RETRY_AFTER_S}))


@api.exception_handler(Exception)
def _defect(request: HttpRequest, error: Any) -> HttpResponse:
    """What went wrong stands in the log under the request's id; the caller learns the id only."""
    _log.error("defect", path=request.path, exc_info=error)
    return _problem(request, Problem(500, "defect"))


def _fault(error: dict[str, Any]) -> Fault:
    """A field error of pydantic as ours: `("body", "new", "hours", 0)` is `hours[0]`, `("query", "limit")` is `limit`.

    The name of the parameter that takes the body means nothing to a caller.
    """
    path = ""
    for part in error["loc"][2 if error["loc"][0] == "body" else 1 :]:
        if isinstance(part, int) or not part:
            path += f"[{part}]"
        elif not _KIND.fullmatch(part):
            path += f".{part}" if path else str(part)
    code = {"missing": "field_missing", "extra_forbidden": "field_unknown"}.get(
        error["type"], "field_invalid"
    )
    given = error.get("ctx", {})
    facts = {name: given[name] for name in given if isinstance(given[name], str | int | float)}
    if "expected" in facts:  # 'a', 'b' or 'c'
        facts["expected"] = ", ".join(_QUOTED.findall(str(facts["expected"])))
    return Fault(path, code, {**facts, "field": path, "wrong": error["type"]})


def nowhere(request: HttpRequest, **path: Any) -> HttpResponse:
    """What every address that is none of ours answers."""
    return answer(request, Problem(404, "not_found"))


@cache
def gathered() -> Api:
    """The API with every room that there is."""
    found = [import_module(f"firstreply.api.{name}") for name in ROOMS if find_spec(f"firstreply.api.{name}")]
    # Rooms that share addresses share a router: two with one address would hide each other's methods.
    for router in dict.fromkeys(room.router for room in found):
        api.add_router("", router)
    return api


__all__ = ["MEDIA_TYPE", "Api", "api", "gathered", "json_answer", "nowhere", "read_body", "read_json"]
