"""Contact points: by what a person can be reached, and so recognised."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from firstreply.core.lead.fold import fold, fold_name
from firstreply.core.lead.persona import Persona


class PointKind(StrEnum):
    """Kinds of contact point, the strongest evidence of identity first. EXTERNAL: another system's id of the customer.

    A NAMED point is one that several people share (a switchboard, info@), together with the folded name of one.
    """

    EXTERNAL = "external"
    EMAIL = "email"
    PHONE = "phone"
    MESSENGER = "messenger"
    NAMED = "named"


_STRENGTH: Final = {kind: rank for rank, kind in enumerate(PointKind)}


class ContactPoint(NamedTuple):
    """One way to reach a person. Values are canonical: folded e-mail, E.164, `telegram:handle`, `email:info@x|jane`."""

    kind: PointKind
    value: str


#: Messengers whose handle belongs to one person. Other networks (a company's page) identify nobody.
MESSENGERS: Final = frozenset(
    {
        "telegram",
        "telegram_id",  # the number that stays when the name changes
        "whatsapp",
        "signal",
        "messenger",
        "instagram",
        "line",
        "wechat",
        "viber",
        "skype",
        "bale",
        "eitaa",
    }
)
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15


def points(persona: Persona, shared: Collection[ContactPoint] = ()) -> tuple[ContactPoint, ...]:
    """What identifies this person, strongest first, each once.

    A point in `shared` counts only together with the person's name, as a NAMED point; without a name not at all.
    """
    name = fold_name(persona.name)
    found: dict[ContactPoint, None] = {}
    for point in _own(persona):
        if point not in shared:
            found[point] = None
        elif name:
            found[ContactPoint(PointKind.NAMED, f"{point.kind}:{point.value}|{name}")] = None
    return tuple(sorted(found, key=lambda point: _STRENGTH[point.kind]))


def _own(persona: Persona) -> Iterator[ContactPoint]:
    if persona.customer_id:
        yield ContactPoint(PointKind.EXTERNAL, persona.customer_id)
    for email in persona.emails:
        yield ContactPoint(PointKind.EMAIL, email)
    for phone in persona.phones:
        if is_e164(phone):
            yield ContactPoint(PointKind.PHONE, phone)
    for network, handle in sorted(persona.social.items()):
        if value := messenger_value(network, handle):
            yield ContactPoint(PointKind.MESSENGER, value)


def messenger_value(network: str, handle: str) -> str:
    """The value of a messenger's contact point, as `telegram:jane`; "" where the handle says nothing."""
    folded = fold(handle).lstrip("@")
    return f"{network}:{folded}" if folded and network in MESSENGERS else ""


def is_e164(phone: str) -> bool:
    """Whether this is a number that could be dialled from anywhere: `+` and 6 to 15 digits."""
    digits = phone[1:]
    return (
        phone[:1] == "+"
        and digits.isascii()
        and digits.isdecimal()
        and _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
    )
