"""Alone: pages for who is not signed in, or not to work; what is wrong is said on them, and forms carry a proof."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.web.desk.page import refusal
from firstreply.web.desk.visit import Visitor, refuse_large, refuse_strange, visitor

_Given = ParamSpec("_Given")
_SAID: Final = {
    "email_password_mismatch": "sign_in_wrong",
    "too_many_login_attempts": "attempts_too_many",
    "rate_limited": "attempts_too_many",
    "incorrect_code": "code_wrong",
    "incorrect_password": "password_wrong",
    "enter_current_password": "password_wrong",
    "invalid_password_reset": "reset_over",
    "password_too_short": "password_short",
    "password_too_common": "password_common",
    "password_too_similar": "password_similar",
}


def alone(
    view: Callable[Concatenate[Visitor, _Given], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponseBase]:
    """A page for anybody; a POST must come from one of ours."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: _Given.args, **kwargs: _Given.kwargs) -> HttpResponseBase:
        who = visitor(request)
        try:
            if request.method not in ("GET", "HEAD"):
                refuse_large(request)
                refuse_strange(who)
            return view(who, *args, **kwargs)
        except Refused as refused:
            return refusal(who, refused)

    return answered


def person(who: Visitor) -> Any:
    """The account of who is signed in: a row that Django's and the library's forms take; or nobody in particular."""
    return who.request.user


def wrong(form: Any, otherwise: str = "sign_in_wrong") -> Refused:
    """What a form of django-allauth refuses, as a code of ours."""
    codes = [error.code or "" for errors in form.errors.as_data().values() for error in errors]
    first = next((code for code in codes if code in _SAID), None)
    return Refused(otherwise) if first is None else Refused(_SAID[first], least=10)


def credential(who: Visitor) -> Mapping[str, Any]:
    """What a passkey answered. Refuses `passkey_wrong` for what is none."""
    try:
        found = json.loads(who.request.POST.get("credential", ""))
    except ValueError:
        raise Refused("passkey_wrong") from None
    if not isinstance(found, dict):
        raise Refused("passkey_wrong")
    return found


def wanted(options: Mapping[str, Any]) -> str:
    """What a page's script asks the browser's keeper of passkeys for."""
    return json.dumps(options)
