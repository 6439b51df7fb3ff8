"""Thread: which messages belong to one conversation, and what shows it."""

from firstreply.core.thread.conversation import Conversations, Evidence, join

__all__ = ["Conversations", "Evidence", "join"]
