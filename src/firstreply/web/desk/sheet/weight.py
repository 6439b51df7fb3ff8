"""Weight: how many octets a page makes a browser load beside its own text, packed as they are sent."""

import re
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from firstreply.web.desk import asset

_PAGES: Final = files("firstreply.web.desk").joinpath("templates")
_NAMED: Final = re.compile(r"(?:style|script)\(\"([\w.-]+)\"\)")
_EXTENDED: Final = re.compile(r"{%-? *(?:extends|include) \"([^\"]+)\"")
_IMPORTED: Final = re.compile(r"\"\./([\w-]+\.)[0-9a-f]{12}\.(js)\"")


class Weight(NamedTuple):
    """Octets of style, of script, and of the letters for Arabic script."""

    style: int
    script: int
    letters: int

    @property
    def all(self) -> int:
        """All together."""
        return sum(self)


def pages() -> list[str]:
    """The templates that are whole pages."""
    found, rest = [], [(PurePosixPath(), _PAGES)]
    while rest:
        before, folder = rest.pop()
        for one in folder.iterdir():
            if one.is_dir():
                rest.append((before / one.name, one))
            elif one.name.endswith(".j2") and "{% extends" in one.read_text("utf-8"):
                found.append(str(before / one.name))
    return sorted(found)


def of_page(template: str) -> Weight:
    """What a page loads at the first visit: by its template, what that extends or includes, and modules' imports."""
    names = {name for text in _texts(template) for name in _NAMED.findall(text)}
    while more := {name for one in names if one.endswith(".js") for name in _imports(one)} - names:
        names |= more
    style = sum(asset.octets(one) for one in names if one.endswith(".css"))
    script = sum(asset.octets(one) for one in names if one.endswith(".js"))
    return Weight(style, script, asset.octets("letters.woff2"))


def _texts(template: str) -> list[str]:
    place = _PAGES.joinpath(*template.split("/"))
    if not place.is_file():  # an include that may be missing
        return []
    text = place.read_text("utf-8")
    return [text, *(found for one in _EXTENDED.findall(text) for found in _texts(one))]


def _imports(name: str) -> list[str]:
    return ["".join(one) for one in _IMPORTED.findall(asset.text(name))]
