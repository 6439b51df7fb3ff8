"""HTML: a page as the text a reader sees, quoted passages marked with ">" as in plain mail."""

import re
from html import unescape
from typing import Final

LONGEST: Final = 2 << 20  #: characters of a page that are read

_MARKUP: Final = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9:]{0,30})(>)?|!--|[!?])")
_REST: Final = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_HIDDEN: Final = frozenset(("script", "style", "head", "title", "template", "noscript"))
_HIDDEN_END: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _HIDDEN}
_LINES: Final = frozenset((
    "div", "p", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre",
    "blockquote", "section", "article", "header", "footer", "body", "form", "center", "address", "dl",
    "dt", "dd", "fieldset", "option", "legend", "caption", "main", "nav", "aside", "figure", "thead",
    "tbody",
))  # fmt: skip
_APART: Final = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "table"))
_CONTAINERS: Final = frozenset(("div", "span", "blockquote", "section", "td", "p", "table"))
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w-])(class|id|style|type|hidden)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I
)
# Classes and ids that mail programs give to what they quote: the container holds it all.
_QUOTING: Final = (
    "gmail_quote", "yahoo_quoted", "moz-cite-prefix", "moz-forward-container", "protonmail_quote", "zmail_extra",
    "olk_src_body_section", "mail-editor-reference-message-container", "tutanota_quote", "cloudhq__gmail_quote",
    "aolreplycontainer", "mailru-blockquote", "ms-outlook-mobile-reference-message", "freshdesk_quote", "acronis_quote",
)  # fmt: skip
# The same where only a beginning is marked and the rest of the page is quoted.
_FROM_HERE: Final = ("divrplyfwdmsg", "appendonsend", "stopspelling", "aolmsgpart", "x_divrplyfwdmsg")
_OUTLOOK_LINE: Final = re.compile(r"border-top\s*:\s*solid\s+#(?:b5c4df|e1e1e1)", re.I)
_SHOWN_DEPTH: Final = 9


def text(page: str) -> str:
    """The text of an HTML page or fragment, the first 2 MB of it.

    Blocks and line breaks become lines, list items begin with "- ", table cells are parted by tabs. What a mail
    program marks as quoted (blockquote, its own classes) begins with ">" once for each level. Scripts, styles
    and comments are left out; damaged markup is read as far as it goes. Time is linear.
    """
    return _Scanner(page[:LONGEST]).text()


class _Scanner:
    """One pass over the markup."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.writer = _Writer()
        self.never_closes: set[str] = set()

    def text(self) -> str:
        """The page as text."""
        page, at, end = self.page, 0, len(self.page)
        while at < end:
            found = _MARKUP.search(page, at)
            opening = found.start() if found else end
            if opening > at:
                self.writer.words(page[at:opening])
            at = self._markup(found) if found else end
        return self.writer.done()

    def _markup(self, found: re.Match[str]) -> int:
        """Read the markup found; where to go on."""
        page, at = self.page, found.end()
        if not found[2]:
            return _after(page, "-->" if found[0] == "<!--" else ">", at)
        name = found[2].lower()
        stop = at
        if not found[3]:
            rest = _REST.match(page, at)
            stop = rest.end() if rest else _after(page, ">", at)
        if found[1]:
            self.writer.close(name)
        elif name in _HIDDEN and page[stop - 2 : stop] != "/>":
            return self._skipped(name, stop)
        else:
            self.writer.open(name, page[at : min(stop, at + 4000)])
        return stop

    def _skipped(self, name: str, at: int) -> int:
        """Where what is not shown ends; a head that never ends is passed over by its tag alone."""
        closing = None if name in self.never_closes else _HIDDEN_END[name].search(self.page, at)
        if closing:
            return _after(self.page, ">", closing.end())
        self.never_closes.add(name)
        return at if name in ("head", "noscript") else len(self.page)


def _after(page: str, mark: str, at: int) -> int:
    found = page.find(mark, at)
    return len(page) if found < 0 else found + len(mark)


class _Writer:
    """Lines under construction: the text of the current one, and how deep it is quoted."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.now: list[str] = []
        self.depth = 0
        self.base = 0
        self.held = False  #: a container that quotes is open, and its own blockquote is still to come
        self.open_containers: dict[str, list[bool]] = {name: [] for name in _CONTAINERS}
        self.preformatted = 0

    def words(self, raw: str) -> None:
        """Text between tags."""
        found = unescape(raw) if "&" in raw else raw
        if self.preformatted:
            first, *more = found.split("\n")
            self.now.append(first)
            for line in more:
                self.line()
                self.now.append(line)
            return
        collapsed = " ".join(found.split(None)) if not found.isspace() else ""
        if found[:1].isspace():
            collapsed = " " + collapsed
        if collapsed.strip() and found[-1:].isspace():
            collapsed += " "
        if collapsed:
            self.now.append(collapsed)

    def line(self, *, gap: bool = False) -> None:
        """End the current line, if it holds anything; with `gap`, an empty one follows."""
        if self.now:
            content = "".join(self.now)
            self.now = []
            if not self.preformatted:
                content = content.replace("  ", " ").strip(" ")
            if content:
                self._put(content)
        if gap and self.lines and self.lines[-1] and self.lines[-1].strip("> "):
            self._put("")

    def _put(self, content: str) -> None:
        depth = min(max(self.depth, self.base), _SHOWN_DEPTH)
        marks = ">" * depth
        self.lines.append(f"{marks} {content}".rstrip() if depth else content.rstrip())

    def open(self, name: str, attributes: str) -> None:
        """A tag opens."""
        if name == "br":
            content = "".join(self.now).strip()
            self.line()
            if not content:
                self._put("")
            return
        if name in _LINES:
            self.line(gap=name in _APART)
        if name == "pre":
            self.preformatted += 1
        elif name == "li":
            self.now.append("- ")
        elif name in ("td", "th") and self.now:
            self.now.append("\t")
        if attributes or name in _CONTAINERS:
            self._quote(name, attributes)
        if name == "hr":
            self._put("-" * 32)

    def _quote(self, name: str, attributes: str) -> None:
        """Note whether a tag begins a quotation."""
        marks = _marks(attributes) if "=" in attributes else ""
        if name in _CONTAINERS:
            quoting = name == "blockquote" and not self.held
            if quoting or name == "blockquote":
                self.held = False
            elif any(mark in marks for mark in _QUOTING):
                quoting = self.held = True
            if quoting:
                self.line()
                self.depth += 1
            self.open_containers[name].append(quoting)
        if marks and (any(mark in marks for mark in _FROM_HERE) or _OUTLOOK_LINE.search(marks)):
            self.line()
            self.base = 1

    def close(self, name: str) -> None:
        """A tag closes."""
        if name in _LINES and name != "br":
            self.line()
        if name == "pre" and self.preformatted:
            self.preformatted -= 1
        if name in _CONTAINERS and self.open_containers[name] and self.open_containers[name].pop():
            self.line()
            self.depth -= 1
            self.held = False
        if name in _APART:
            self.line(gap=True)

    def done(self) -> str:
        """The whole text; runs of empty lines are one, no-break spaces are spaces."""
        self.preformatted = 0
        self.line()
        out: list[str] = []
        for line in self.lines:
            if line or (out and out[-1]):
                out.append(line)
        return "\n".join(out).replace("\u00a0", " ").strip()


def _marks(attributes: str) -> str:
    return " ".join(m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(attributes)).lower()
