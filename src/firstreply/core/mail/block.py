"""Block: the From:, Sent:, To:, Subject: lines above a quoted original, and the dividers above those."""

import re
from itertools import islice
from typing import Final, Literal, NamedTuple

from firstreply.core.mail import moment, vocabulary

_LONGEST: Final = moment.LONGEST
_MOST: Final = 3000  #: labelled lines, and dividers, of one text that are looked at
ADDRESS: Final = re.compile(r"[^\s<>@\"'\[\](),;:]{1,100}@[^\s<>@\"'\[\](),;:]{2,100}")

Fields = dict[str, str]


class Head(NamedTuple):
    """The head of a quotation: lines `start` to `stop` of a text."""

    kind: Literal["attribution", "block", "original", "forwarded"]
    start: int
    stop: int
    fields: Fields  #: of a block: from, sent, to, subject ... as written; of an attribution: "line"


def blocks(plain: list[str]) -> list[Head]:
    """Blocks of From:/Sent:/To:/Subject: lines, and the dividers above them."""
    labels: list[tuple[str, str] | None] = [None] * len(plain)
    candidates = (n for n, line in enumerate(plain) if ":" in line[1:50] or "：" in line[1:50])
    for n in islice(candidates, _MOST):
        labels[n] = vocabulary.label(plain[n])
    found: list[Head] = []
    at, end = 0, len(plain)
    while at < end:
        if labels[at] is None:
            at += 1
            continue
        stop, fields = _run(plain, labels, at)
        head = _block(plain, at, stop, fields)
        if head:
            found.append(head)
        at = stop
    dividers = ((n, kind) for n, line in enumerate(plain) if (kind := divider(line)))
    return _with_dividers(plain, found, list(islice(dividers, _MOST)))


def _run(plain: list[str], labels: list[tuple[str, str] | None], at: int) -> tuple[int, Fields]:
    """A run of labelled lines from `at`: where it stops, and its fields (the first of each)."""
    fields: Fields = {}
    stop, gap, loose = at, 0, 0
    last = ""
    for place in range(at, min(at + 60, len(plain))):
        label = labels[place]
        line = plain[place].strip()
        if label is not None and (label[0] not in fields or label[0] in ("cc", "other")):
            last = label[0]
            fields.setdefault(last, label[1])
            stop, gap, loose = place + 1, 0, 0
        elif label is not None:
            break
        elif not line:
            gap += 1
            if gap > 2:
                break
        elif gap or loose > 12 or (last == "subject" and loose > 1) or last == "sent":
            break
        else:
            loose += 1
            if last and (last != "subject" or len(line) < 80):
                fields[last] += " " + line
            stop = place + 1
    return max(stop, at + 1), fields


def _block(plain: list[str], at: int, stop: int, fields: Fields) -> Head | None:
    """The head that a run of labelled lines is, if it is one."""
    named = set(fields) - {"other", "reply_to"}
    if "from" in named and len(named) >= 3:
        return Head("block", at, stop, fields)
    if "to" in named and "from" not in named and ({"subject", "cc"} & named):
        return _notes(plain, at, stop, fields)
    if named == {"from"} and ADDRESS.search(fields["from"][:_LONGEST]):
        whole = moment.find(fields["from"])  # From: and Date: on one line
        return Head("block", at, stop, fields) if whole and whole.precision != "day" else None
    if "sent" in named and len(named) == 2:
        other = fields.get("from", fields.get("to", ""))
        when = moment.find(fields["sent"])
        if when and when.precision != "day" and ADDRESS.search(other[:_LONGEST]):
            return Head("block", at, stop, fields)
    if named >= {"from", "sent"} or named >= {"from", "subject"}:
        return Head("block", at, stop, {**fields, "weak": "1"})
    return Head("block", at, stop, fields) if named >= {"sent", "to", "subject"} else None


NOTES_DATE: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d\d(?::\d\d)? ?[AP]M")


def _notes(plain: list[str], at: int, stop: int, fields: Fields) -> Head | None:
    """A Notes block: the sender and the date stand without labels above To:."""
    above = [n for n in range(max(0, at - 5), at) if plain[n].strip()][-2:]
    for count in (1, 2):
        if len(above) < count:
            break
        joined = " ".join(plain[n].strip() for n in above[-count:])
        dated = NOTES_DATE.search(joined)
        if dated and len(joined) < 300:
            sender = joined[: dated.start()].strip().removesuffix(" on").removesuffix("on ").strip()
            if sender or count == 2:
                return Head("block", above[-count], stop, {**fields, "from": sender, "sent": dated[0]})
    return None


def divider(line: str) -> Literal["original", "forwarded", ""]:
    """Whether a line announces an original or a forwarded message."""
    bare = line.strip()
    if not 6 <= len(bare) <= 200:
        return ""
    ruled = bare[0] in "-_*=<—–#+>"
    if not ruled and bare[-1] not in ":：" and not (bare[0] in "[{(" and len(bare) < 60):
        return ""
    core = vocabulary.fold(bare).strip(" -_=<>—–#+:[]{}()*.,\t")
    if core in vocabulary.DIVIDERS or (ruled and core.startswith(vocabulary.FORWARDED)):
        return "forwarded" if core.startswith(vocabulary.FORWARDED) else "original"
    return "original" if ruled and core.startswith(vocabulary.ORIGINAL) else ""


def _with_dividers(
    plain: list[str], blocks: list[Head], dividers: list[tuple[int, Literal["original", "forwarded"]]]
) -> list[Head]:
    """All heads: dividers, each joined with the block that follows it at once, and blocks; weak ones alone go."""
    out: list[Head] = []
    by_start = {head.start: head for head in blocks}
    for place, kind in dividers:
        at = next((n for n in range(place + 1, place + 13) if n in by_start), None)
        if at is None or _text_between(plain, place, by_start[at]):
            out.append(Head(kind, place, place + 1, {"line": plain[place]}))
        else:
            following = by_start.pop(at)
            out.append(Head(kind, place, following.stop, following.fields))
    return out + [head for head in by_start.values() if "weak" not in head.fields]


def _text_between(plain: list[str], place: int, block: Head) -> bool:
    """Whether something is written between a divider and a block (the wrapped end of the divider is not)."""
    return any(line.strip() and not line.rstrip().endswith("--") for line in plain[place + 1 : block.start])
