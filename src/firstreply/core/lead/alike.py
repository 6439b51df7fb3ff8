"""Alike: keys that two leads share when they may be the same person. Never proof, always a suggestion."""

from functools import lru_cache
from typing import Final

from firstreply.core.lead.fold import fold_name
from firstreply.core.lead.persona import Persona
from firstreply.core.team import FREE_MAIL

_TAIL: Final = (
    8  #: last digits of a phone number: what stays when the country and the trunk zero are left out
)
_FEWEST: Final = 3  #: letters of a name or local part that can tell anything
#: Local parts that name a desk, not a person.
_DESKS: Final = frozenset(
    {
        "info",
        "sales",
        "office",
        "contact",
        "admin",
        "support",
        "hello",
        "mail",
        "enquiries",
        "inquiries",
        "marketing",
    }
)


def alike(persona: Persona) -> tuple[str, ...]:
    """Keys of likeness, sorted: `name+company`, `name+phone` and `local+company`, each over folded values.

    Two personas may be one person exactly when they share a key; a set lookup finds all candidates of a batch. A
    company is known by its name and by its own e-mail domain.
    """
    return _alike(persona.name, persona.company, persona.emails, persona.phones)


@lru_cache(maxsize=4096)  # a batch of inquiries asks thrice of each
def _alike(called: str, firm: str, emails: tuple[str, ...], phones: tuple[str, ...]) -> tuple[str, ...]:
    name = fold_name(called)
    name = name if len(name) >= _FEWEST else ""
    split = [email.rpartition("@") for email in emails]
    companies = {domain for _, _, domain in split} - FREE_MAIL
    if company := fold_name(firm):
        companies.add(company)
    found: set[str] = set()
    if name:
        found |= {f"name+company:{name}|{company}" for company in companies}
        found |= {f"name+phone:{name}|{tail}" for phone in phones if (tail := _tail(phone))}
    locals_ = {local for local, _, _ in split if len(local) >= _FEWEST and local not in _DESKS}
    found |= {f"local+company:{local}|{company}" for local in locals_ for company in companies}
    return tuple(sorted(found))


def _tail(phone: str) -> str:
    digits = "".join(char for char in phone if char in "0123456789")
    return digits[-_TAIL:] if len(digits) >= _TAIL else ""
