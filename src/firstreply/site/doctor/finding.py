"""One finding of the doctor."""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(NamedTuple):
    """What was checked, what was seen, and what to do (empty when nothing is to be done)."""

    check: str
    state: State
    says: str
    hint: str = ""


def ok(check: str, says: str) -> Finding:
    """All is well."""
    return Finding(check, State.OK, says)


def warn(check: str, says: str, hint: str) -> Finding:
    """It works, and should be looked at."""
    return Finding(check, State.WARN, says, hint)


def fail(check: str, says: str, hint: str) -> Finding:
    """It does not work."""
    return Finding(check, State.FAIL, says, hint)
