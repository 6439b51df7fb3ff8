"""Signing: whether a request comes from Twilio (twilio.com/docs/usage/security).

Twilio signs the address it called, exactly as it called it, and after it the fields of the form, each name and value
without anything between, sorted by name; of a body that is no form the SHA-256 stands in the address. Our own address
is what counts, never the Host header: behind a proxy that is FIRSTREPLY_PUBLIC_URL. Nothing in it says when it was
signed: a request that is played again is harmless because each thing has an id of its own.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import parse_qs, urlsplit

_PORTS: Final = {"https": 443, "http": 80}


def signed(url: str, fields: Sequence[tuple[str, str]], token: str) -> str:
    """The signature of a request: HMAC-SHA1 by the account's auth token, in base64."""
    told = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(
        hmac.digest(token.encode(), told.encode("utf-8", "replace"), hashlib.sha1)
    ).decode()


def fits(url: str, fields: Sequence[tuple[str, str]] | None, body: bytes, given: str, token: str) -> bool:
    """Whether `given` is the signature of a call of `url` with these form fields, or (None) with this body."""
    if not token or not given:
        return False
    if fields is None and not _is_of(url, body):
        return False
    wanted = [signed(one, fields or (), token).encode() for one in _spellings(url)]
    found = [hmac.compare_digest(one, given.encode("utf-8", "replace")) for one in wanted]
    return any(found)


def _is_of(url: str, body: bytes) -> bool:
    told = parse_qs(urlsplit(url).query, max_num_fields=100).get("bodySHA256", [""])[0]
    wanted = hashlib.sha256(body).hexdigest()
    return hmac.compare_digest(wanted.encode(), told.lower().encode("utf-8", "replace"))


def _spellings(url: str) -> Iterator[str]:
    """As it is, and with the port that goes without saying: Twilio has signed both."""
    yield url
    parts = urlsplit(url)
    port = _PORTS.get(parts.scheme)
    host = parts.hostname or ""
    if parts.port is None and port:
        yield url.replace(parts.netloc, f"{parts.netloc}:{port}", 1)
    elif parts.port == port:
        yield url.replace(parts.netloc, parts.netloc.removesuffix(f":{port}"), 1)
    elif host:
        yield url.replace(parts.netloc, parts.netloc.rpartition(":")[0], 1)
