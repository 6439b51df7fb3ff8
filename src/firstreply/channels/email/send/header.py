"""Header: lines of a letter's head, made of pieces that can be nothing else.

Every piece has its own alphabet, none of which holds a line break: a text becomes letters and digits or base64, an
address an address, an id an id. What joins them is ours. So no text that anybody typed can begin a header of its own.
"""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

#: What no line of a header holds. Joiners (Cf) stay: Persian is not written without them; what turns a line's
#: direction round goes.
_UNSEEN: Final = frozenset({"Cc", "Cn", "Co", "Cs", "Zl", "Zp"})
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LONGEST: Final = 200  #: signs of a subject or a name
_PLAIN: Final = re.compile(r"[A-Za-z0-9 .,!?'+/&:;()-]{1,60}")
_PLAIN_NAME: Final = re.compile(
    r"[A-Za-z0-9 !'+/&-]{1,60}"
)  #: atoms (RFC 5322 3.2.3): a comma would part two people
_WORD: Final = 42  #: octets in one encoded word, which may have 75 signs (RFC 2047)
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}"
                            r"[A-Za-z0-9])?")  # fmt: skip
_ID: Final = re.compile(r"[!-;=?-~]{1,200}@[!-;=?-~]{1,200}|[!-;=?-~]{1,250}")
_SPOKEN: Final = frozenset("LMN")  #: what a part before the @ in another script is made of


def clean(text: str) -> str:
    """The text as one line shows it: no control characters, nothing that turns a line round, at most 200 signs."""
    seen = "".join(
        " " if unicodedata.category(sign) in _UNSEEN or sign in _TURNING else sign for sign in text[:5000]
    )
    return " ".join(seen.split())[:_LONGEST].strip()


def words(text: str) -> str:
    """A text as a header may hold it: plain where nothing can be misread, else encoded words (RFC 2047)."""
    shown = clean(text)
    return shown if not shown or _PLAIN.fullmatch(shown) else " ".join(_encoded(shown))


def mailbox(name: str, address: str) -> str:
    """A person: `name <address>`. The address must come from `address_of`."""
    shown = clean(name)
    if not shown:
        return address
    return f"{shown if _PLAIN_NAME.fullmatch(shown) else ' '.join(_encoded(shown))} <{address}>"


def address_of(given: str) -> str | None:
    """The address as mail servers take it, or None where it is none.

    A domain in another script is written in its ASCII form (IDNA). A part before the @ in another script stays, and is
    taken only by servers that know SMTPUTF8 (RFC 6531).
    """
    local, _, domain = given.strip().rpartition("@")
    try:
        plain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if (
        "=?" in local
        or len(local.encode("utf-8", "replace")) > 64
        or len(plain) > 253
        or not _DOMAIN.fullmatch(plain)
    ):
        return None
    if _LOCAL.fullmatch(local):
        return f"{local}@{plain}"
    folded = "".join("a" if not sign.isascii() and _is_spoken(sign) else sign for sign in local)
    return f"{unicodedata.normalize('NFC', local)}@{plain}" if _LOCAL.fullmatch(folded) else None


def id_of(given: str) -> str | None:
    """A Message-ID without brackets that may stand in a header, or None for what is none (a hash of ours, say)."""
    found = given.strip()
    fits = _ID.fullmatch(found) and "=?" not in found and not found.startswith("sha256:")
    return found if fits else None


def line(name: str, pieces: Iterable[str]) -> bytes:
    """One header, folded between its pieces. Raises ValueError for a piece that cannot stand in one."""
    out, width = [f"{name}:"], len(name) + 1
    for piece in " ".join(pieces).split(" "):
        if not piece or any(sign < "!" or sign == "\x7f" for sign in piece):
            raise ValueError("not a piece of a header")
        if width + 1 + len(piece) > 78 and width > 1:
            out.append(f"\r\n {piece}")
            width = 1 + len(piece)
        else:
            out.append(f" {piece}")
            width += 1 + len(piece)
    return ("".join(out) + "\r\n").encode("utf-8")


def _encoded(text: str) -> Iterator[str]:
    """Each word whole characters, so that every reader can decode it alone."""
    part = b""
    for sign in text:
        octets = sign.encode("utf-8")
        if len(part) + len(octets) > _WORD:
            yield f"=?utf-8?b?{base64.b64encode(part).decode()}?="
            part = b""
        part += octets
    yield f"=?utf-8?b?{base64.b64encode(part).decode()}?="


def _is_spoken(sign: str) -> bool:
    return unicodedata.category(sign)[0] in _SPOKEN
