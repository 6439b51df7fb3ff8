"""Transfer encodings: base64, quoted-printable and uuencode to octets, damaged or not."""

import binascii
import re
from typing import Final

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"
_NOT_BASE64: Final = bytes(set(range(256)) - set(_BASE64))
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_PADDING: Final = re.compile(rb"=+")
_UU_BEGIN: Final = re.compile(rb"(?m)^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{0,200})\r?$")


def base64(octets: bytes) -> bytes:
    """Octets of a base64 text; foreign characters are skipped, missing padding is made up.

    What is no base64 at all (one foreign character in eight) is given back as it stands. Several
    padded runs one after another are read one by one. A last lone character is dropped.
    """
    kept = octets.translate(_URL_SAFE, _NOT_BASE64)
    foreign = len(octets) - len(kept)
    if foreign * 8 > len(kept) and (len(octets.translate(None, b" \t\r\n")) - len(kept)) * 8 > len(kept):
        return octets
    return b"".join(_unpadded(run) for run in _PADDING.split(kept) if run)


def _unpadded(run: bytes) -> bytes:
    loose = len(run) % 4
    if loose == 1:
        run = run[:-1]
    elif loose:
        run += b"=" * (4 - loose)
    return binascii.a2b_base64(run)


def quoted_printable(octets: bytes) -> bytes:
    """Octets of a quoted-printable text; what is no escape stays as it stands."""
    return binascii.a2b_qp(octets)


def uuencoded(octets: bytes) -> tuple[bytes, str]:
    """Octets of the first uuencoded file in a text and the name it gives, ("", b"") where there is none.

    Lines that are damaged are cut to what can be read, or skipped.
    """
    begin = _UU_BEGIN.search(octets)
    if begin is None:
        return b"", ""
    out = []
    for line in octets[begin.end() :].lstrip(b"\r\n").split(b"\n"):
        line = line.rstrip(b"\r")
        if line in (b"end", b"`", b""):
            if line == b"end":
                break
            continue
        out.append(_uu_line(line))
    return b"".join(out), begin[1].decode("latin-1").strip()


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        wanted = ((line[0] - 32) & 63) * 4 // 3 + 1
        try:
            return binascii.a2b_uu(line[: wanted + 1])
        except binascii.Error:
            return b""


def decode(octets: bytes, encoding: str) -> bytes:
    """Octets of a part's body under its Content-Transfer-Encoding; unknown ones are passed through."""
    name = encoding.strip().strip("\"'").lower()
    if name in ("base64", "b64", "base-64") or name.startswith("base64"):
        return base64(octets)
    if name in ("quoted-printable", "quoted_printable", "qp") or name.startswith("quoted-p"):
        return quoted_printable(octets)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        decoded, _ = uuencoded(octets)
        return decoded or octets
    return octets
