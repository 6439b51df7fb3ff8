"""Body: the octets that a form sent, as names and texts. Files are told of and not kept; endless parts are cut off."""

import re
from collections.abc import Mapping
from email.message import Message
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from firstreply.core.refusal import Refused

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
MOST_PARTS: Final = 300
_LONGEST_HEAD: Final = 4096
_NAME: Final = re.compile(r';\s*name=(?:"([^"]*)"|([^;\s]+))', re.IGNORECASE)
_FILE: Final = re.compile(r';\s*filename\*?=(?:"([^"]*)"|([^;\s]*))', re.IGNORECASE)
_DISPOSITION: Final = re.compile(r"^content-disposition:(.*)$", re.IGNORECASE | re.MULTILINE)


class Posted(NamedTuple):
    """What was sent: texts by name, in order; `files` are names of fields that brought one."""

    fields: Mapping[str, tuple[str, ...]]
    files: tuple[str, ...] = ()

    def first(self, name: str) -> str:
        """The first text of that name; "" without one."""
        return next(iter(self.fields.get(name, ())), "")


def posted(content_type: str, body: bytes) -> Posted:
    """Read what was sent, as UTF-8 with a sign for what is none.

    Raises Refused: form_type_unknown, form_too_many_parts, form_parts_broken.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == URLENCODED:
        return _gathered(_urlencoded(body), [])
    if kind == MULTIPART:
        return _multipart(content_type, body)
    raise Refused("form_type_unknown", found=kind[:100], want=f"{URLENCODED} | {MULTIPART}")


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    pieces = body.split(b"&", MOST_PARTS)
    if len(pieces) > MOST_PARTS:
        raise Refused("form_too_many_parts", limit=MOST_PARTS)
    pairs = (one.replace(b"+", b" ").partition(b"=") for one in pieces if one)
    return [(_text(unquote_to_bytes(name)), _text(unquote_to_bytes(text))) for name, _, text in pairs]


def _multipart(content_type: str, body: bytes) -> Posted:
    header = Message()
    header["content-type"] = content_type.replace("\r", "").replace("\n", "")
    boundary = header.get_boundary()
    if not boundary or len(boundary) > 200:
        raise Refused("form_parts_broken")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("utf-8", "replace"), MOST_PARTS + 2)
    if len(parts) > MOST_PARTS + 2:
        raise Refused("form_too_many_parts", limit=MOST_PARTS)
    pairs: list[tuple[str, str]] = []
    files: list[str] = []
    for part in parts[1:]:
        if part.startswith(b"--"):
            return _gathered(pairs, files)
        _part(part, pairs, files)
    raise Refused("form_parts_broken")  # it ends before its end


def _part(part: bytes, pairs: list[tuple[str, str]], files: list[str]) -> None:
    head, blank, content = part.partition(b"\r\n\r\n")
    said = _DISPOSITION.search(head.decode("utf-8", "replace").replace("\r\n", "\n")) if blank else None
    named = _NAME.search(";" + said[1]) if said else None
    if named is None or said is None or len(head) > _LONGEST_HEAD:
        raise Refused("form_parts_broken")
    name = (named[1] or named[2] or "").replace("%22", '"')
    file = _FILE.search(said[1])
    if file is None:
        pairs.append((_clean(name), _text(content)))
    elif file[1] or file[2] or content:
        files.append(_clean(name)[:100])


def _gathered(pairs: list[tuple[str, str]], files: list[str]) -> Posted:
    found: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        found[name] = (*found.get(name, ()), text)
    return Posted(found, tuple(files))


def _text(octets: bytes) -> str:
    return _clean(octets.decode("utf-8", "replace"))


def _clean(text: str) -> str:
    return text.replace("\0", "")
