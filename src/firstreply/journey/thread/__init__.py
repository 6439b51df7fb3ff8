"""Thread: what was said becomes messages in conversations, each with its lead."""

from firstreply.journey.thread.heard import Heard, heard
from firstreply.journey.thread.reported import Lost, reported
from firstreply.journey.thread.strangers import Stranger

__all__ = ["Heard", "Lost", "Stranger", "heard", "reported"]
