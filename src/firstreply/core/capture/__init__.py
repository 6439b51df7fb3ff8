"""Capture: who really wrote a message, and which kind of message it is, each with its evidence."""
