"""Choice: in which language somebody is written to, of those that a template has, and why."""

from collections.abc import Collection
from typing import NamedTuple


class Chosen(NamedTuple):
    """A language and why: `lead` (theirs), `organisation`, or `any` (no other is there)."""

    language: str
    why: str


def choose(there: Collection[str], *, lead: str, organisation: str) -> Chosen | None:
    """The lead's language, else the organisation's, else the first in the alphabet; None where there is none.

    `ar-EG` is served by `ar`, and the other way round.
    """
    ranked = sorted(there)
    for wanted, why in ((lead, "lead"), (organisation, "organisation")):
        found = _same(ranked, wanted)
        if found:
            return Chosen(found, why)
    return Chosen(ranked[0], "any") if ranked else None


def _same(there: list[str], wanted: str) -> str:
    wanted = wanted.lower()
    if not wanted:
        return ""
    exact = next((one for one in there if one.lower() == wanted), "")
    return exact or next((one for one in there if _base(one) == _base(wanted)), "")


def _base(language: str) -> str:
    return language.lower().partition("-")[0]
