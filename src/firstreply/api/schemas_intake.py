"""Schemas of the door: what may be sent, and what is answered. What may be sent is read by core, described here."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.core.lead.inquiry import LONGEST_ID
from firstreply.core.lead.touch import CAMPAIGN, PLACES

StateName = Literal["new", "done", "quarantined"]
MOST_AT_ONCE: Final = 1000
LONGEST_KEY: Final = 255  #: of an Idempotency-Key
_NO_NUL: Final = {"type": "string", "pattern": "^[^\\u0000]*$"}
#: Nothing is refused for its length: a line is kept to its 200th character, what somebody wrote to its 20,000th.
_TEXT: Final[dict[str, Any]] = _NO_NUL
_LINE: Final[dict[str, Any]] = {"anyOf": [_TEXT, {"type": "number"}, {"type": "null"}]}
_AMOUNT: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "exclusiveMaximum": 10**15},
        {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,4})?$"},
        {"type": "null"},
    ]
}
_EMAIL: Final[dict[str, Any]] = {
    "type": "string",
    "format": "email",
    "pattern": r"^[A-Za-z0-9._+-]{1,60}@([A-Za-z0-9]{1,30}\.){1,4}[A-Za-z]{2,10}$",
}
_WORD: Final[dict[str, Any]] = {
    **_TEXT,
    "minLength": 1,
    "pattern": "^[^\\u0000]*[0-9A-Za-z\\u0600-\\u06ff][^\\u0000]*$",
}


def _some(one: dict[str, Any], many: int = 49) -> dict[str, Any]:
    return {"anyOf": [{"type": "array", "items": one, "maxItems": many}, one, {"type": "null"}]}


_TOUCH: Final[dict[str, Any]] = {
    "type": "object",
    "properties": dict.fromkeys((*CAMPAIGN, *PLACES), _LINE),
    "additionalProperties": False,
    "description": "How they came: campaign, referrer, landing page. A lead keeps the first and the last.",
}
_CONSENTS: Final[dict[str, Any]] = {
    "type": "array",
    "maxItems": 20,
    "description": "What they agreed to, in the words that they saw.",
    "items": {
        "type": "object",
        "required": ["purpose", "text"],
        "properties": {
            "purpose": {"type": "string", "pattern": "^[a-z][a-z_]{0,59}$"},
            "text": {
                "type": "string",
                "minLength": 1,
                "maxLength": 4000,
                "pattern": "^[^\\u0000]*[A-Za-z][^\\u0000]*$",
            },
            "language": {"type": "string", "pattern": "^[a-z]{2,3}$"},
            "state": {"enum": ["given", "withdrawn"]},
        },
        "additionalProperties": False,
    },
}
_CUSTOM: Final[dict[str, Any]] = {
    "anyOf": [
        _NO_NUL,
        {"type": "number", "minimum": -1e12, "maximum": 1e12},
        {"type": "boolean"},
        {"type": "null"},
    ],
}
_LINES: Final = ("product", "segment", "authority", "timeframe", "region", "city", "source", "campaign")
_DAY: Final = r"[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_KEYS: Final[dict[str, Any]] = {"pattern": "^[^\\u0000]*$"}


def _named(one: dict[str, Any], most: int) -> dict[str, Any]:
    names = {"type": "object", "maxProperties": most, "propertyNames": _KEYS, "additionalProperties": one}
    return {"anyOf": [names, {"type": "null"}]}


#: One of these says whom to answer or what is asked.
_REACHED: Final = {
    "email": _EMAIL,
    "phone": {"type": "string", "pattern": r"^\+?[0-9][0-9 ()/.-]{4,20}$"},
    "name": _WORD,
    "company": _WORD,
    "need": _WORD,
    "customer_id": _WORD,
}

INQUIRY: Final[dict[str, Any]] = {
    "title": "InquiryIn",
    "type": "object",
    "description": "Somebody asks. Whatever is not named here becomes a custom field. Empty values are unknown ones. "
    "Lines are kept to their 200th character, `need` and custom texts to their 20,000th.",
    "properties": {
        "external_id": {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": "^[!-~]+$"},
                {"type": "integer", "minimum": 0, "maximum": 2**53},
            ],
            "description": "Your own id of it: brought twice it arrives once. Counts before Idempotency-Key.",
        },
        "occurred_at": {
            "type": "string",
            "format": "date-time",
            "pattern": rf"^(19|20){_DAY}T{_TIME}(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$",
            "description": "When it was asked, if that was before now.",
        },
        **{name: {"anyOf": [one, {"type": "null"}]} for name, one in _REACHED.items()},
        "emails": _some(_EMAIL),
        "phones": _some(_TEXT),
        **dict.fromkeys(_LINES, _LINE),
        "budget": _AMOUNT,
        "deal_size": _AMOUNT,
        "currency": {"anyOf": [{"type": "string", "pattern": "^[A-Z]{3}$"}, {"type": "null"}]},
        "language": {"anyOf": [{"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"}, {"type": "null"}]},
        "country": {"anyOf": [{"type": "string", "pattern": "^[A-Z]{2}$"}, {"type": "null"}]},
        "birthday": {
            "anyOf": [
                {"type": "string", "pattern": rf"^(19|20){_DAY}$"},
                {"type": "null"},
            ]
        },
        "tag": _LINE,
        "tags": _some(_TEXT),
        "social": _named(_TEXT, 50),
        "custom": _named(_CUSTOM, 40),
        "touch": _TOUCH,
        "consents": _CONSENTS,
        "capturer": {**_CUSTOM, "description": "Id of the member who took it down; anything else says nothing."},
    },
    "anyOf": [{"required": [name], "properties": {name: one}} for name, one in _REACHED.items()],
    "maxProperties": 40,
    "propertyNames": _KEYS,
    "additionalProperties": _CUSTOM,
    "examples": [
        {"name": "Sara Mansour", "email": "sara@acme.example", "need": "A quote for 200 chairs", "country": "DE"}
    ],
}  # fmt: skip
_OF_AN_INQUIRY: Final = frozenset({"external_id", "occurred_at", "consents", "capturer"})
_PERSON: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What is known of whoever wrote, in the fields of an inquiry.",
    "properties": {name: one for name, one in INQUIRY["properties"].items() if name not in _OF_AN_INQUIRY},
    "maxProperties": 40,
    "propertyNames": _KEYS,
    "additionalProperties": _CUSTOM,
}
MESSAGE: Final[dict[str, Any]] = {
    "title": "MessageIn",
    "type": "object",
    "description": "One message or logged conversation, from anything but mail. `person` may tell more of whoever"
    " wrote, in the fields of an inquiry; other fields are kept unread.",
    "required": ["direction", "channel", "party"],
    "properties": {
        "direction": {"enum": ["in", "out"]},
        "channel": {**_WORD, "description": "phone, whatsapp, sms, telegram, in_person, ..."},
        "party": {**_WORD, "description": "The outside address: e-mail, phone, handle."},
        "name": _TEXT,
        "author": {**_TEXT, "description": "Who of ours wrote or spoke: member id or address."},
        "at": {"type": "string", "format": "date-time", "pattern": rf"^20{_DAY}T{_TIME}Z$"},
        "text": _TEXT,
        "subject": _TEXT,
        "automatic": {"type": "boolean", "description": "A machine wrote it: it answers nobody."},
        "id": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": "^[!-~]+$"},
        "in_reply_to": {"type": "array", "items": _TEXT},
        "person": {"anyOf": [_PERSON, {"type": "null"}]},
    },
    "propertyNames": _KEYS,
    "additionalProperties": _CUSTOM,
    "examples": [
        {"direction": "in", "channel": "whatsapp", "party": "+4915123456789", "text": "Are you there?", "id": "wa-1",
         "person": {"name": "Sara Mansour", "company": "Example Ltd"}}
    ],
}  # fmt: skip
KEY: Final[dict[str, Any]] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Same key and same body: the same answer. Same key and another body: 409.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "examples": ["web-4711"]},
}


def takes(schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What an operation says of its body, by content type, and of the key."""
    content = {kind: {"schema": schema} for kind, schema in schemas.items()}
    return {"requestBody": {"required": True, "content": content}, "parameters": [KEY]}


class Links(Schema):
    """Where to go on."""

    self: str


class ReceiptOut(Schema):
    """What is on disk."""

    id: UUID
    state: StateName
    received_at: datetime
    links: Links


class ItemOut(Schema):
    """What became of one item: 202 with the receipt, or its problem."""

    status: int
    receipt: ReceiptOut | None = None
    replayed: bool = Field(False, description="It was brought before.")
    problem: dict[str, Any] | None = None


class BulkOut(Schema):
    """One answer for each item, in their order."""

    taken: int
    items: list[ItemOut]


class Why(Schema):
    """Why it could not be understood."""

    code: str
    sentence: str


class ArrivalOut(Schema):
    """One arrival and what became of it."""

    id: UUID
    source: UUID
    external_id: str
    kind: Literal["inquiry", "message", "piece"]
    state: StateName
    received_at: datetime
    done_at: datetime | None
    attempts: int
    lead: UUID | None
    wait: UUID | None
    message: UUID | None
    reason: Why | None
    links: Links


class ArrivalsWanted(Paging):
    """Which arrivals."""

    state: StateName | None = None


ArrivalPage = PageOf[ArrivalOut]
