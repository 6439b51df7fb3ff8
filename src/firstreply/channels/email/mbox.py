"""One mbox file: mboxo, mboxrd, mboxcl and mboxcl2, LF or CRLF, read through a memory map."""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from firstreply.channels.email.base import MESSAGE_CAP, Reason, Unreadable
from firstreply.channels.email.folder_names import Role, role_of
from firstreply.core.refusal import Refused

# A separator line holds a time. The counts are bounded so that a hostile line costs little.
_SEPARATOR = re.compile(rb"\nFrom [^\n]{0,200}\d\d:\d\d[^\n]{0,200}(?=\n|\Z)")
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?=From )")
_HEADER = re.compile(rb"[!-9;-~]{1,100}:")
# The empty line after the headers; a message cut off within them runs into the next separator.
_HEAD_END = re.compile(rb"\n(?:\r?\n|From )")
_LENGTH = re.compile(rb"(?i)\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r?(?=\n)")
_SAMPLE = 1 << 17  #: octets looked through to learn whether the file's messages declare their lengths
_LF = 10
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def _plain(head: bytes) -> bytes:
    """A head with LF line ends that begins with a separator line or an empty one."""
    plain = head.removesuffix(b"\r").replace(b"\r\n", b"\n")
    return plain if plain.startswith(b"From ") else b"\n" + plain


class Mbox:
    """Messages one after another in one file, each after a line that begins with `From `."""

    kind = "mbox"

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or str(path)
        role = role_of(self.name)
        self.is_sent = role is Role.SENT
        self.is_junk = role is Role.JUNK
        self.unreadable: list[Unreadable] = []
        try:
            with path.open("rb") as file:
                self.size = path.stat().st_size
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self.size else None
        except PermissionError as error:
            raise Refused("source_not_readable", path=self.name) from error
        except OSError as error:
            raise Refused("source_not_found", path=self.name) from error

    def fingerprint(self) -> str:
        """Size, modification time and inode."""
        seen = self.path.stat()
        return f"mbox:{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ino}"

    def messages(self, since: int = 0) -> Iterator[tuple[int, int, bytes, int | None]]:
        """Each message as (start, end, head, None); `since` is a known start to go on from.

        The head begins with the separator line, its line ends are LF. A message whose headers do not end runs into
        the next separator. Content-Length is believed where a separator stands at its end, in files that use it.
        """
        self.unreadable = []
        octets = self._map
        if octets is None:
            return
        start, size, ends = since or self._first(), self.size, _HEAD_END.search
        declared = _LENGTH.search(octets, start, start + _SAMPLE) is not None
        while start < size:
            ended = ends(octets, start)
            body = ended.start() if ended else size
            head = octets[start : min(body, start + MESSAGE_CAP)]
            stop = self._stop(self._declared_end(head, body) if declared else body)
            if stop - start > MESSAGE_CAP:
                self.unreadable.append(Unreadable(self.name, str(start), Reason.TOO_LARGE))
            if b"\r" in head or not head.startswith(b"From "):
                head = _plain(head)
            yield start, stop, head, None
            start = stop

    def octets(self, start: int, end: int) -> bytes:
        """The message without its separator line, the quoting of `From ` undone."""
        if self._map is None:
            return b""
        raw = self._map[start : min(end, start + MESSAGE_CAP)]
        if raw.startswith(b"From "):
            raw = raw[raw.find(b"\n") + 1 :]
        # mboxcl2 quotes nothing: a bare "From " line inside says that ">From " was the writer's own.
        return raw if b"From " not in raw or b"\nFrom " in raw else _QUOTED.sub(b"", raw)

    def tail(self, end: int) -> bytes:
        """The octets just before `end`: unchanged in a file that has only grown since it was read."""
        return self._map[max(0, end - 4096) : end] if self._map is not None else b""

    def close(self) -> None:
        """Let go of the file."""
        if self._map is not None:
            self._map.close()
            self._map = None

    def _first(self) -> int:
        """Where the first message begins; what stands before it is listed."""
        octets = self._map
        assert octets is not None
        found = _FIRST.match(octets)
        if found is not None:
            return found.end()
        if _HEADER.match(octets):
            return 0
        separator = _SEPARATOR.search(octets)
        self.unreadable.append(Unreadable(self.name, "0", Reason.NOT_A_MESSAGE))
        return separator.start() + 1 if separator else self.size

    def _stop(self, begin: int) -> int:
        """Where a message ends: the next separator after an empty line or before a header, else the file's end."""
        octets = self._map
        assert octets is not None
        while found := _SEPARATOR.search(octets, begin):
            at = found.start()
            if (
                octets[at - 1] == _LF
                or octets[at - 2 : at] == b"\n\r"
                or _HEADER.match(octets, found.end() + 1)
            ):
                return at + 1
            begin = at + 1
        return self.size

    def _declared_end(self, head: bytes, body: int) -> int:
        """Where Content-Length says the body ends, if a separator or the end of the file stands there, else `body`."""
        declared = _LENGTH.search(head + b"\n") if b"ength:" in head else None
        if declared is None or self._map is None:
            return body
        blank = self._map[body : body + 3]
        end = body + (3 if blank == b"\n\r\n" else 2) + int(declared[1])
        following = self._map[end : end + 8].lstrip(b"\r\n")
        # A length beyond the file is a lie (or the file was cut): believing it would swallow what follows.
        at_the_end = self.size - 2 <= end <= self.size
        return end - 1 if at_the_end or following.startswith(b"From ") else body
