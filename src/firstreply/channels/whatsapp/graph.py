"""Graph: what we ask Meta about an account: how it is, which templates it has, and to bring its messages here."""

from collections.abc import Mapping
from typing import Any, Final

from firstreply.channels.ask import NoAnswerError, Reply
from firstreply.channels.base import Checked, Setup
from firstreply.channels.loose import at, items, text
from firstreply.channels.meta import asked
from firstreply.channels.whatsapp.errors import code_of, reason_of
from firstreply.core.lead import FieldError
from firstreply.core.refusal import Refused

_SHOWN: Final = (
    "display_phone_number",
    "verified_name",
    "quality_rating",
    "code_verification_status",
    "name_status",
)
_MEDIA: Final = frozenset({"IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "PRODUCT"})
_CARDS: Final = frozenset({"CAROUSEL", "LIMITED_TIME_OFFER"})
#: Buttons whose code, order or products go along with each message.
_TOLD_BUTTONS: Final = frozenset({"COPY_CODE", "OTP", "FLOW", "MPM", "SPM", "CATALOG", "ORDER_DETAILS"})
_PAGES: Final = 20  #: of a hundred templates


def check(setup: Setup) -> Checked:
    """Which number it is, by which name people see it, and what Meta thinks of its quality."""
    number = _number(setup)
    try:
        reply = asked(setup, "GET", number, query={"fields": ",".join(_SHOWN)})
    except NoAnswerError as error:
        return error.checked
    if not reply.is_fine:
        return _wrong(reply)
    return Checked(ok=True, facts={name: text(reply.data, name) for name in _SHOWN if text(reply.data, name)})


def connect(setup: Setup) -> Checked:
    """Have Meta bring this number's messages to this account's own address, whatever the app's address is."""
    steps = [
        (
            _number(setup),
            {"webhook_configuration": {"override_callback_uri": setup.address, "verify_token": setup.secret}},
        )
    ]
    account = str(setup.settings.get("account_id") or "")
    if account:
        steps.insert(0, (f"{account}/subscribed_apps", {}))
    try:
        for path, given in steps:
            reply = asked(setup, "POST", path, given)
            if not reply.is_fine:
                return _wrong(reply)
    except NoAnswerError as error:
        return error.checked
    return check(setup)


def templates(setup: Setup) -> tuple[Mapping[str, Any], ...]:
    """The templates of the account: {name, language, status, category, header, header_parameters, text, parameters,
    needs}. Parameters are names or, where they have none, numbers; `needs` says what more Meta wants to be told of each
    message, and we cannot: `media`, `button`, `cards`.

    Refuses `settings_invalid`, `channel_unreachable`, and `channel_refused` with Meta's reason.
    """
    account = str(setup.settings.get("account_id") or "")
    if not account:
        raise Refused("settings_invalid", errors=(FieldError("settings.account_id", "field_missing"),))
    found: list[Mapping[str, Any]] = []
    query = {"fields": "name,language,status,category,components", "limit": "100"}
    for _ in range(_PAGES):
        try:
            reply = asked(setup, "GET", f"{account}/message_templates", query=query)
        except NoAnswerError as error:
            raise Refused("channel_unreachable", reason=error.reason) from None
        if not reply.is_fine:
            raise Refused("channel_refused", reason=reason_of(code_of(at(reply.data, "error"))))
        found += [_template(one) for one in items(reply.data, "data") if text(one, "name")]
        after = text(reply.data, "paging", "cursors", "after")
        if not after or not text(reply.data, "paging", "next"):
            break
        query = {**query, "after": after}
    return tuple(found)


def _template(one: Any) -> dict[str, Any]:
    parts = {text(part, "type").upper(): part for part in items(one, "components")}
    above, told = text(parts.get("HEADER"), "text"), text(parts.get("BODY"), "text")
    return {name: text(one, name) for name in ("name", "language", "status", "category")} | {
        "header": above,
        "header_parameters": _parameters(above),
        "text": told,
        "parameters": _parameters(told),
        "needs": _needs(parts),
    }


def _needs(parts: Mapping[str, Any]) -> str:
    if text(parts.get("HEADER"), "format").upper() in _MEDIA:
        return "media"
    if any(
        text(one, "type").upper() in _TOLD_BUTTONS or "{{" in text(one, "url")
        for one in items(parts.get("BUTTONS"), "buttons")
    ):
        return "button"
    return "cards" if parts.keys() & _CARDS else ""


def _parameters(told: str) -> list[str]:
    """What stands in double braces, each once, in order."""
    inner = (part.partition("}}") for part in told.split("{{")[1:])
    return list(dict.fromkeys(name.strip() for name, close, _ in inner if close and name.strip()))


def _number(setup: Setup) -> str:
    return str(setup.settings.get("phone_number_id") or "")


def _wrong(reply: Reply) -> Checked:
    code = code_of(at(reply.data, "error"))
    reason = reason_of(code) if code else f"status {reply.status}"
    if reply.status in (401, 403) or code == 190:
        return Checked(ok=False, code="channel_token_refused", facts={"reason": reason})
    return Checked(ok=False, code="channel_refused", facts={"reason": reason})
