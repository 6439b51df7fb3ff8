"""Access: what a program shows to be let in, and what it may then do."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from firstreply.core.refusal import Refused


class Scope(StrEnum):
    """What a token is for. `write` may read too, `admin` may everything."""

    INTAKE = "intake"  #: bring inquiries and messages, and see what became of them
    READ = "read"
    WRITE = "write"
    ADMIN = "admin"  #: people, rules, sources, tokens
    LIVE = "live"  #: the live stream


_IMPLIED: Final = {Scope.WRITE: {Scope.READ}, Scope.ADMIN: set(Scope)}
_SHAPE: Final = re.compile(r"fr_([a-z0-9]{6,16})_([A-Za-z0-9_-]{20,100})")


class Shown(NamedTuple):
    """A token in its two halves: the prefix is looked up and may be shown, the secret is compared and never kept."""

    prefix: str
    secret: str


def shown(text: str) -> Shown | None:
    """The halves of `fr_<prefix>_<secret>`; None for anything else."""
    found = _SHAPE.fullmatch(text)
    return Shown(found[1], found[2]) if found else None


def written(token: Shown) -> str:
    """The text that `shown` reads."""
    return f"fr_{token.prefix}_{token.secret}"


def hashed(secret: str) -> bytes:
    """What is kept of a secret. It is 32 random octets, so nothing slower than SHA-256 is needed."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, kept: bytes) -> bool:
    """Whether `kept` is this secret's hash, in a time that tells nothing about it."""
    return hmac.compare_digest(hashed(secret), kept)


def scopes(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes of these names with all they imply. Raises Refused("scope_unknown")."""
    found: set[Scope] = set()
    for name in names:
        if name not in Scope.__members__.values():
            raise Refused("scope_unknown", scope=name, known=", ".join(Scope))
        scope = Scope(name)
        found |= {scope} | _IMPLIED.get(scope, set())
    return frozenset(found)
