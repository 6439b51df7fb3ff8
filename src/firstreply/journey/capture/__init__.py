"""Capture: what came in becomes leads: arrivals taken, read, and recognised."""

from firstreply.journey.capture.arrivals import Came, Done, come, done, failed, finish, quarantine
from firstreply.journey.capture.asking import Asking, Listed
from firstreply.journey.capture.brought import Unpacked, unpacked
from firstreply.journey.capture.identify import People, identify, keep, recognise, write
from firstreply.journey.capture.inquiry import Inquiry, converse, told
from firstreply.journey.capture.understand import SUBMISSION, understood

__all__ = [
    "SUBMISSION",
    "Asking",
    "Came",
    "Done",
    "Inquiry",
    "Listed",
    "People",
    "Unpacked",
    "come",
    "converse",
    "done",
    "failed",
    "finish",
    "identify",
    "keep",
    "quarantine",
    "recognise",
    "told",
    "understood",
    "unpacked",
    "write",
]
