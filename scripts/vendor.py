"""Put the style and script of others under our own roof: `python scripts/vendor.py node_modules`.

The folder is what `npm install --ignore-scripts htmx.org@4.0.1 @tabler/core@1.6.1 sortablejs@1.15.7` leaves.
Each file is compared with the digest it had when it was taken in; a newer version needs its new digest here.
"""

import hashlib
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

TARGET: Final = Path(__file__).resolve().parents[1] / "src/firstreply/web/desk/assets/vendor"
_SOURCE_MAP: Final = re.compile(r"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
_CHARSET: Final = '@charset "UTF-8";'


class Taken(NamedTuple):
    """A file of a package, the digest (SHA-256) of what it was, and what it is called here."""

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
        "htmx-csp.js",
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
    """Take each file over, without its source map; Tabler goes into a cascade layer below ours."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for one in FILES:
        octets = (packages / one.package / one.path).read_bytes()
        found = hashlib.sha256(octets).hexdigest()
        if found != one.sha256:
            sys.exit(f"{one.package}/{one.path} is another version: {found}")
        text = _SOURCE_MAP.sub("", octets.decode()).strip() + "\n"
        if one.name == "tabler.css":
            text = "@layer tabler {\n" + text.removeprefix(_CHARSET) + "}\n"
        (TARGET / one.name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
