"""Purpose: what a template is for, in words that people and steps share; empty: whatever its name says."""

from typing import Final

PURPOSES: Final = ("introduction", "meeting", "thanks", "launch", "decline", "busy", "no_samples", "closed")
