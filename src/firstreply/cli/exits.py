"""Exit codes, the same for every command: 0 ok, 1 failed, 2 usage, 3 not found, 4 conflict, 5 temporary."""

import sys
from typing import Final, NoReturn

from firstreply.core.refusal import Refused

FAILED: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3
TEMPORARY: Final = 5

_CODES: Final = {
    "source_not_found": NOT_FOUND,
    "file_not_found": NOT_FOUND,
    "imap_no_such_folder": NOT_FOUND,
    "imap_unreachable": TEMPORARY,
    "disk_full": FAILED,
    "file_not_written": FAILED,
}


def leave(refused: Refused, lang: str = "en") -> NoReturn:
    """Say why on stderr, in words, and end with the code that belongs to it (2 where no other does)."""
    from firstreply.insights import words

    sys.stderr.write(f"firstreply: {words.use(lang).for_refusal(refused.code, dict(refused.facts))}\n")
    sys.exit(_CODES.get(refused.code, USAGE))
