"""Call: what the reports about one telephone call say together.

A telephone system reports a call more than once: each leg, its end, its recording, what a machine wrote down of it.
The reports come in any order, and again; the call they tell of is the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from firstreply.core.capture.brought import Called


class CallKind(StrEnum):
    """What a call means to the clock."""

    TALKED = "talked"  #: two people spoke: an answer
    MISSED = "missed"  #: they called and reached nobody: they are owed a call
    TRIED = "tried"  #: we called and reached nobody: an attempt, which ends nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A call as it is known. `party` is "" for one who withheld their number."""

    inbound: bool
    party: str
    at: datetime
    reached: bool = False
    name: str = ""
    agent: str = ""
    seconds: int = 0
    text: str = ""
    link: str = ""

    @property
    def kind(self) -> CallKind:
        """What it means."""
        if self.reached:
            return CallKind.TALKED
        return CallKind.MISSED if self.inbound else CallKind.TRIED


def known(report: Called) -> Known:
    """A call of which one report is known."""
    return Known(
        inbound=report.inbound,
        party=report.party,
        at=report.at,
        reached=report.reached,
        name=report.name,
        agent=report.agent,
        seconds=report.seconds if report.reached else 0,
        text=report.text,
        link=report.link,
    )


def together(one: Known, other: Known) -> Known:
    """What both say: the same whichever came first, and however often. One in which somebody was reached says most."""
    more = max(one, other, key=_rank)
    return replace(
        more,
        party=_longer(one.party, other.party),
        at=min(one.at, other.at),
        name=_longer(one.name, other.name),
        text=_longer(one.text, other.text),
        link=_longer(one.link, other.link),
    )


def _rank(one: Known) -> tuple[bool, int, str, bool]:
    # Only what `together` takes over unchanged: else the order of reports would matter.
    return one.reached, one.seconds, one.agent, one.inbound


def _longer(one: str, other: str) -> str:
    return max(one, other, key=lambda text: (len(text), text))
