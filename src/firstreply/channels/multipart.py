"""Multipart: a form with files, as providers' APIs take it (RFC 7578, and the escapes of the HTML standard)."""

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from firstreply.channels.enclosed import Enclosed
from firstreply.core.mail.body import safe_name

_KIND: Final = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
_SECONDS_AT_LEAST: Final = 15.0
_SLOWEST: Final = 100_000  #: octets in a second
_ESCAPES: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def form(given: Mapping[str, Any], files: Mapping[str, Enclosed]) -> tuple[bytes, dict[str, str]]:
    """A body and the header that says what it is. What is no text is written as JSON; `files` by their fields."""
    mark = secrets.token_hex(16)  # of 128 bits: stands in nothing that is sent
    parts = []
    for name, value in given.items():
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        parts += [_head(mark, f'name="{name}"'), told.encode("utf-8", "replace")]
    for name, file in files.items():
        called = (safe_name(file.name) or "file").translate(_ESCAPES)
        kind = file.content_type if _KIND.fullmatch(file.content_type) else "application/octet-stream"
        parts += [_head(mark, f'name="{name}"; filename="{called}"', kind), file.octets()]
    body = b"".join([*parts, f"\r\n--{mark}--\r\n".encode()]).removeprefix(b"\r\n")
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}


def seconds(files: Mapping[str, Enclosed]) -> float:
    """How long it may take until so much was carried and answered."""
    return _SECONDS_AT_LEAST + sum(one.size for one in files.values()) / _SLOWEST


def _head(mark: str, named: str, kind: str = "") -> bytes:
    about = f"Content-Type: {kind}\r\n" if kind else ""
    head = f"\r\n--{mark}\r\nContent-Disposition: form-data; {named}\r\n{about}\r\n"
    return head.encode("utf-8", "replace")
