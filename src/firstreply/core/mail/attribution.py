"""Attribution: where a quotation begins, by the line "On ..., X wrote:" or the block above it."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from firstreply.core.mail import moment, vocabulary
from firstreply.core.mail.block import ADDRESS, Head, blocks

LONGEST: Final = 1 << 18  #: characters of a text that are looked at
_LINES: Final = 6  #: lines that one attribution may be broken over
_MOST: Final = 200  #: attributions of one text that are looked for
_TRIED: Final = 1500  #: lines that end like one and are looked at closely
_SEEN: Final = 5000  #: lines that end like one and are looked at at all
_LONGEST: Final = moment.LONGEST

_OPENER: Final = re.compile(
    r"(?:on|at|am|le|el|em|il|op|den|w dniu|dnia|dne|dňa|în|pe|la|στις|ב|في|بتاريخ|در|در تاریخ|le|ngày|pada|vào|kl|"
    r"on the|in article|quoting|citat|zitat von|citando|tarihinde|на|в|від|від|o|aen|2)\b"
)
_OPENS: Final = frozenset(("On ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den", "At "))
_MARKS: Final = re.compile(r"(?:[ \t]{0,8}[>|])+[ \t]?")
_TRIMMED: Final = " \t*_-–—•\u200e\u200f\u202a\u202b\u202c\u00a0"
_GMT_LINE: Final = re.compile(r"\d{4}-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)? GMT[+-]\d\d:\d\d \S")


def unmarked(line: str) -> str:
    """A line without the ">" marks before it."""
    if ">" not in line[:10] and "|" not in line[:10]:
        return line
    found = _MARKS.match(line)
    return line[found.end() :] if found else line


def lines_of(text: str) -> list[str]:
    """The lines of a text, the first 262,144 characters of it, whatever ends them."""
    return text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")


def heads(lines: Sequence[str]) -> list[Head]:
    """Every head of a quotation in a text, in order, those inside quotations too."""
    plain = [unmarked(line) for line in lines]
    found = blocks(plain)
    found += _attributions(lines, plain)
    found.sort(key=lambda head: (head.start, -head.stop))
    out: list[Head] = []
    for head in found:
        if not out or head.start >= out[-1].stop:
            out.append(head)
    return out


def _attributions(lines: Sequence[str], plain: list[str]) -> list[Head]:
    """The lines of the kind "On ..., X wrote:"."""
    found: list[Head] = []
    floor = tried = seen = 0
    for place, line in enumerate(plain):
        if not _may_end(line) and not _is_cut_short(lines, place):
            continue
        seen += 1
        if seen > _SEEN or tried > _TRIED:
            break
        if not _is_hot(plain[max(place - 2, 0) : place + 1]):
            continue
        tried += 1
        start = _start(lines, plain, place, floor)
        if start is not None:
            joined = " ".join(part.strip() for part in plain[start : place + 1] if part.strip())
            found.append(Head("attribution", start, place + 1, {"line": joined}))
            floor = place + 1
            if len(found) >= _MOST:
                break
    return found


def _may_end(line: str) -> bool:
    """Whether an attribution may end with this line."""
    last = line.rstrip(_TRIMMED)[-1:]
    if last in (":", "："):
        return len(line) <= _LONGEST
    if len(line) > _LONGEST or not last:
        return False
    if last == ">":
        return "@" in line and line.lstrip()[:1].isdigit()
    if line[:1].isdigit() and _GMT_LINE.match(line):
        return True
    return (
        last.isalpha()
        and ("@" in line or line.rstrip()[-1:] in "-*_")
        and bool(vocabulary.WROTE.search(line[-40:]))
    )


def _is_cut_short(lines: Sequence[str], place: int) -> bool:
    """Whether a line may be an attribution without its colon: it opens like one, and a quotation follows at once."""
    line = lines[place]
    return (
        line[:3] in _OPENS
        and len(line) < 200
        and lines[place + 1 : place + 2] != []
        and lines[place + 1].startswith(">")
    )


def _is_hot(window: list[str]) -> bool:
    """Whether the last lines hold an address or a verb at all; most lines that end with a colon do not."""
    joined = " ".join(window)
    return "@" in joined or " GMT" in joined or vocabulary.WROTE.search(joined[-200:]) is not None


def _start(lines: Sequence[str], plain: list[str], place: int, floor: int) -> int | None:
    """The line with which the attribution that ends at `place` begins; None if it is none."""
    joined, partly = "", None
    blanks = 0
    for at in range(place, max(floor, place - _LINES) - 1, -1):
        line = plain[at].strip(_TRIMMED)
        if not line:
            blanks += 1
            if at == place or blanks > 1 or not joined.startswith("<"):
                break
            continue
        joined = f"{line} {joined}" if joined else line
        if len(joined) > _LONGEST:
            break
        told = _tells(joined)
        if told == "fully":
            return at
        if told == "partly" and partly is None and _partly_enough(joined, lines, place):
            partly = at
    return partly


def _tells(text: str) -> Literal["", "partly", "fully"]:
    """How much of an attribution a text is: with its date, or a verb without one."""
    verb = vocabulary.WROTE.search(text)
    address = ADDRESS.search(text) if "@" in text else None
    if not verb and not address:
        return "fully" if _GMT_LINE.match(text) else ""
    when = moment.find(text)
    if when is None:
        return "partly" if verb else ""
    opens = when.span[0] < 45 or _OPENER.match(vocabulary.fold(text[:20])) is not None
    if verb and (address or opens):
        return "fully"
    return "fully" if address and when.span[0] < 30 and len(text.split()) <= 24 else ""


def _partly_enough(text: str, lines: Sequence[str], place: int) -> bool:
    """Whether a line with a verb and no date is an attribution: an address in it, or a quotation below."""
    if not text.rstrip(_TRIMMED).endswith((":", "：")) and not text.rstrip(_TRIMMED)[-1:].isalpha():
        return False
    verb = vocabulary.WROTE.search(text)
    if verb is None or len(text) > 300:
        return False
    if ADDRESS.search(text) and len(text[verb.end() :].split()) < 6:
        return len(text[: verb.start()].split()) <= 12
    below = next((line for line in lines[place + 1 : place + 4] if line.strip()), "")
    return below.lstrip()[:1] == ">" and (
        len(text.split()) <= 8 or _OPENER.match(vocabulary.fold(text[:20])) is not None
    )
