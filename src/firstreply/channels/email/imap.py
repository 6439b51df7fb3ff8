"""placeholder"""
from collections.abc import Callable, Mapping

from firstreply.channels.email.base import Mailbox


def open_account(url: str, *, environment: Mapping[str, str], prompt: Callable[[str], str] | None, insecure: bool) -> list[Mailbox]:
    """placeholder"""
    return []
