"""Icons: small line drawings of our own on a grid of 24; those that point somewhere are mirrored with the page."""

from functools import cache
from typing import Final

from markupsafe import Markup

_PATHS: Final = {
    "inbox": "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
    "leads": "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M16 4a4 4 0 0 1 0 7M18 14c3 1 4 4 4 7",
    "pipeline": "M4 4h4v16H4zM10 4h4v11h-4zM16 4h4v7h-4z",
    "insights": "M4 20h16M6 16v-5M11 16V5M16 16V9",
    "rules": "M5 6h14M5 12h9M5 18h11M18 10l2 2-2 2",
    "templates": "M5 4h14v16H5zM8 8h8M8 12h8M8 16h5",
    "channels": "M4 6h16v12H4zM4 7l8 6 8-6",
    "files": "M6 3h8l4 4v14H6zM14 3v4h4",
    "webhooks": "M9 8a4 4 0 1 1 5 4l3 5M14 17h-6a3 3 0 1 1-3-3l3-5M17 17a3 3 0 1 1-2 3",
    "people": "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-8 8-8s8 3 8 8",
    "search": "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15 15l6 6",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "reply": "M9 5l-6 6 6 6M3 11h10c5 0 8 3 8 8",
    "back": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "up": "M5 15l7-7 7 7",
    "down": "M5 9l7 7 7-7",
    "send": "M4 12l16-8-6 16-3-7z",
    "undo": "M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
    "call": "M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4c0 1-1 2-2 2C10 20 4 14 3 5c0-1 1-2 2-2z",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "chat": "M4 5h16v11H11l-5 4v-4H4z",
    "note": "M5 4h14v10l-6 6H5zM13 20v-6h6",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3",
    "snooze": "M8 9h6l-6 7h6M16 4h4l-4 5h4",
    "calendar": "M4 5h16v15H4zM4 10h16M8 3v4M16 3v4",
    "assign": "M10 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM3 21c0-5 3-7 7-7M15 18h6M18 15v6",
    "hand": "M4 8h13l-3-3M20 16H7l3 3",
    "tag": "M4 4h8l8 8-8 8-8-8zM8 8h.01",
    "check": "M5 12l5 5 9-10",
    "close": "M6 6l12 12M18 6L6 18",
    "plus": "M12 5v14M5 12h14",
    "edit": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "trash": "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
    "merge": "M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "clip": "M19 11l-7 7a4 4 0 0 1-6-6l8-8a3 3 0 0 1 4 4l-8 8a1 1 0 0 1-2-2l7-7",
    "upload": "M12 16V5M7 9l5-5 5 5M5 20h14",
    "filter": "M4 5h16l-6 8v6l-4-2v-4z",
    "star": "M12 3l3 6 6 1-4 5 1 6-6-3-6 3 1-6-4-5 6-1z",
    "warn": "M12 3l10 18H2zM12 10v5M12 18h.01",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7h.01",
    "spam": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4",
    "eye": "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    "link": "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1",
    "settings": "M4 7h9M17 7h3M15 9V5M4 17h3M11 17h9M9 19v-4",
    "out": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "new": "M12 5v14M5 12h14",
    "dot": "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
}  # fmt: skip
#: Those that show a way along the line of writing.
_FLIPPED: Final = frozenset({"reply", "back", "next", "send", "undo", "hand", "out", "rules", "note", "edit"})
_ICON: Final = Markup(
    '<svg class="icon{}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
    ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{}"/></svg>'
)
NAMES: Final = frozenset(_PATHS)


@cache
def icon(name: str) -> Markup:
    """A drawing beside a word that says the same; it says nothing to a screen reader. KeyError: there is none."""
    return _ICON.format(" flips" if name in _FLIPPED else "", _PATHS[name])


def lines(name: str) -> Markup:
    """Only the lines of a drawing, for a page that shows it many times: `<symbol>` once, `<use>` often."""
    return Markup('<path d="{}"/>').format(_PATHS[name])
