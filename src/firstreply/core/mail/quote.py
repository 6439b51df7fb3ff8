"""Quote: what the author wrote, parted from what is quoted below, above or between, and from the signature."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from firstreply.core.mail import attribution, byline, vocabulary
from firstreply.core.mail.block import Head
from firstreply.core.mail.byline import QuotedHead

_TRAILING: Final = (
    7  #: lines of text after a quotation that still are an ending, not an answer between the lines
)
_SIGNATURE: Final = 30  #: lines that a signature may have

_RULE: Final = re.compile(r"[ \t]{0,4}([-–—_*=#~+])\1*[ \t]*")
_INITIALS: Final = re.compile(
    r"[ \t]{0,4}(?:>|[A-Za-z]{1,12}>(?:[ \t>]|$)|\|(?:[ \t]|$)(?!.{0,300}\|[ \t]*$))"
)


_MARKS: Final = "> \t-_*="


class Split(NamedTuple):
    """A text in parts. Nothing is lost: each line is in one of them, heads of quotations in `quoted`."""

    new_text: str  #: to be shown: the author's words, with what is quoted between them
    quoted: str
    signature: str
    written: str = ""  #: the author's words alone; "" for a bare forward or quotation


def split(text: str, heads: Sequence[Head] | None = None) -> Split:
    """Part a message's text, the first 262,144 characters of it.

    Quotations are known by their marks (">"), by the line or block above them in some thirty languages, and by
    dividers; answers above, below and between them are kept. A signature is what follows a "--" line or a line
    such as "Sent from my phone". Words of thanks and the name below belong to the text. `heads` are those of the
    text's lines, if they are known already.
    """
    lines = attribution.lines_of(text)
    return _Cut(lines, attribution.heads(lines) if heads is None else heads).parts()


def quoted_head(text: str, heads: Sequence[Head] | None = None) -> QuotedHead | None:
    """Whom the newest quotation in a text is from, and when that was written; None where nothing says so.

    The time has no zone unless one is written: it is then the local time of the one who quotes, or of the writer.
    """
    lines = attribution.lines_of(text)
    for head in attribution.heads(lines) if heads is None else heads:
        if _is_older(lines, head):
            continue
        said = byline.said_by(head)
        if said.instant or said.sender_address:
            return said
    return None


def _is_older(lines: list[str], head: Head) -> bool:
    """Whether a head stands inside what is quoted, and so above an older quotation, not the newest."""
    depth = _depth(lines[head.start])
    if depth == 0:
        return False
    below = next((line for line in lines[head.stop : head.stop + 3] if line.strip(_MARKS)), "")
    above = next(
        (line for line in lines[max(head.start - 3, 0) : head.start][::-1] if line.strip(_MARKS)), ""
    )
    return _depth(below) > depth or _depth(above) >= depth


def _depth(line: str) -> int:
    """How many quotation marks a line begins with."""
    bare = line[:40].replace(" ", "")
    return len(bare) - len(bare.lstrip(">"))


class _Cut:
    """The lines of one text, each with a tag: e(mpty), q(uoted), b (head of a quotation), t(ext)."""

    def __init__(self, lines: list[str], heads: Sequence[Head]) -> None:
        self.lines = lines
        self.tags = ["e" if not line.strip() else "q" if _INITIALS.match(line) else "t" for line in lines]
        self._mark_wrapped()
        self.heads: list[Head] = []
        self.quoting_head = False
        begin = next((n for n, tag in enumerate(self.tags) if tag != "e"), 0)
        for head in heads:
            if self.tags[head.start] == "q":
                self.quoting_head |= head.start == begin
                continue
            self.heads.append(head)
            for place in range(head.start, head.stop):
                self.tags[place] = "b"

    def _mark_wrapped(self) -> None:
        """Tag as quoted the rest of a quoted line that a program broke without marking the new line."""
        tags = self.tags
        for n in range(1, len(tags)):
            if tags[n] != "t" or tags[n - 1] != "q":
                continue
            after = tags[n + 1] if n + 1 < len(tags) else "e"
            begins = self.lines[n].lstrip()[:1]
            broken = len(self.lines[n - 1]) >= 65 and begins.islower() and after in "qe"
            if broken or (after == "q" and (begins in "_&=/" or self.lines[n].lstrip().startswith("(http"))):
                tags[n] = "q"

    def parts(self) -> Split:
        """The text in parts."""
        keep = self._kept()
        signature = self._signature(keep)
        kept = self._without_tail([n for n in keep if n not in signature])
        if self.quoting_head and "t" not in self.tags:
            kept = []
        own = {*kept, *signature}
        quoted = [line for n, line in enumerate(self.lines) if n not in own]
        new = _joined([self.lines[n] for n in kept])
        written = _joined([self.lines[n] for n in kept if self.tags[n] in "te"])
        if self._is_bare():
            written = ""
        return Split(new, _joined(quoted), _joined([self.lines[n] for n in sorted(signature)]), written)

    def _is_bare(self) -> bool:
        """Whether the text is nothing but a forwarded or quoted original.

        Not so where lines below the head are marked as quoted: the unmarked ones are then the author's; nor below
        two lone lines of a header (a patch names its author so).
        """
        first = next((tag for tag in self.tags if tag != "e"), "e")
        if first != "b" or self.heads[0].kind == "attribution":
            return False
        head = self.heads[0]
        below = self.tags[head.stop :]
        return head.kind == "forwarded" or (len(head.fields) > 2 and not ("q" in below and "t" in below))

    def _kept(self) -> list[int]:
        """The places of the lines that belong to the new text."""
        if not self.heads:
            return self._without_ends(0, len(self.lines))
        first = self.heads[0]
        above = "t" in self.tags[: first.start]
        hard = next((head for head in self.heads if head.kind != "attribution"), None)
        stop = len(self.lines)
        if hard is not None and "t" in self.tags[: hard.start]:
            stop = self._rule_above(hard.start)
        if not above:
            return self._below(first, stop)
        rest = self.tags[first.start : stop]
        if "q" not in rest or not self._answers_between(first.start, stop):
            return self._without_ends(0, self._rule_above(first.start)) + self._ending(first.stop, stop)
        return [n for n in self._without_ends(0, stop) if self.tags[n] != "b"]

    def _answers_between(self, start: int, stop: int) -> bool:
        """Whether what follows a head is quotation with answers between, not quotation with an ending."""
        tags = [tag for tag in self.tags[start:stop] if tag not in "eb"]
        last = len(tags) - next((n for n, tag in enumerate(reversed(tags)) if tag == "q"), len(tags))
        if tags[0] != "q":
            return False
        return "t" in tags[:last] or len(tags) - last >= _TRAILING

    def _ending(self, start: int, stop: int) -> list[int]:
        """The text below a quotation that is marked with ">" line by line, if there is any: it is the author's."""
        places = [n for n in range(start, stop) if self.tags[n] in "qt"]
        quoted = [n for n in places if self.tags[n] == "q"]
        if not quoted or places[0] != quoted[0] or not self.lines[quoted[-1]].lstrip().startswith(">"):
            return []
        return [n for n in range(quoted[-1] + 1, stop) if self.tags[n] != "b"]

    def _below(self, first: Head, stop: int) -> list[int]:
        """The new text where the quotation comes first."""
        tags = self.tags
        if first.kind != "attribution":
            return [n for n in self._without_ends(first.stop, len(self.lines)) if tags[n] != "b"]
        rest = "".join(tag for tag in tags[first.stop : stop] if tag not in "eb")
        if rest and not rest.strip("q"):
            return []
        leading = len(rest) - len(rest.lstrip("q"))
        if leading and "t" in rest and "q" not in rest[leading:].rstrip("q"):
            start = next(n for n in range(first.stop, stop) if tags[n] == "t")
            return [n for n in self._without_ends(start, stop) if tags[n] != "b"]
        return [n for n in self._without_ends(0, stop) if tags[n] != "b"]

    def _without_ends(self, start: int, stop: int) -> list[int]:
        """Lines from `start` to `stop` without the quotation that ends them, if there is text above it."""
        return self._without_tail(list(range(start, stop)))

    def _without_tail(self, places: list[int]) -> list[int]:
        end = len(places)
        while end and self.tags[places[end - 1]] in "eqb":
            end -= 1
        return places[:end] if end else places

    def _rule_above(self, at: int) -> int:
        """Where a quotation begins, with the ruled line above its head counted in."""
        above = at
        while above > 0 and self.tags[above - 1] == "e":
            above -= 1
        return above - 1 if above > 0 and _is_rule(self.lines[above - 1]) else at

    def _signature(self, keep: list[int]) -> set[int]:
        """The places among those kept that are a signature."""
        at = self._delimiter(keep)
        found = set(keep[at:]) if at is not None else set()
        return found | self._device_lines([n for n in keep if n not in found])

    def _device_lines(self, keep: list[int]) -> set[int]:
        """Lines such as "Sent from my phone" at the end of the text."""
        found: set[int] = set()
        for n in reversed(keep):
            if self.tags[n] != "t":
                continue
            line = self.lines[n]
            if _is_rule(line):
                continue
            if not (9 <= len(line) <= 300 and _is_device(line)):
                return found
            found.add(n)
        return set()

    def _delimiter(self, keep: list[int]) -> int | None:
        """The index in `keep` of the line that begins the signature."""
        rules = [place for place, n in enumerate(keep) if self.tags[n] == "t" and _is_rule(self.lines[n])]
        ruled = set(rules)
        written = [place for place, n in enumerate(keep) if self.tags[n] == "t" and place not in ruled]
        fences = [place for place, n in enumerate(keep) if self.lines[n].startswith("```")]
        for place in rules:
            line = self.lines[keep[place]]
            after = len(written) - bisect_left(written, place)
            if not written or written[0] > place or bisect_left(fences, place) % 2:
                continue
            if not after or (
                after <= _SIGNATURE and _is_signature_rule(line) and self._stands_apart(keep, place)
            ):
                return place
        return None

    def _stands_apart(self, keep: list[int], place: int) -> bool:
        """Whether a rule is no heading's underline and no table's: a long one has an empty line above it."""
        return len(self.lines[keep[place]].strip()) < 5 or self.tags[keep[place - 1]] != "t"


def _is_rule(line: str) -> bool:
    """Whether a line is nothing but a rule (-- , ___ , ***)."""
    bare = line.strip()
    if not bare or len(bare) > 200:
        return bare == "ᐧ"
    found = _RULE.fullmatch(line)
    return (found is not None and (len(bare) > 1 or bare in "—–")) or bare == "ᐧ"


def _is_signature_rule(line: str) -> bool:
    return line.strip() in ("--", "—", "–", "__", "---", "- -") or (
        len(line.strip()) > 4 and line.strip()[0] in "-_"
    )


def _is_device(line: str) -> bool:
    return vocabulary.SENT_FROM.match(line) is not None or line.rstrip(" .\t").endswith(
        vocabulary.SENT_FROM_ENDS
    )


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()
