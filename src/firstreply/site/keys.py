"""Keys that are made once and kept in the home folder, readable by their owner alone."""

import base64
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from firstreply.site.home import write_once


class VapidKey(NamedTuple):
    """A P-256 key for web push (RFC 8292), both halves in base64url without padding."""

    private: str

    @property
    def public(self) -> str:
        """The uncompressed point, as `applicationServerKey` wants it."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        number = int.from_bytes(_octets(self.private), "big")
        point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
        return _text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def secret_key(home: Path) -> str:
    """The key that signs cookies, links and tokens of this installation."""
    return _kept(home / "secret-key", lambda: secrets.token_urlsafe(48))


def vapid_key(home: Path) -> VapidKey:
    """The key that web push services know this installation by."""
    return VapidKey(_kept(home / "vapid-key", _new_vapid))


def setup_key(path: Path) -> str:
    """The key that makes the first organisation; whoever used it removes the file's worth by using it."""
    return _kept(path, lambda: secrets.token_urlsafe(24))


def _kept(path: Path, make: Callable[[], str]) -> str:
    return path.read_text("utf-8").strip() if path.exists() else write_once(path, make())


def _new_vapid() -> str:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
