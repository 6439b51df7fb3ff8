"""Put the style and script of others under our own roof: `python scripts/vendor.py node_modules`.

The folder is what `npm install --ignore-scripts htmx.org@4.0.1 @tabler/core@1.6.1 sortablejs@1.15.7` leaves.
Each file is compared with the digest it had when it was taken in; a newer version needs its new digest here.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

TARGET: Final = Path(__file__).resolve().parents[1] / "src/firstreply/web/desk/assets/vendor"
_SOURCE_MAP: Final = re.compile(r"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
_CHARSET: Final = '@charset "UTF-8";'
#: Classes of Tabler that pages may use, with all that begin like them. Layout, colours and spaces are our own.
FAMILIES: Final = (
    "active", "alert", "avatar", "badge", "btn", "card", "collapse", "datagrid", "disabled", "form", "input-group",
    "input-icon", "is-invalid", "is-valid", "list-group", "nav-tabs", "nav-link", "nav-item", "progress", "show",
    "spinner-border", "status", "status-dot", "table", "was-validated",
)  # fmt: skip
#: What stands for a colour or the width of a screen.
_SIZED: Final = re.compile(
    r"-(sm|md|lg|xl|xxl|\d+)-|-(azure|indigo|purple|pink|orange|yellow|lime|teal|cyan|blue|red|green|x|bitbucket|dark|light"
    r"|dribbble|facebook|flickr|github|gitlab|google|instagram|linkedin|pinterest|rss|tabler|telegram|twitter|vimeo|vk"
    r"|whatsapp|x|youtube|gray\S*|muted)(-|$)|selectgroup|colorinput|imagecheck|floating|fieldset|colou?r"
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE: Final = re.compile(r"[{}]")
_COMMA: Final = re.compile(r",(?![^(]*\))")
_CLASS: Final = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")
_DECLARED: Final = re.compile(r"(--tblr-[\w-]+):([^;}]+)")
_NEEDED: Final = re.compile(r"var\((--tblr-[\w-]+)")


class Taken(NamedTuple):
    """A file of a package, the digest (SHA-256) of what it was, and what it is called here: one after the other, where
    several are one. So the gate of htmx is there before htmx looks at its first page, however slow the line.
    """

    package: str
    path: str
    sha256: str
    name: str


FILES: Final = (
    Taken(
        "htmx.org",
        "dist/htmx.min.js",
        "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
        "htmx.js",
    ),
    Taken(
        "htmx.org",
        "dist/ext/hx-csp.min.js",
        "a7e1e6711ae6c3e50ad300fba7936cbe8d07599cdae313414a179ddd6b26e143",
        "htmx.js",
    ),
    Taken(
        "@tabler/core",
        "dist/css/tabler.min.css",
        "370a2d4e608ae518351d10528fc7dbe19b354ae5062c51b2a9cb294850d65403",
        "tabler.css",
    ),
    Taken(
        "sortablejs",
        "Sortable.min.js",
        "bf4241bc73fef7f11c59a283a69fe8051cdd31c6d8ff5a2b9ba219e7831fcf76",
        "sortable.js",
    ),
)


def main(packages: Path) -> None:
    """Take each file over, without its source map; of Tabler what pages use, in a cascade layer below ours."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in dict.fromkeys(one.name for one in FILES):
        (TARGET / name).write_text("".join(_texts(packages, name)), "utf-8")


def _texts(packages: Path, name: str) -> Iterator[str]:
    for one in (one for one in FILES if one.name == name):
        octets = (packages / one.package / one.path).read_bytes()
        found = hashlib.sha256(octets).hexdigest()
        if found != one.sha256:
            sys.exit(f"{one.package}/{one.path} is another version: {found}")
        text = _SOURCE_MAP.sub("", octets.decode()).strip() + "\n"
        yield trimmed(text) if name == "tabler.css" else text


def trimmed(style: str) -> str:
    """The notice, the elements and the FAMILIES of Tabler, with the variables and movements that these need."""
    notice, _, rest = style.removeprefix(_CHARSET).partition("*/")
    rules = [one for one in map(_kept, _rules(rest)) if one]
    plain = [one for one in rules if not one.startswith((":root", "@keyframes"))]
    roots = [one for one in rules if one.startswith(":root")]
    moves = {one.split("{")[0].split()[1]: one for one in rules if one.startswith("@keyframes")}
    moving = [text for name, text in moves.items() if any(name in one for one in plain)]
    values = dict(_DECLARED.findall("".join(roots)))
    needed, look = set[str](), "".join([*plain, *moving])
    while fresh := set(_NEEDED.findall(look)) - needed:
        needed |= fresh
        look = "".join(values.get(name, "") for name in fresh)
    root = "".join(f"{name}:{value};" for name, value in values.items() if name in needed)
    return f"{notice.strip()}*/\n@layer tabler {{\n:root{{{root}}}\n" + "\n".join([*plain, *moving]) + "\n}\n"


def _rules(style: str) -> Iterator[str]:
    """Rules at the outermost level, each with its braces."""
    begin = depth = 0
    for found in _BRACE.finditer(_COMMENT.sub("", style)):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            yield _COMMENT.sub("", style)[begin : found.end()].strip()
            begin = found.end()


def _kept(rule: str) -> str:
    """The rule for those of its selectors that are kept; "" when there are none."""
    head, _, body = rule.partition("{")
    if head.startswith(("@media", "@supports")):
        inner = "".join(one for one in map(_kept, _rules(body[:-1])) if one)
        return f"{head}{{{inner}}}" if inner and "print" not in head else ""
    if head.startswith("@"):
        return rule if head.startswith("@keyframes") else ""
    chosen = [
        one
        for one in _COMMA.split(head)
        if "data-bs-theme" not in one and all(map(_fits, _CLASS.findall(one)))
    ]
    return f"{','.join(chosen)}{{{body}" if chosen else ""


def _fits(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}-") for one in FAMILIES) and not _SIZED.search(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
