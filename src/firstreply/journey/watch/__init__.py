"""Watch: how the accounts are by which people reach us (C9), written down by whoever notices, and told when it is bad.

`counted`, `fine` and `failed` are called in the transaction of what they speak of (inside `acting`), as often as it
happens: they write nothing where nothing is new. Who is told is decided later, in transactions of their own
(`looked`), by whichever worker looks next: within seconds, since a change makes the account due for a look at once.
"""

from firstreply.journey.watch.endpoints import WEBHOOK, switched_off
from firstreply.journey.watch.look import Looked, claimed, looked
from firstreply.journey.watch.note import CHECK, READ, SEND, Handed, counted, failed, fine, handed

__all__ = [
    "CHECK",
    "READ",
    "SEND",
    "WEBHOOK",
    "Handed",
    "Looked",
    "claimed",
    "counted",
    "failed",
    "fine",
    "handed",
    "looked",
    "switched_off",
]
