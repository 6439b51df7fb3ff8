"""A single message in a file of its own."""

import os

from firstreply.channels.email.folder import FileMailbox


def open_single(path: str, *, name: str) -> FileMailbox:
    """A mailbox of one message; `name` is what people are shown."""
    root, file = os.path.split(path)
    return FileMailbox(root=root or ".", name=name, kind="eml", listing=lambda: [file])
