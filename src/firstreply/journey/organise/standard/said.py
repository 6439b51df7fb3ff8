"""Said: a text with its subject."""

from typing import NamedTuple


class Said(NamedTuple):
    """What a template says in one language."""

    subject: str
    body: str
