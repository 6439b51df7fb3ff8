"""Calls made up from the OpenAPI document by Schemathesis, to the real application; every check of its own, and ours.

`FIRSTREPLY_FUZZ_CALLS=20000 pytest tests/api/test_schemathesis.py -s` makes that many and says what it found.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import schemathesis
from schemathesis.checks import CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.generation.case import Case
from schemathesis.transport import wsgi

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_KEY, _ID = "Idempotency-Key", re.compile("[!-~]{1,200}")
_TAKES_MORE = {"/api/v1/inquiries", "/api/v1/inquiries/bulk", "/api/v1/messages"}
#: Refusals that the document could have foretold: whoever keeps to it never meets them.
_FORETOLD = {"field_invalid", "field_missing", "field_unknown"}


class Found(NamedTuple):
    """What a run was and what it found."""

    calls: int
    failures: dict[str, str]  #: the first of each kind, by check, operation and what was wrong
    operations: set[str]  #: that were called
    statuses: dict[int, int]
    phases: dict[str, int]  #: test cases of each

    def told(self) -> str:
        """For people."""
        lines = [f"{self.calls} calls of {len(self.operations)} operations, {len(self.failures)} failures"]
        lines.append("cases: " + ", ".join(f"{name} {count}" for name, count in self.phases.items()))
        lines.append("answers: " + ", ".join(f"{code} {n}" for code, n in sorted(self.statuses.items())))
        return "\n".join([*lines, *(f"--- {place}\n{text}" for place, text in self.failures.items())])


class Door:
    """The application, seen from outside: counts what it is asked, and comes with a new token when one was revoked."""

    def __init__(self, application: Application, token: Callable[[], str]) -> None:
        self._application, self._new = application, token
        self.token = token()
        self.statuses: Counter[int] = Counter()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def started(status: str, headers: Any, exc_info: Any = None) -> Any:
            self.statuses[int(status[:3])] += 1
            if status.startswith("401") and environ.get("HTTP_AUTHORIZATION") == f"Bearer {self.token}":
                self.token = self._new()
            return start_response(status, headers, exc_info)

        return self._application(environ, started)


class InProcess(wsgi.WSGITransport):
    """The library's own way to call an application, for probes too: 4.32 gives them settings of a socket."""

    def __init__(self) -> None:
        super().__init__()
        self._serializers = wsgi.WSGI_TRANSPORT._serializers

    def send(self, case: Case, *, session: Any = None, **more: Any) -> Response:
        for name in ("max_redirects", "verify", "cert", "proxies"):
            more.pop(name, None)
        return super().send(case, session=session, **more)


wsgi.WSGI_TRANSPORT = InProcess()


def run(door: Door, calls: int, *, examples: int, seed: int) -> Found:
    """At least `calls` calls: from examples, from the limits of the document, by chance, and along its links."""
    before = sum(door.statuses.values())
    failures: dict[str, str] = {}
    operations: set[str] = set()
    phases: Counter[str] = Counter()
    while (made := sum(door.statuses.values()) - before) < calls or not made:
        for event in from_schema(_document(door, examples, seed + made)).execute():
            if isinstance(event, events.ScenarioFinished):
                _note(event, failures, operations, phases)
            elif isinstance(event, events.NonFatalError):
                failures[f"error {event.label}"] = str(event.value)
    return Found(made, failures, operations, dict(door.statuses), dict(phases))


def _document(door: Door, examples: int, seed: int) -> Any:
    config = SchemathesisConfig(seed=seed)
    schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_bytes()), config=config)
    schema.app = door
    schema.config.workers = 1
    schema.config.generation.max_examples = examples
    # 422 and 412 are checked by `no_surprise` below, closer than by their number: what was sent is well formed, but
    # says what is not so (a zone that never was, a rule about an unknown field, a version that is there no more).
    positive = schema.config.checks.positive_data_acceptance
    positive.expected_statuses = [*positive.expected_statuses, "412", "422"]
    # `If-Match: "5"` is well formed, and 412 when it is not what stands there, whatever else was wrong. 207 says of
    # each item by itself whether it was taken, as `filter_failure` below explains for single ones.
    negative = schema.config.checks.negative_data_rejection
    negative.expected_statuses = [*negative.expected_statuses, "412", "207"]

    # RFC 6585 made 428 for a change without `If-Match`; the library's list is older.
    missing = schema.config.checks.missing_required_header
    missing.expected_statuses = [*missing.expected_statuses, "428"]

    @schema.auth(refresh_interval=None)
    class Shown:
        def get(self, case: Case, context: Any) -> str:
            return door.token

        def set(self, case: Case, data: str, context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return schema


@schemathesis.hook
def before_call(context: Any, case: Case, kwargs: dict[str, Any]) -> None:
    """Nine times of ten a good id becomes one that was never used: else 409 would hide what else is wrong."""
    new = uuid4().hex
    if new.startswith("0"):
        return
    if _ID.fullmatch(str((case.headers or {}).get(_KEY, ""))):
        case.headers[_KEY] = new
    items = case.body.get("items", [case.body]) if isinstance(case.body, dict) else []
    for n, one in enumerate(items if isinstance(items, list) else []):
        for name in ("external_id", "id"):
            if isinstance(one, dict) and isinstance(one.get(name), str) and _ID.fullmatch(one[name]):
                one[name] = f"{new}{n}"


def _note(
    event: events.ScenarioFinished, failures: dict[str, str], operations: set[str], phases: Counter[str]
) -> None:
    recorder = event.recorder
    phases[event.phase.value] += len(recorder.cases)
    for id_, node in recorder.cases.items():
        operations.add(node.value.operation.label)
        for check in recorder.checks.get(id_, ()):
            if check.failure_info is not None:
                told = f"{check.failure_info.failure}\n{check.failure_info.code_sample}"
                answer = recorder.interactions.get(id_)
                if answer is not None and answer.response is not None:
                    told += f"\n{answer.response.status_code} {answer.response.text[:600]}"
                # What was wrong in what was sent tells failures apart, where it is said.
                (said, *_) = [*re.findall("Invalid component: .*", told), ""]
                failures.setdefault(f"{check.name} {node.value.operation.label} {said}".strip(), told)


@schemathesis.check
def no_surprise(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """Who sends what the document allows is never told that a field has the wrong form."""
    made = case.meta
    if made is None or not made.generation.mode.is_positive or response.status_code not in (412, 422):
        return None
    problem = response.json()
    if problem["code"] != "fields_invalid":  # what was read, and then refused for what it says
        return None
    free = _free_form(case)
    told = [fault for fault in problem.get("errors", ()) if fault["field"] not in free]
    foretold = {fault["code"] for fault in told} & _FORETOLD
    assert not foretold, f"the document allows what is refused: {problem}"
    return None


@schemathesis.check
def what_fits_is_taken(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """What is brought as the document says is taken, unless its id was used for something else."""
    made = case.meta
    if case.operation.path not in _TAKES_MORE or made is None or not made.generation.mode.is_positive:
        return None
    if response.status_code == 207:
        assert {one["status"] for one in response.json()["items"]} <= {202, 409}, response.text
    else:
        assert response.status_code in (202, 401, 409), response.text
    return None


@schemathesis.hook
def filter_failure(context: Any, failure: Failure, case: Case, response: Response) -> bool:
    """Keep every failure but one: nothing is lost because a field is written in an unheard-of way, so the door takes
    more than the document promises to understand. `what_fits_is_taken` looks from the other side."""
    lenient = isinstance(failure, AcceptedNegativeData) and case.operation.path in _TAKES_MORE
    return not (lenient and response.status_code == 202)


def _free_form(case: Case) -> set[str]:
    """Fields that hold any JSON object: no schema says "no NUL in any text, no endless number, not too deep"."""
    document = case.operation.schema.raw_schema
    operation = document["paths"][case.operation.path][case.operation.method]
    content = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    schema = document["components"]["schemas"].get(content.get("$ref", "").rpartition("/")[2], content)
    return {
        name
        for name, field in schema.get("properties", {}).items()
        if any(one.get("additionalProperties") is True for one in field.get("anyOf", [field]))
    }


@schemathesis.check
def problems_are_whole(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """Every refusal is a problem with a code and a sentence, whatever refused it."""
    if response.status_code < 400:
        return None
    assert response.headers["content-type"] == ["application/problem+json"], response.headers
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["code"] != "defect"
    assert problem["detail"]
    return None
