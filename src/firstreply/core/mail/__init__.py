"""Mail: a message read from its octets.

Nothing heavy is imported here: who scans a hundred thousand headers needs no reader of HTML.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firstreply.core.mail.whole import Message

__all__ = ["Message", "read"]


def read(raw: bytes) -> "Message":
    """Read a message from its octets, as a server or a file holds them (an mbox "From " line in front is skipped).

    Never fails: what can be read is read, whatever else is in it. At most 64 MB of a message are looked at, and of
    a text 4 MB. Nothing is decoded before it is asked for.
    """
    from firstreply.core.mail import whole

    return whole.read(raw)


def __getattr__(name: str) -> object:
    if name == "Message":
        from firstreply.core.mail import whole

        return whole.Message
    raise AttributeError(name)
