"""Message ids: what a message is called, and which ones it answers."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from firstreply.core.mail.words import decode

_BRACKETED = re.compile(r"<([^<>\s]+)>")
_LOOSE = re.compile(r"<([^<>]+)>")
# From the beginning of a word only: looked for from each of its letters, one long word takes minutes.
_BARE = re.compile(r"(?<![^\s<>@\"(),;])[^\s<>@\"(),;]++@[^\s<>@\"(),;]+")
_LONGEST_SUBJECT: Final = 4000  #: letters of a subject that are compared
_REPLY: Final = (
    "re", "aw", "sv", "antw", "antwort", "rif", "r", "ynt", "cevap", "odp", "vs", "res", "resp", "atb", "vá",
    "رد", "الرد", "پاسخ", "回复", "回覆", "答复", "返信", "ответ", "отв",
)  # fmt: skip
_FORWARD: Final = (
    "fw", "fwd", "wg", "rv", "enc", "tr", "i", "vb", "vl", "doorst", "ilt", "pd", "пересл",
    "إعادة توجيه", "ارسال", "هدایت", "转发", "轉寄", "転送",
)  # fmt: skip
_PREFIX: Final = re.compile(
    rf"^\s*(?:(?P<reply>{'|'.join(_REPLY)})|(?:{'|'.join(_FORWARD)}))(?:\[\d+\]|\(\d+\))?\s*[:：]\s*",
    re.IGNORECASE,
)


def bracketed(value: str) -> list[str]:
    """Every `<id>` of a header value, in order, white space inside taken out (folding may have put it there)."""
    found = _BRACKETED.findall(value)
    if len(found) != value.count("<"):
        return ["".join(each.split()) for each in _LOOSE.findall(value)]
    return found


def message_id(value: str) -> str:
    """The id of a Message-ID header, without brackets; "" when it holds none.

    Programs that leave the brackets out are taken at their word if what stands there looks like an id.
    """
    if (
        value[:1] == "<"
        and value.find(">") == len(value) - 1
        and not value.count("<", 1)
        and " " not in value
    ):
        return value[1:-1] if "\n" not in value and "\t" not in value else bracketed(value)[0]
    found = bracketed(value)
    if found:
        return found[0]
    bare = value.strip()
    return bare if bare and len(bare.split()) == 1 and len(bare) < 1000 else ""


def answered(references: str, in_reply_to: str, own: str) -> tuple[str, ...]:
    """The ids a message answers, oldest first, the direct parent last; each once, never its own.

    `In-Reply-To` may come without angle brackets (a vendor's support mail: 7 %), may name several messages, and
    may hold prose around the id ("Your message of ..."). Its ids come last unless References has them already.
    """
    ids = bracketed(references) if references else []
    if not ids and "=?" in references:
        ids = bracketed(decode(references))
    if in_reply_to and not (ids and references.endswith(in_reply_to)):
        direct = bracketed(in_reply_to) or _BARE.findall(in_reply_to)
        ids += [one for one in direct if one not in ids] if ids else direct
    if own in ids or len(set(ids)) != len(ids):
        return tuple(one for one in dict.fromkeys(ids) if one != own)
    return tuple(ids)


def made_up(parts: Iterable[str], body: bytes) -> str:
    """A stable id for a message without one: a hash of From, Date, normalised subject and body."""
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace"))
    digest.update(b"\n")
    digest.update(body.replace(b"\r\n", b"\n").strip())
    return f"sha256:{digest.hexdigest()[:40]}"


def base_subject(subject: str) -> str:
    """The subject without reply and forward prefixes and list tags, folded for comparison."""
    text = " ".join(subject[:_LONGEST_SUBJECT].split())
    while True:
        shorter = _PREFIX.sub("", text)
        if shorter.startswith("[") and (close := shorter.find("]")) > 0 and shorter[close + 1 :].strip():
            shorter = shorter[close + 1 :].strip()
        if _is_wrapped(shorter):
            shorter = shorter[5:-1].strip()
        if shorter.lower().endswith("(fwd)"):
            shorter = shorter[:-5].strip()
        if shorter == text:
            return text.casefold()
        text = shorter


def _is_wrapped(subject: str) -> bool:
    """Whether it is `[Fwd: ...]`, as some programs write a forward's subject."""
    return subject[:5].lower() == "[fwd:" and subject.endswith("]")


def is_reply_subject(subject: str) -> bool:
    """Whether the subject begins with a reply prefix of one of the languages known here; a forward is no reply."""
    found = _PREFIX.match(subject)
    return found is not None and found["reply"] is not None


def answer_subject(subject: str) -> str:
    """The subject of an answer: one `Re:` in front, however many reply prefixes of whatever language there were."""
    text = " ".join(subject.split())
    while (found := _PREFIX.match(text)) is not None and found["reply"] is not None:
        text = text[found.end() :]
    return f"Re: {text}".strip()


def marked_address(address: str, own: UUID) -> str:
    """The address by which an answer to the letter `own` comes back: `name+id@domain`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{own.hex}@{domain}"


def marked_ids(recipients: Iterable[str]) -> tuple[str, ...]:
    """The ids of the letters that marked addresses among these lead back to."""
    found = []
    for address in recipients:
        mark = _MARKED.fullmatch(address)
        if mark is not None:
            found.append(f"{UUID(mark[1])}@{mark[2]}")
    return tuple(dict.fromkeys(found))


_MARKED: Final = re.compile(r"[^\s@]+\+([0-9a-f]{32})@([^\s@]+)")


def is_forward_subject(subject: str) -> bool:
    """Whether the subject begins with a forward prefix."""
    found = _PREFIX.match(subject)
    return _is_wrapped(subject.strip()) if found is None else found["reply"] is None
