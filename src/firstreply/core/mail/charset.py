"""Charsets: octets to text under whatever name a mail program gave the encoding."""

import re
from typing import Final

# Names accepted, and the codec that reads them. What is not here (utf-7, punycode, escapes, binary transforms)
# is never looked up: a codec of the sender's choice is a door.
_CODECS: Final = {
    "utf8": "utf-8", "utf8mb4": "utf-8", "unicode11utf8": "utf-8", "utf": "utf-8", "xunknown": "utf-8",
    "utf16": "utf-16", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "unicode": "utf-16", "ucs2": "utf-16",
    "utf32": "utf-32", "utf32le": "utf-32-le", "utf32be": "utf-32-be",
    "latin1": "cp1252", "iso88591": "cp1252", "l1": "cp1252", "88591": "cp1252", "ansi": "cp1252",
    "ibm819": "cp1252",
    "iso88599": "cp1254", "latin5": "cp1254", "iso88598i": "iso8859-8", "iso88598e": "iso8859-8",
    "iso88596i": "iso8859-6", "iso88596e": "iso8859-6", "asmo708": "iso8859-6", "arabic": "iso8859-6",
    "latin2": "iso8859-2", "latin9": "iso8859-15", "tis620": "cp874", "iso885911": "cp874", "windows874": "cp874",
    "koi8r": "koi8-r", "koi8u": "koi8-u", "koi8ru": "koi8-u", "koi8": "koi8-r",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "xgbk": "gb18030", "euccn": "gb18030",
    "gb231280": "gb18030", "chinesegb": "gb18030", "hzgb2312": "hz", "hz": "hz",
    "big5": "cp950", "xbig5": "cp950", "cnbig5": "cp950", "big5hkscs": "big5hkscs",
    "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932", "mskanji": "cp932", "windows31j": "cp932",
    "eucjp": "euc-jp", "xeucjp": "euc-jp", "iso2022jp": "iso2022-jp-ext", "iso2022jp1": "iso2022-jp-1",
    "iso2022jp2": "iso2022-jp-2", "iso2022jp3": "iso2022-jp-3", "cp50220": "iso2022-jp-ext",
    "euckr": "cp949", "ksc56011987": "cp949", "ksc5601": "cp949", "uhc": "cp949", "windows949": "cp949",
    "iso2022kr": "iso2022-kr", "johab": "johab",
    "macintosh": "mac-roman", "macroman": "mac-roman", "xmacroman": "mac-roman", "maccyrillic": "mac-cyrillic",
    "xmaccyrillic": "mac-cyrillic", "macarabic": "mac-arabic", "viscii": "cp1258", "tcvn": "cp1258",
}  # fmt: skip
_CODECS.update({f"iso8859{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)})
_PAGES: Final = (
    *range(1250, 1259),
    437,
    720,
    737,
    850,
    852,
    855,
    857,
    858,
    862,
    863,
    864,
    865,
    866,
    874,
    932,
    949,
    950,
)
_NOISE: Final = re.compile(r"[^a-z0-9]+")
_UNICODE_MARK: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def codec(label: str) -> str | None:
    """The codec for a charset label as written in a mail; None for a name that is unknown or refused."""
    name = _NOISE.sub("", label[:60].lower())
    if name in _CODECS:
        return _CODECS[name]
    for start in ("windows", "xwindows", "cp", "xcp", "ibm", "win", "dos", "ms", "oem"):
        page = name.removeprefix(start)
        if page != name and page.isdigit() and int(page[:6]) in _PAGES:
            return f"cp{int(page)}"
    if name.removeprefix("cs") != name:
        return codec(name[2:])
    return None


def decode(octets: bytes, label: str = "") -> str:
    """Text from octets in the named charset; never fails.

    Without a usable name: UTF-8 if the octets are valid UTF-8, else Windows-1252. Octets that the charset cannot
    hold become U+FFFD. A byte order mark wins over the name and is dropped.
    """
    name = codec(label)
    if octets[:3] == b"\xef\xbb\xbf" or (name or "utf-16").startswith("utf-16"):
        for mark, codec_name in _UNICODE_MARK:
            if octets.startswith(mark):
                return octets.decode(codec_name, "replace").removeprefix("\ufeff")
    if name is None or octets.isascii():
        return _unnamed(octets) if name in (None, "utf-8") or not _stateful(name) else _named(octets, name)
    return _named(octets, name)


def _stateful(name: str) -> bool:
    return name.startswith(("iso2022", "hz", "utf-16", "utf-32"))


def _named(octets: bytes, name: str) -> str:
    try:
        return octets.decode(name, "replace")
    except (UnicodeError, LookupError):
        return _unnamed(octets)


def _unnamed(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
