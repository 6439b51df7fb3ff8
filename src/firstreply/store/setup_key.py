"""Setup key: the one-time key in the home folder by which the first organisation is made."""

import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from firstreply.core.refusal import Refused

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


def fits(text: str) -> bool:
    """Whether it is the key, in a time that tells nothing about it. Nothing fits where there is none."""
    try:
        key = _path().read_text("utf-8").strip()
    except OSError:
        return False
    return bool(key) and hmac.compare_digest(text.encode(), key.encode())


@contextmanager
def used_up() -> Iterator[None]:
    """Nobody else has the key inside, and it is gone afterwards; what fails inside gives it back.

    Refuses `setup_key_wrong` when somebody was faster.
    """
    path = _path()
    mine = path.with_name(f".{path.name}.used.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        os.rename(path, mine)
    except OSError as error:
        raise Refused("setup_key_wrong") from error
    try:
        yield
    except BaseException:
        os.replace(mine, path)
        raise
    mine.unlink()


def _path() -> Path:
    return Path(_given.FIRSTREPLY_SETUP_KEY_FILE)
