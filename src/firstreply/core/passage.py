"""Passage: how far a message of ours got on its way to its reader."""

from enum import StrEnum
from typing import Final


class Passage(StrEnum):
    """States in the order of a good passage; then those of a bad one."""

    QUEUED = "queued"  #: on disk here, and will be sent
    ACCEPTED = "accepted"  #: the other side answers for it
    DELIVERED = "delivered"  #: in the reader's mailbox or on their phone
    READ = "read"
    SOFT_BOUNCED = "soft_bounced"  #: not delivered this time: mailbox full, server away
    HARD_BOUNCED = "hard_bounced"  #: will never be delivered: no such address
    COMPLAINED = "complained"  #: the reader called it spam
    FAILED = "failed"  #: refused, or given up after the last attempt
    CANCELLED = "cancelled"  #: taken back before it was sent

    @property
    def is_lost(self) -> bool:
        """Whether the reader never got it: what was not delivered is no answer."""
        return self in _LOST


_LOST: Final = frozenset({Passage.HARD_BOUNCED, Passage.FAILED, Passage.CANCELLED})
_RANK: Final = {
    Passage.QUEUED: 0,
    Passage.ACCEPTED: 1,
    Passage.SOFT_BOUNCED: 2,
    Passage.DELIVERED: 3,
    Passage.READ: 4,
    Passage.CANCELLED: 5,
    Passage.FAILED: 6,
    Passage.HARD_BOUNCED: 7,
    Passage.COMPLAINED: 8,
}


def further(before: Passage, told: Passage) -> Passage:
    """What is known after one more report. Reports come in any order; the one that says most stands."""
    return max(before, told, key=_RANK.__getitem__)
