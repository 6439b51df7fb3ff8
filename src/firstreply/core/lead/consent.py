"""Consent: what somebody agreed to, in the words that they saw, and whether that counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from firstreply.core.lead.reading import FieldError, line

CONSENTS: Final = "consents"  #: their name in an inquiry; no field of the persona
LONGEST_PURPOSE: Final = 60
LONGEST_TEXT: Final = 4000
MOST: Final = 20
_KNOWN: Final = frozenset({"purpose", "text", "language", "state"})


class State(StrEnum):
    """How far a consent got."""

    ASKED = "asked"  #: said in a form; counts once the link in a mail was followed
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  #: asked, and not confirmed in time: never written, always read out of `until`


class Consent(NamedTuple):
    """One purpose that somebody agreed to. `form` and `revision`: where, and in which wording of it."""

    purpose: str
    text: str
    language: str = ""
    state: State = State.GIVEN
    until: str = ""  #: while it is asked: until when it can be confirmed, ISO 8601
    form: str = ""
    revision: str = ""

    def to_dict(self) -> dict[str, str]:
        """As a fact tells it, without what is not known."""
        return {name: str(value) for name, value in self._asdict().items() if value}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Consent":
        """As a fact told it."""
        known = {name: told[name] for name in cls._fields if name in told}
        return cls(**{**known, "state": State(known.get("state", State.GIVEN))})


def read(given: Sequence[Any]) -> tuple[tuple[Consent, ...], tuple[FieldError, ...]]:
    """Consents that another system tells of: `[{"purpose", "text", "language"?, "state"?: given | withdrawn}]`."""
    if len(given) > MOST:
        return (), (FieldError(CONSENTS, "too_many", MOST),)
    found: list[Consent] = []
    errors: list[FieldError] = []
    for n, one in enumerate(given):
        _read(one, f"{CONSENTS}[{n}]", found, errors)
    return tuple(found), tuple(errors)


def _read(one: object, at: str, found: list[Consent], errors: list[FieldError]) -> None:
    if not isinstance(one, Mapping):
        errors.append(FieldError(at, "not_a_table"))
        return
    before = len(errors)
    errors += [FieldError(f"{at}.{str(name)[:60]}", "entry_unknown") for name in one if name not in _KNOWN]
    for name in ("purpose", "text"):
        if not isinstance(one.get(name), str) or not one[name].strip():
            errors.append(FieldError(f"{at}.{name}", "field_missing"))
    state = one.get("state") or State.GIVEN
    if state not in (State.GIVEN, State.WITHDRAWN):
        errors.append(FieldError(f"{at}.state", "consent_state_unknown"))
    language = one.get("language") or ""
    if not isinstance(language, str) or len(language) > 3:
        errors.append(FieldError(f"{at}.language", "not_a_language"))
    if len(errors) == before:
        purpose, text = line(one["purpose"], LONGEST_PURPOSE), line(one["text"], LONGEST_TEXT)
        found.append(Consent(purpose=purpose, text=text, language=str(language), state=State(state)))


def after(before: Mapping[str, Any], consent: Consent, at: datetime) -> dict[str, Any]:
    """What a lead agreed to, by purpose, after this. To be asked again takes back nothing that was given."""
    known = before.get(consent.purpose)
    if consent.state is State.ASKED and known and known["state"] == State.GIVEN:
        return dict(before)
    told = consent.to_dict() | {"at": at.isoformat()}
    del told["purpose"]
    return {**before, consent.purpose: told}


def standing(told: Mapping[str, Any], now: datetime) -> State:
    """How a kept consent stands: what was asked and not confirmed in time has expired."""
    state = State(told["state"])
    until = told.get("until")
    over = state is State.ASKED and until and datetime.fromisoformat(until) <= now
    return State.EXPIRED if over else state


def as_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The consents of two who are one person: of each purpose the one that was said last."""
    both = dict(one)
    for purpose, told in other.items():
        if purpose not in both or _at(told) > _at(both[purpose]):
            both[purpose] = told
    return both


def _at(told: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(told["at"])
