"""Sealed: secrets that others let us have, kept so that a copy of the database alone does not give them away.

The key is derived (HKDF, RFC 5869) from the installation's own secret key, which lies in the home folder, not in the
database.
"""

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from firstreply.core.refusal import Refused

_ABOUT: Final = b"firstreply sealed settings"


def seal(secrets: Mapping[str, str]) -> str:
    """Secrets as they are kept; "" for none."""
    return _box(settings.SECRET_KEY).encrypt(orjson.dumps(dict(secrets))).decode() if secrets else ""


def unseal(kept: str) -> dict[str, str]:
    """Secrets as they were. Refuses `seal_broken`: sealed under another key (a backup without its home folder)."""
    if not kept:
        return {}
    try:
        found: dict[str, str] = orjson.loads(_box(settings.SECRET_KEY).decrypt(kept.encode()))
    except InvalidToken:
        raise Refused("seal_broken", source="") from None
    return found


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_ABOUT).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
