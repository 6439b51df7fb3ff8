"""Undo: what was just done and can be reversed, as a ticket that its doer may redeem within a minute, once."""

import secrets
from collections.abc import Callable
from typing import Any, Final

from django.core import signing
from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.journey import once
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import acted, event, posted
from firstreply.web.desk.visit import Visit, own_path

#: How long a ticket is good, in seconds; pages offer it for ten.
SECONDS: Final = 60
#: The reverse of each action, by name. It refuses what can no longer be reversed.
UNDO: Final[dict[str, Callable[..., None]]] = {}
_SALT: Final = "firstreply.desk.undo"


def register(name: str, reverse: Callable[..., None]) -> None:
    """Let tickets of that name call `reverse(who, **args)`; args come back as JSON has them: ids as text."""
    if UNDO.setdefault(name, reverse) is not reverse:
        raise ValueError(f"two ways to undo {name}")


def ticket(who: Visit, name: str, **args: Any) -> str:
    """A ticket for whoever did it. `args` are what the reverse needs: text, numbers, lists of them."""
    if name not in UNDO:
        raise ValueError(f"nothing is registered to undo {name}")
    given = {key: _plain(one) for key, one in args.items()}
    return signing.dumps([_whose(who), name, given, secrets.token_hex(4)], salt=_SALT)


@posted
def redeem(who: Visit) -> HttpResponse:
    """Reverse it. Refuses `undo_over`, `undone_already`, and what the reverse refuses."""
    text = who.request.POST.get("ticket", "")
    name, args = _read(who, text)
    with acting(who.organisation):
        if not once.first(text, who.now):
            raise Refused("undone_already")
        UNDO[name](who, **args)
    response = acted(who, to=own_path(who.request.POST.get("to", "")), done="undone")
    event(response, "fr:undone", name=name)
    return response


def _read(who: Visit, text: str) -> tuple[str, dict[str, Any]]:
    try:
        whose, name, args, _ = signing.loads(text, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Refused("undo_over") from error
    if whose != _whose(who) or name not in UNDO:
        raise Refused("undo_over")
    return name, args


def _whose(who: Visit) -> list[str]:
    return [str(who.organisation), str(who.caller.member or who.caller.token)]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | float | bool | None) else str(value)
