"""Together: a text and the files that go with it, as one body of several parts (RFC 2046, 2183, 2231).

As in `header`, every piece has an alphabet of its own: a file's name becomes plain letters or octets in per cent, its
kind one of a known shape, what is in it base64. So no name begins a header, and no file ends its part.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Self
from uuid import UUID

from firstreply.channels.enclosed import Enclosed
from firstreply.core.mail.body import safe_name

_ANYTHING: Final = "application/octet-stream"
#: `multipart` and `message` are never base64 (RFC 2046 5): a mail that lies beside a lead goes as octets.
_KIND: Final = re.compile(r"(?:application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9.+_-]{0,79}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9 ._+-]{0,49}[A-Za-z0-9_+-]|[A-Za-z0-9_+-]")
_BARE: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-")
_WIDTH: Final = 54  #: signs of a name on one line


class Part(NamedTuple):
    """A file as it stands in a letter."""

    name: str
    kind: str
    octets: bytes

    @classmethod
    def of(cls, file: Enclosed) -> Self:
        """With a name and a kind that readers take."""
        # Readers decode encoded words wherever they see them begin, also in a file's name.
        name = safe_name(file.name.encode("utf-8", "replace").decode()).replace("=?", "=_") or "file"
        kind = file.content_type.lower().partition(";")[0].strip()
        return cls(name, kind if _KIND.fullmatch(kind) else _ANYTHING, file.octets())


def together(
    own: UUID, about: Sequence[tuple[str, str]], body: bytes, files: Sequence[Part]
) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body of both: `about` and `body` are those of the text."""
    mark = f"=_f{own.hex}"  # no encoding ever writes `=_`, and the other mark begins otherwise
    pieces = [_opened(mark, [(name, (value,)) for name, value in about]), body]
    for one in files:
        head = (
            ("Content-Type", (one.kind,)),
            ("Content-Transfer-Encoding", ("base64",)),
            ("Content-Disposition", ("attachment;", *_named(one.name))),
        )
        pieces += [b"\r\n", _opened(mark, head), base64.encodebytes(one.octets).replace(b"\n", b"\r\n")]
    pieces.append(f"\r\n--{mark}--\r\n".encode())
    return [("Content-Type", f'multipart/mixed; boundary="{mark}"')], b"".join(pieces)


def _opened(mark: str, head: Iterable[tuple[str, Sequence[str]]]) -> bytes:
    """Where a part begins: its mark and its headers, each folded between its pieces."""
    folded = ((name, "\r\n ".join(pieces)) for name, pieces in head)
    lines = "".join(f"{name}: {value}\r\n" for name, value in folded)
    return f"--{mark}\r\n{lines}\r\n".encode()


def _named(name: str) -> list[str]:
    """The parameter that names a file, a line each: in quotes where nothing can be misread, else in per cent."""
    if _PLAIN.fullmatch(name):
        return [f'filename="{name}"']
    signs = ["".join(chr(one) if one in _BARE else f"%{one:02X}" for one in sign.encode()) for sign in name]
    parts = [""]
    for sign in signs:
        if len(parts[-1]) + len(sign) > _WIDTH:
            parts.append("")
        parts[-1] += sign
    if len(parts) == 1:
        return [f"filename*=utf-8''{parts[0]}"]
    parts[0] = f"utf-8''{parts[0]}"
    ends = [";"] * (len(parts) - 1) + [""]
    return [f"filename*{number}*={part}{ends[number]}" for number, part in enumerate(parts)]
