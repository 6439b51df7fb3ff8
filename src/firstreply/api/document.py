"""Document: OpenAPI, finished with what is true of every operation: problems, examples, headers, the order of tags."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from firstreply.api.problem import MEDIA_TYPE
from firstreply.api.schema_examples import example

_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_RETRY: Final = {"Retry-After": {"schema": {"type": "integer", "minimum": 0}, "description": "Seconds."}}
_MEANS: Final[Mapping[int, str]] = {
    400: "What was sent is no JSON, or no request.",
    401: "No token, or one that lets nobody in.",
    403: "The token or the role is not for this.",
    404: "There is none, or none you may see.",
    405: "Not a method of this address.",
    409: "It contradicts what is there.",
    411: "No length was given.",
    412: "It is not what you saw any more.",
    413: "Too large.",
    415: "Not `application/json`.",
    422: "Understood and refused; `errors` names each field that is wrong.",
    428: "`If-Match` is missing.",
    429: "Too fast.",
    503: "The database is away; nothing was kept.",
}
#: Tags in the order of a lead's journey.
TAGS: Final[Mapping[str, str]] = {
    "Setup": "Found an organisation.",
    "Organisation": "Its name and place, and how its inquiries are read and given.",
    "Intake": "Bring inquiries and messages, one or many.",
    "Sources": "Accounts of channels by which people reach us: where inquiries come from, how what they bring is read.",
    "Mailboxes": "How far each mailbox is read, and whether anything is missing.",
    "Forms": "Forms on a page of one's own, and documents that they give out.",
    "Files": "Lists of people, looked at before they are brought, and taken back after.",
    "Arrivals": "What came in, as it came in, and what became of it.",
    "Leads": "Who asked, what we make of them, who has them.",
    "Stages": "The steps that a lead goes through, as a team names and orders them.",
    "Replies": "Write to a lead by the channel it came from.",
    "Templates": "What a team writes again and again, by language and in versions.",
    "Calls": "Telephone calls that were, by whatever system, and those that somebody writes down.",
    "Waits": "Who is owed an answer, until when, and why.",
    "Inbox": "Whom to answer now, in the order of what is due.",
    "Insights": "How fast whom is answered, and what each figure means.",
    "Deliveries": "What had to reach somebody, and whether it did.",
    "Members": "Who works here.",
    "Teams": "Who answers together.",
    "Calendars": "Working hours, in versions.",
    "SLAs": "What is promised.",
    "Rules": "What qualified means, how points are given, who gets what; in versions.",
    "Pools": "Who takes turns.",
    "Webhooks": "Who else is told what happens.",
    "Tokens": "What programs show to be let in.",
    "Live": "What happens, as it happens.",
}
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """The document of the library, with errors, examples, headers and the order of tags."""
    schemas = document["components"]["schemas"]
    _closed(schemas)
    document["components"]["responses"] = _problems()
    used: set[str] = set()
    for operation in operations(document):
        used |= set(operation.get("tags", ()))
        _errors(operation)
        _contents(operation, schemas)
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    return document


def _closed(part: Any) -> None:
    """Say of objects whose names must match a pattern that other names are refused: pydantic leaves it open."""
    if isinstance(part, dict):
        if len(part.get("patternProperties", {})) == 1:
            ((pattern, one),) = part.pop("patternProperties").items()
            part["propertyNames"] = {**part.get("propertyNames", {}), "pattern": pattern}
            part["additionalProperties"] = one
        part = list(part.values())
    for one in part if isinstance(part, list) else ():
        _closed(one)


def operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation, with its `path` and `method` only in the keys it was found under."""
    for methods in document["paths"].values():
        for method, operation in methods.items():
            if method in _METHODS:
                yield operation


def _problems() -> dict[str, Any]:
    told = {str(status): {"description": text, "content": _PROBLEM} for status, text in _MEANS.items()}
    for status in ("429", "503"):
        told[status]["headers"] = _RETRY
    return told | {"problem": {"description": "A problem (RFC 9457).", "content": _PROBLEM}}


def _errors(operation: dict[str, Any]) -> None:
    parameters = operation.get("parameters", [])
    statuses = {429, 503}
    if operation.get("security"):
        statuses |= {401, 403}
    if any(one["in"] == "path" for one in parameters):
        statuses |= {404, 422}
    if any(one["in"] == "query" for one in parameters):
        statuses |= {422}
    if "requestBody" in operation:
        statuses |= {400, 409, 411, 413, 415, 422}
    elif any(one["in"] == "path" for one in parameters) and not _reads(operation):
        statuses |= {409}
    if any(one["name"] == "If-Match" for one in parameters):
        statuses |= {400, 409, 412, 428}
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    for status in sorted(statuses):
        answers.setdefault(str(status), {"$ref": f"#/components/responses/{status}"})
    answers.setdefault("default", {"$ref": "#/components/responses/problem"})
    operation["responses"] = dict(sorted(answers.items()))


def _reads(operation: Mapping[str, Any]) -> bool:
    return (
        "200" in map(str, operation["responses"]) and operation["operationId"].rpartition("_")[2] in _READING
    )


_READING: Final = frozenset(
    {"read", "find", "timeline", "assignments", "why", "me", "memberships", "versions", "leaves"}
)


def _contents(operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """An example for each body, and the headers that go with what is answered."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and "example" not in body and "examples" not in body:
        body["example"] = example(body["schema"], schemas)
    for status, answer in operation["responses"].items():
        if "$ref" in answer:
            continue
        if answer["description"] == HTTPStatus(int(status)).phrase and int(status) < 300:
            answer["description"] = operation["summary"]
        content = answer.get("content", {}).get("application/json")
        if content is None:
            continue
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        properties = schemas.get(name, {}).get("properties", {})
        content.setdefault("example", example(content["schema"], schemas))
        if {"revision", "number"} & properties.keys():
            answer["headers"] = {
                "ETag": {"schema": {"type": "string"}, "description": "The version you see."}
            }
        if {"items", "next"} <= properties.keys():
            answer["headers"] = {
                "Link": {"schema": {"type": "string"}, "description": 'The page after, `rel="next"`.'}
            }
