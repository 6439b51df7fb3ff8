"""Transfer encodings: base64, quoted-printable and uuencode to octets, damaged or not, a megabyte at a time."""

import binascii
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

_PIECE: Final = 1 << 20
_UU_LINES: Final = 1_200_000  #: 64 MB of full lines have fewer
_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"
_NOT_BASE64: Final = bytes(set(range(256)) - set(_BASE64))
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_PADDING: Final = re.compile(rb"=+")
_UU_BEGIN: Final = re.compile(rb"(?m)^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{0,200})\r?$")


def decode(raw: bytes, start: int, end: int, encoding: str, limit: int) -> bytes:
    """The first `limit` octets of `raw[start:end]` under its Content-Transfer-Encoding; unknown ones pass through.

    Works in pieces, so that the memory taken is that of the result. Never fails.
    """
    name = encoding.strip().strip("\"'").lower()
    end = max(start, min(end, len(raw)))
    if name in ("base64", "b64", "base-64") or name.startswith("base64"):
        if _is_base64(raw[start : min(end, start + _PIECE)]):
            return _collected(_base64(_pieces(raw, start, end)), limit)
    elif name in ("quoted-printable", "quoted_printable", "qp") or name.startswith("quoted-p"):
        return _collected((binascii.a2b_qp(piece) for piece in _pieces(raw, start, end)), limit)
    elif name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        begin = _UU_BEGIN.search(raw, start, end)
        if begin:
            return _collected(_uu_lines(raw, begin.end(), end), limit)
    return raw[start : min(end, start + limit)]


def base64(octets: bytes) -> bytes:
    """Octets of a base64 text; foreign characters are skipped, missing padding is made up.

    What is no base64 at all (one foreign character in eight) is given back as it stands. Several padded runs one
    after another are read one by one. A last lone character is dropped.
    """
    return b"".join(_base64((octets,))) if _is_base64(octets) else octets


def quoted_printable(octets: bytes) -> bytes:
    """Octets of a quoted-printable text; what is no escape stays as it stands."""
    return binascii.a2b_qp(octets)


def uu_name(octets: bytes) -> str:
    """The file name that a uuencoded text gives, "" where it has none."""
    begin = _UU_BEGIN.search(octets)
    return begin[1].decode("latin-1").strip() if begin else ""


def _collected(pieces: Iterable[bytes], limit: int) -> bytes:
    out = BytesIO()
    for piece in pieces:
        room = limit - out.tell()
        out.write(piece[:room])
        if len(piece) >= room:
            break
    return out.getvalue()


def _pieces(raw: bytes, start: int, end: int) -> Iterator[bytes]:
    """A span cut at line ends into pieces of about a megabyte."""
    while start < end:
        stop = min(start + _PIECE, end)
        if stop < end:
            line_end = raw.rfind(b"\n", start, stop)
            stop = line_end + 1 if line_end > start else stop
        yield raw[start:stop]
        start = stop


def _is_base64(octets: bytes) -> bool:
    """Whether a text is base64 and no prose: of prose each fourth character is foreign, blanks counted."""
    kept = len(octets.translate(None, _NOT_BASE64))
    on_lines = len(octets.translate(None, b"\r\n")) - kept
    return on_lines * 4 <= kept and (len(octets.translate(None, b" \t\r\n")) - kept) * 8 <= kept


def _base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *closed, rest = _PADDING.split(rest + piece.translate(_URL_SAFE, _NOT_BASE64))
        for run in closed:
            yield _unpadded(run)
        whole = len(rest) // 4 * 4
        yield binascii.a2b_base64(rest[:whole])
        rest = rest[whole:]
    yield _unpadded(rest)


def _unpadded(run: bytes) -> bytes:
    loose = len(run) % 4
    if loose == 1:
        run = run[:-1]
    elif loose:
        run += b"=" * (4 - loose)
    return binascii.a2b_base64(run)


def _uu_lines(raw: bytes, start: int, end: int) -> Iterator[bytes]:
    """The decoded lines of a uuencoded file; damaged ones are cut to what can be read, or skipped."""
    at = raw.find(b"\n", start, end) + 1
    for _ in range(_UU_LINES):
        if not 0 < at < end:
            return
        stop = raw.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = raw[at : min(stop, at + 200)].rstrip(b"\r\n")
        if line == b"end":
            return
        if line and line != b"`":
            yield _uu_line(line)
        at = stop + 1


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        wanted = ((line[0] - 32) & 63) * 4 // 3 + 1
        try:
            return binascii.a2b_uu(line[: wanted + 1])
        except binascii.Error:
            return b""
