"""Guard: whether a person filled in a form, judged without asking anybody else.

What only a machine would do is thanked and kept nowhere. What a person might do all the same is doubtful: it is kept,
and counts once a button is pressed, or somebody of ours says that it does. So nobody is locked out who runs no
script, whose browser fills in too much, or who leaves a form open over night.
"""

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, NamedTuple

from firstreply.channels.form.body import Posted
from firstreply.channels.form.definition import Form, Plain
from firstreply.channels.form.hosts import Whence
from firstreply.channels.form.ticket import Purpose, opened, sealed

TICKET: Final = "_t"  #: names of what a form sends beside its fields
WORK: Final = "_w"
TRAP: Final = "_gotcha"  #: unless the source's `honeypot` names another
TICKET_S: Final = 12 * 3600  #: an older form is filled in by somebody who took long, or recorded it
_LONGEST_WORK: Final = 12


class Judgement(Enum):
    """What a submission is taken for."""

    PERSON = "person"
    DOUBT = "doubt"
    SPAM = "spam"


class Verdict(NamedTuple):
    """What it is taken for, and why not for a person's."""

    judgement: Judgement
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """One form as it was handed out: its own id, when, and how its reader came."""

    own: str
    at: int  #: epoch seconds
    touch: dict[str, str]


def ticket(secret: str, filling: Filling) -> str:
    """What goes into the form, to come back with it."""
    told = {"n": filling.own, "t": filling.at, "u": filling.touch}
    return sealed(secret, Purpose.FILL, told)


def filling(secret: str, posted: Posted) -> Filling | None:
    """The form that came back; None when it is not one of ours."""
    told: dict[str, Any] | None = opened(secret, Purpose.FILL, posted.first(TICKET))
    return None if told is None else Filling(own=told["n"], at=told["t"], touch=told["u"])


def judge(
    form: Form, posted: Posted, given: Filling | None, whence: Whence, *, trap: str, now: int
) -> Verdict:
    """What a submission is taken for; `now` in epoch seconds."""
    worked = given is not None and works(given.own, posted.first(WORK), form.pow_bits)
    if posted.first(trap).strip():
        # A browser may fill in whatever looks like a field; it does no work for it unless our page asks.
        doing = worked and form.pow_bits > 0
        return Verdict(Judgement.DOUBT if doing else Judgement.SPAM, "trap")
    if given is None:
        if form.plain is Plain.TAKE and whence is Whence.FINE:
            return Verdict(Judgement.PERSON)
        return Verdict(Judgement.DOUBT, "no_ticket")
    reasons = (
        ("no_origin", whence is Whence.UNKNOWN),
        ("ticket_old", not given.at - 60 <= now < given.at + TICKET_S),
        ("too_fast", now - given.at < form.least_s),
        ("no_work", not worked),
    )
    reason = next((name for name, doubtful in reasons if doubtful), "")
    return Verdict(Judgement.DOUBT if reason else Judgement.PERSON, reason)


def works(own: str, number: str, bits: int) -> bool:
    """Whether SHA-256 of `own:number` begins with so many zero bits."""
    if not bits:
        return True
    if not 0 < len(number) <= _LONGEST_WORK or not number.isascii() or not number.isdecimal():
        return False
    digest = hashlib.sha256(f"{own}:{number}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - bits) == 0
