"""Provider: letters handed to a sending service over its own API, and what it says became of them.

Each service's requests and reports are spoken by django-anymail. This is the one module of the channels that touches
Django, whose mail classes anymail is made for; nothing of its settings is used: everything is given with each call.
"""

import secrets
from collections.abc import Mapping
from email.utils import formataddr
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.base import Checked, Setup
from firstreply.channels.email.send.handing import UNSURE
from firstreply.channels.email.send.header import address_of, clean, id_of
from firstreply.channels.email.send.letter import Letter
from firstreply.channels.email.send.together import Part
from firstreply.channels.enclosed import MOST_OCTETS, Carried
from firstreply.channels.outward import PrivateAddressError, outward
from firstreply.core.refusal import Refused

_SECONDS: Final = 30.0
FILES: Final = 50  #: that one letter brings
_SLOWEST: Final = 100_000  #: octets in a second
_USER: Final = (
    "firstreply"  #: the user name of a report's basic authentication; the password is the account's secret
)
LETTER: Final = (
    "letter"  #: under which a letter's Message-ID travels with it, and comes back with each report
)


class Service(NamedTuple):
    """What anymail calls a service's modules, its key, and what its reports are signed with ("": our secret)."""

    module: str
    key: str
    signed: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    names_letters: bool = True  #: takes a Message-ID of ours
    most: int = MOST_OCTETS  #: octets of files that a letter may bring, before they are encoded


SERVICES: Final[Mapping[str, Service]] = MappingProxyType(
    {
        "mailgun": Service("mailgun", "api_key", "webhook_signing_key", most=18 << 20),
        "postmark": Service("postmark", "server_token", headers={"X-PM-KeepID": "true"}, most=7 << 20),
        "sendgrid": Service("sendgrid", "api_key", "tracking_webhook_verification_key"),
        "brevo": Service("brevo", "api_key", most=14 << 20),
        "resend": Service("resend", "api_key", "svix"),
        "sparkpost": Service("sparkpost", "api_key", most=14 << 20),
        "mailjet": Service("mailjet", "api_key", names_letters=False, most=10 << 20),
        "mandrill": Service("mandrill", "api_key", "webhook_key", most=18 << 20),
    }
)


def send(letter: Letter, octets: bytes, setup: Setup) -> Answer:
    """Hand it to the service. `octets` is the letter as it is kept here; the service writes its own from the parts."""
    from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
    from django.core.exceptions import ImproperlyConfigured

    base = urlsplit(str(setup.settings.get("base_url") or "")).hostname or ""
    try:
        with outward(
            seconds=_SECONDS * 2 + len(octets) / _SLOWEST, hosts=(base,) if base in setup.hosts else ()
        ):
            _posted(letter, setup)
    except AnymailRecipientsRefused:
        return Rejected(reason="reader_refused")
    except AnymailRequestsAPIError as error:
        answered = error.status_code is not None
        return _refused(int(error.status_code), error.response) if answered else _no_answer(error)
    except ImproperlyConfigured:
        return TryAgain(reason="login_refused: not configured", unreachable=True)
    except (AnymailError, ValueError, TypeError) as error:  # a letter that this service cannot carry
        return Rejected(reason=f"letter_refused: {type(error).__name__}")
    return Sent(letter.message_id, octets)


def carries(setup: Setup) -> Carried:
    """What a letter by the account's service may bring. Refuses `provider_unknown`."""
    return Carried(FILES, service_of(setup).most)


def check(setup: Setup) -> Checked:
    """Whether a key is there; services have no request that only asks whether one would be let in."""
    chosen = str(setup.settings.get("provider"))
    if not setup.sealed.get("api_key"):
        return Checked(ok=False, code="provider_key_missing", facts={"provider": chosen})
    return Checked(ok=True, facts={"sending": chosen})


def _posted(letter: Letter, setup: Setup) -> None:
    from django.core.mail import EmailMessage

    service = service_of(setup)
    message = EmailMessage(
        subject=clean(letter.subject),
        body=letter.text.replace("\0", ""),
        from_email=_person(letter.sender_name, letter.sender),
        to=[_person(letter.to_name, letter.to)],
        reply_to=[_person("", letter.reply_to)] if letter.reply_to else None,
        headers=_headers(letter, service),
    )
    for one in map(Part.of, letter.files):
        message.attach(one.name, one.octets, one.kind)
    message.metadata = {LETTER: letter.message_id}  # type: ignore[attr-defined]
    message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
    backend = _backend(service, setup)
    backend.open()
    try:
        backend.session.trust_env = False  # no proxy, no password file of whoever runs this
        backend.session.max_redirects = 0
        backend.send_messages([message])
    finally:
        backend.close()


def _backend(service: Service, setup: Setup) -> Any:
    from importlib import import_module

    given = {service.key: setup.sealed.get("api_key", ""), "requests_timeout": _SECONDS}
    if setup.settings.get("base_url"):
        given["api_url"] = setup.settings["base_url"]
    if service.module == "mailjet":
        given["secret_key"] = setup.sealed.get("api_secret", "")
    if service.module == "mailgun" and setup.settings.get("sender_domain"):
        given["sender_domain"] = setup.settings["sender_domain"]
    given["timeout"] = given.pop("requests_timeout")
    return import_module(f"anymail.backends.{service.module}").EmailBackend(**given)


def _headers(letter: Letter, service: Service) -> dict[str, str]:
    known = list(dict.fromkeys(one for one in map(id_of, letter.answers) if one))[-20:]
    given = {
        "Message-ID": f"<{letter.message_id}>" if service.names_letters else "",
        "In-Reply-To": f"<{known[-1]}>" if known else "",
        "References": " ".join(f"<{one}>" for one in known),
        "Auto-Submitted": letter.automatic,
        "X-Auto-Response-Suppress": "All" if letter.automatic else "",
    }
    return {name: value for name, value in given.items() if value} | dict(service.headers)


def _person(name: str, address: str) -> str:
    found = address_of(address)
    if found is None:
        raise ValueError("not an address")
    return formataddr((clean(name).replace('"', "'").replace("\\", ""), found))


def _refused(status: int, response: Any) -> Answer:
    said = " ".join(str(getattr(response, "text", ""))[:300].split())[:120]
    if status in (401, 403):
        return TryAgain(reason=f"login_refused: status {status}", unreachable=True)
    if status == 429:
        after = str(response.headers.get("Retry-After", ""))
        return TryAgain(reason="too_much: status 429", after=float(after) if after.isdecimal() else 60.0)
    if status == 408 or status >= 500 or status < 400:
        return TryAgain(reason=f"not_now: status {status}", unreachable=True)
    if any(word in said.lower() for word in _OF_SENDER):
        return TryAgain(reason=f"sender_refused: status {status}: {said}", unreachable=True)
    return Rejected(reason=f"letter_refused: status {status}: {said}")


_OF_SENDER: Final = ("sender", "signature", "from address", "verified", "not allowed to send", "domain")


def _no_answer(error: BaseException) -> Answer:
    """Nobody has the letter where no connection was made; where one broke, the service may have it."""
    import requests

    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, PrivateAddressError):
            return TryAgain(reason="address_not_public", unreachable=True)
        if isinstance(
            seen, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError | ConnectionRefusedError
        ):
            return TryAgain(reason="no_answer: no_connection", unreachable=True)
        seen = seen.__cause__ or seen.__context__
    return TryAgain(reason=f"{UNSURE}: no_answer")


def service_of(setup: Setup) -> Service:
    """The service an account sends by. Refuses `provider_unknown`."""
    found = SERVICES.get(str(setup.settings.get("provider") or ""))
    if found is None:
        raise Refused("provider_unknown", provider=str(setup.settings.get("provider") or ""))
    return found


def view_of(service: Service, setup: Setup) -> Any:
    """Anymail's reader of reports. Without a key of the service, reports must carry our secret."""
    from importlib import import_module

    module = import_module(f"anymail.webhooks.{service.module}")
    kind = "Combined" if service.module == "mandrill" else "Tracking"
    made = next(
        value for name, value in vars(module).items()
        if name.endswith(f"{kind}WebhookView") and value.__module__ == module.__name__
    )  # fmt: skip
    key = setup.sealed.get("webhook_key", "")
    given: dict[str, Any] = {"webhook_secret": []}
    if key and service.signed not in ("", "svix"):
        given[service.signed] = key
    else:
        given["webhook_secret"] = [f"{_USER}:{setup.secret or secrets.token_hex()}"]
        if service.module == "mailgun":
            given["webhook_signing_key"] = "unused"
    if service.module == "mandrill":
        given["webhook_url"] = setup.address
    return made(**given)


def request_of(body: bytes, content_type: str, headers: Mapping[str, str], url: str) -> Any:
    """A request as Django's views want one."""
    from django.core.handlers.wsgi import WSGIRequest

    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "wsgi.input": BytesIO(body),
        "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)), "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or 443), "wsgi.url_scheme": parts.scheme or "https",
    }  # fmt: skip
    for name, value in headers.items():
        if name not in ("content-type", "content-length"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return WSGIRequest(environ)
