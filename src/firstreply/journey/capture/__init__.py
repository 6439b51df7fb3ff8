"""Capture: what came in becomes leads: arrivals taken, read, and recognised."""

from firstreply.journey.capture.identify import Asking, People, identify, recognise

__all__ = ["Asking", "People", "identify", "recognise"]
