"""A sample archive that FirstReply makes itself: an invented company's mail, the same for the same seed."""

from firstreply.channels.email.sample.archive import write
from firstreply.channels.email.sample.large import write_large

__all__ = ["write", "write_large"]
