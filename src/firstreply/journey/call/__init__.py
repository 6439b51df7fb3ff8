"""Call: telephone calls become messages that ask for an answer, answers, and attempts."""

from firstreply.journey.call.heard import Heard, heard
from firstreply.journey.call.logged import Logged, logged

__all__ = ["Heard", "Logged", "heard", "logged"]
