"""Body: the parts of a MIME message, found without decoding any of them."""

from typing import Final, Literal, NamedTuple

from firstreply.core.mail import charset, fields, transfer, words

DEPTH: Final = 32  #: multiparts within multiparts that are opened
PARTS: Final = 1000  #: parts of one message that are listed
OCTETS: Final = 64 << 20  #: of one message that are read
TEXT: Final = 4 << 20  #: octets of one text that are decoded; a letter of a thousand pages is half of it

_HITS: Final = 20_000  #: lines that begin like a boundary and are looked at

Cap = Literal["", "depth", "parts", "octets"]


class Part(NamedTuple):
    """A leaf of the message: where its octets are and how they are written."""

    kind: str  #: such as "text/plain", lower case
    label: str  #: charset as named, "" if it is not
    encoding: str  #: Content-Transfer-Encoding as named
    disposition: str  #: "inline", "attachment" or "", lower case
    name: str  #: file name, decoded and made safe; "" if it has none
    id: str  #: Content-ID without angle brackets
    within: tuple[str, ...]  #: kinds of the multiparts round it, outermost first
    place: tuple[int, ...]  #: its number within each of them
    start: int
    end: int
    cap: Cap = ""  #: which limit kept it from being opened

    @property
    def is_text(self) -> bool:
        """Whether it is written text to be read in the message, no file."""
        return self.kind in ("text/plain", "text/html") and self.disposition != "attachment" and not self.name

    def octets(self, raw: bytes, limit: int = OCTETS) -> bytes:
        """The decoded octets, at most `limit` of them."""
        return transfer.decode(raw, self.start, self.end, self.encoding, limit)

    def text(self, raw: bytes) -> str:
        """The decoded text with LF line ends, the first 4 MB of it."""
        octets = self.octets(raw, TEXT)
        text = charset.decode(octets, self.label or _declared(octets, self.kind))
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _declared(octets: bytes, kind: str) -> str:
    """The charset that an HTML page names itself."""
    if kind != "text/html":
        return ""
    head = octets[:2048].lower()
    at = head.find(b"charset=")
    return (
        head[at + 8 : at + 48].lstrip(b"\"' ").replace(b"'", b'"').split(b'"')[0].decode("latin-1")
        if at > 0
        else ""
    )


class _Walk:
    """A walk over the tree, in the order of the message."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parts: list[Part] = []

    def entity(
        self, head: str, start: int, end: int, within: tuple[str, ...], place: tuple[int, ...], kind: str
    ) -> None:
        """Take one entity, opened if it is a multipart."""
        if len(self.parts) >= PARTS:
            return
        found = fields.fields(head)
        declared = fields.first(found, "content-type")
        value, parameters = words.parameters(declared) if declared else ("", {})
        value = value.replace(",", " ").partition(" ")[0]
        kind = _kind(value, kind)
        if kind.startswith("multipart/"):
            boundary = parameters.get("boundary", "")
            if len(within) >= DEPTH:
                self._leaf(kind, found, parameters, start, end, within, place, "depth")
                return
            if self._opened(kind, boundary, start, end, within, place):
                return
            kind = "text/plain"
        self._leaf(kind, found, parameters, start, end, within, place)

    def _opened(
        self, kind: str, boundary: str, start: int, end: int, within: tuple[str, ...], place: tuple[int, ...]
    ) -> bool:
        """Open a multipart; False if its boundary never comes."""
        spans = _spans(self.raw, boundary, start, end)
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        for number, (first, last) in enumerate(spans):
            if len(self.parts) >= PARTS:
                break
            if self.raw[first : first + 1] in (b"\n", b"\r"):
                # An empty line at once: a part without header fields.
                skip = 2 if self.raw[first : first + 2] == b"\r\n" else 1
                head, body = "", min(first + skip, last)
            else:
                head, body = fields.split(self.raw, first, last)
            self.entity(head, body, last, (*within, kind), (*place, number), default)
        return bool(spans)

    def _leaf(
        self,
        kind: str,
        found: tuple[fields.Field, ...],
        parameters: dict[str, str],
        start: int,
        end: int,
        within: tuple[str, ...],
        place: tuple[int, ...],
        cap: Cap = "",
    ) -> None:
        disposition, more = words.parameters(fields.first(found, "content-disposition"))
        encoding = words.clean(
            fields.first(found, "content-transfer-encoding").split(";")[0].split("(")[0]
        ).lower()
        name = safe_name(more.get("filename", "") or parameters.get("name", ""))
        if not name and encoding in ("x-uuencode", "uuencode"):
            name = safe_name(transfer.uu_name(self.raw[start : min(end, start + 4096)]))
        self.parts.append(
            Part(
                kind=kind,
                label=parameters.get("charset", ""),
                encoding="" if encoding in ("7bit", "8bit", "binary") else encoding,
                disposition=disposition,
                name=name,
                id=fields.first(found, "content-id").strip().strip("<>"),
                within=within,
                place=place,
                start=start,
                end=end,
                cap="parts" if len(self.parts) == PARTS - 1 else cap,
            )
        )


def walk(raw: bytes) -> tuple[Part, ...]:
    """The leaves of a message, in order. Nothing is decoded; caps leave a part unopened and say so in `cap`.

    An embedded message (message/rfc822) is a leaf: what it says is not what this message says.
    """
    end = min(len(raw), OCTETS)
    head, start = fields.split(raw, 0, end)
    seen = _Walk(raw)
    seen.entity(head, start, end, (), (), "text/plain")
    if end < len(raw) and seen.parts:
        seen.parts[-1] = seen.parts[-1]._replace(cap="octets")
    return tuple(seen.parts)


def _kind(value: str, default: str) -> str:
    if "/" in value:
        return value
    return {"": default, "text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
        value, "text/plain"
    )


def safe_name(name: str) -> str:
    """A file name without folders, control characters and letters that turn its reading round, ends trimmed; of such
    a name itself.
    """
    name = words.clean(name).replace("\\", "/").rstrip("/").rpartition("/")[2].strip()[:255].rstrip()
    return "" if name in (".", "..") else name


def _spans(raw: bytes, boundary: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the parts of a multipart begin and end. A missing last boundary ends with the multipart."""
    if not boundary:
        return []
    mark = b"\n--" + boundary.encode("utf-8", "replace")
    found: list[tuple[int, int]] = []
    opened, at = -1, start
    if not raw.startswith(mark[1:], start):
        at = raw.find(mark, max(start - 1, 0), end) + 1 or -1
    for _ in range(_HITS):
        if at < 0 or len(found) > PARTS:
            break
        after = at + len(mark) - 1
        closing = raw[after : after + 2] == b"--"
        line_end = raw.find(b"\n", after, end)
        line_end = end if line_end < 0 else line_end
        if closing or not raw[after : min(line_end, after + 200)].strip(b" \t\r"):
            if opened >= 0:
                found.append((opened, max(opened, _before(raw, at, opened))))
            opened = -1 if closing else min(line_end + 1, end)
            if closing:
                break
        at = raw.find(mark, line_end, end) + 1 or -1
    if opened >= 0:
        found.append((opened, end))
    return found


def _before(raw: bytes, at: int, floor: int) -> int:
    """The end of a part: the line break before its boundary is the boundary's."""
    if at - 2 >= floor and raw[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if at - 1 >= floor and raw[at - 1 : at] in (b"\n", b"\r") else at


def chosen(parts: tuple[Part, ...], wanted: Literal["text/plain", "text/html"]) -> tuple[Part, ...]:
    """The parts that make up the message's text in the wanted form, in order.

    Of alternatives the wanted one is taken, else the other; of related parts the first; files are none.
    """
    texts = [part for part in parts if part.is_text and not _is_beside(part)]
    groups: dict[tuple[int, ...], list[Part]] = {}
    for part in texts:
        groups.setdefault(_alternative(part), []).append(part)
    out: list[Part] = []
    for place, group in groups.items():
        if place == (-1,):
            out += [part for part in group if part.kind == wanted or wanted == "text/plain"]
            continue
        out += [part for part in group if part.kind == wanted] or (group if wanted == "text/plain" else [])
    return tuple(sorted(out, key=lambda part: part.start))


def _alternative(part: Part) -> tuple[int, ...]:
    """The place of the innermost multipart/alternative round a part; (-1,) without one."""
    for level in range(len(part.within) - 1, -1, -1):
        if part.within[level] == "multipart/alternative":
            return part.place[:level]
    return (-1,)


def _is_beside(part: Part) -> bool:
    """Whether a text is not the root of the multipart/related it stands in."""
    return any(
        kind == "multipart/related" and place > 0 for kind, place in zip(part.within, part.place, strict=True)
    )
