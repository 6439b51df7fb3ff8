"""Rest: what we ask Twilio's interface: how the account is, which number it has, and to bring its calls here."""

import base64
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from firstreply.channels.ask import NoAnswerError, Reply, ask, base_of
from firstreply.channels.base import Checked, Setup
from firstreply.channels.loose import items, text, whole
from firstreply.channels.twilio.voice import ELSEWHERE, way

BASE: Final = "https://api.twilio.com"
VERSION: Final = "2010-04-01"


def asked(setup: Setup, method: str, path: str, fields: Mapping[str, str] | None = None) -> Reply:
    """One request on behalf of the account; `fields` as a form, or in the address of a GET. Raises NoAnswerError."""
    own = str(setup.settings.get("account_sid") or "")
    url = f"{base_of(setup, BASE)}/{VERSION}/Accounts/{own}{path}"
    encoded = urlencode(fields or {})
    login = base64.b64encode(f"{own}:{setup.sealed.get('auth_token', '')}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", "Accept": "application/json"}
    if method == "GET":
        return ask(method, f"{url}?{encoded}" if encoded else url, headers=headers, hosts=setup.hosts)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return ask(method, url, body=encoded.encode(), headers=headers, hosts=setup.hosts)


def check(setup: Setup) -> Checked:
    """What the account is called, and whether it may be used."""
    try:
        reply = asked(setup, "GET", ".json")
    except NoAnswerError as error:
        return error.checked
    if not reply.is_fine:
        return _wrong(reply)
    facts = {name: text(reply.data, name) for name in ("friendly_name", "status", "type")}
    if facts["status"] != "active":
        return Checked(ok=False, code="channel_refused", facts={"reason": f"account {facts['status']}"})
    return Checked(ok=True, facts=facts)


def connect(setup: Setup) -> Checked:
    """Have Twilio bring the number's messages and calls to this account's address."""
    number = str(setup.settings.get("number") or "")
    if not number:
        return Checked(ok=False, code="setting_wrong", facts={"field": "number"})
    try:
        found = asked(setup, "GET", "/IncomingPhoneNumbers.json", {"PhoneNumber": number})
        if not found.is_fine:
            return _wrong(found)
        own = next((text(one, "sid") for one in items(found.data, "incoming_phone_numbers")), "")
        if not own:
            return Checked(ok=False, code="channel_refused", facts={"reason": f"no number {number}"})
        told = asked(setup, "POST", f"/IncomingPhoneNumbers/{own}.json", _addresses(setup))
    except NoAnswerError as error:
        return error.checked
    return check(setup) if told.is_fine else _wrong(told)


def _addresses(setup: Setup) -> dict[str, str]:
    """Calls that are handled elsewhere stay there; we only hear how they ended."""
    ways = {"Sms": setup.address, "Voice": setup.address, "StatusCallback": f"{setup.address}?on=status"}
    if way(setup.settings) == ELSEWHERE:
        del ways["Voice"]
    named = {name: name if name == "StatusCallback" else f"{name}Url" for name in ways}
    return {named[name]: url for name, url in ways.items()} | {f"{name}Method": "POST" for name in ways}


def _wrong(reply: Reply) -> Checked:
    code = whole(reply.data, "code")
    reason = f"twilio {code}" if code else f"status {reply.status}"
    if reply.status in (401, 403) or code == 20003:
        return Checked(ok=False, code="channel_token_refused", facts={"reason": reason})
    return Checked(ok=False, code="channel_refused", facts={"reason": reason})


def error_of(data: Any) -> int:
    """The code of an error, 0 where it has none."""
    return whole(data, "code") or 0
