"""Field: what can be put into a template, and which of it may be unknown."""

from types import MappingProxyType
from typing import Final

CUSTOM: Final = "custom."  #: before the key of a custom field
_LONGEST: Final = 80
#: Fields in the order of a menu, and whether their value may be unknown: then a fallback is wanted.
FIELDS: Final = MappingProxyType(
    {
        "first_name": True,
        "name": True,
        "company": True,
        "need": True,
        "product": True,
        "city": True,
        "my_name": True,
        "my_first_name": True,
        "my_phone": True,
        "my_email": True,
        "owner_name": True,
        "owner_first_name": True,
        "owner_phone": True,
        "owner_email": True,
        "organisation": False,
        "opening": True,
        "today": False,
        "now": False,
        "channel": True,
    }
)


def is_known(name: str) -> bool:
    """Whether there is such a field; every custom one counts, since people name those themselves."""
    return name in FIELDS or (name.startswith(CUSTOM) and len(CUSTOM) < len(name) <= _LONGEST)


def may_be_empty(name: str) -> bool:
    """Whether the value may be unknown, so that the text needs something to stand there instead."""
    return FIELDS.get(name, True)
