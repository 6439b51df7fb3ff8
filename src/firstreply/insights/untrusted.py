"""Text that strangers wrote, made fit to show: subjects, names and addresses out of mail."""

import re
from typing import Final

#: Terminal escapes and other controls, bidi embeddings, overrides, isolates and marks, line separators, lone
#: surrogates and noncharacters. ZWNJ and ZWJ stay: Persian spelling needs them.
_UNFIT: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]+"
)
_ELLIPSIS: Final = "…"


def plain(text: str | None, limit: int = 0) -> str:
    """One line without controls, cut to `limit` characters (0: not cut). It is text, not markup: escape it still."""
    if not text:
        return ""
    if not (text.isascii() and text.isprintable()):
        text = " ".join(_UNFIT.sub(" ", text).split())
    return text if not limit or len(text) <= limit else text[: limit - 1].rstrip() + _ELLIPSIS
