"""Forging: requests that were never made by whom they claim to be, out of honest ones.

A channel that takes requests names in its `honest.py` what an honest one looks like (HONEST); tests and `firstreply
bench forged` make every forgery of it and see that nothing of it is taken.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.channels.registry import channels

BODY, ADDRESS, TIME, QUERY = "body", "address", "time", "query"
_OTHER: Final = "whsec_" + "T3RoZXI" * 5  #: a secret that nobody shares with us
_LATE_S: Final = 1200  #: more than any protocol lets clocks differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """How the other side of one kind of account proves itself, and an honest request of it."""

    way: str  #: which kind, and which way where it has several
    make: Callable[
        [Setup, int, int], Call
    ]  #: (account, number of the request, epoch seconds): each number says another thing
    proof: tuple[str, ...]  #: headers that prove it; none where the address does (QUERY)
    refused: int  #: the status that the protocol prescribes
    covers: frozenset[str] = frozenset({BODY})  #: what the proof is a proof of
    settings: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, str] = field(default_factory=dict, repr=False)


@cache
def honest() -> tuple[tuple[str, Honest], ...]:
    """(kind, way) of every channel that takes requests and says what honest ones are."""
    found: list[tuple[str, Honest]] = []
    for kind, channel in channels().items():
        folder = channel.take.__module__.split(".")[2] if channel.take else ""
        name = f"firstreply.channels.{folder}.honest"
        if folder and find_spec(name):
            found += [(kind, one) for one in import_module(name).HONEST]
    return tuple(found)


def forgeries(one: Honest, account: Setup, number: int, now: int) -> Iterator[tuple[str, Call]]:
    """What a forger can make of an account's requests: (how, request), none of which is to be taken."""
    call = one.make(account, number, now)
    other = another(account)
    yield "wrong secret", one.make(replace(other, id=account.id, address=account.address), number, now)
    yield "of another source", replace(one.make(other, number, now), url=call.url)
    if one.proof:
        yield from _without_proof(one, call)
    else:
        yield "no proof", replace(call, query="", url=account.address)
    if BODY in one.covers and call.body:
        yield from _changed(call)
        swapped = one.make(account, number + 1, now)
        yield "proof of another request", _with(call, {name: swapped.headers[name] for name in one.proof})
    if ADDRESS in one.covers:
        query = "on=dial" if call.query != "on=dial" else "on=status"
        yield "another address", replace(call, query=query, url=f"{account.address}?{query}")
        yield "more in the address", replace(call, query=f"{call.query}&a=b", url=f"{call.url}&a=b")
    if TIME in one.covers:
        yield "from long ago", one.make(account, number, now - _LATE_S)
        yield "from the future", one.make(account, number, now + _LATE_S)


def another(account: Setup) -> Setup:
    """An account of the same kind that is somebody else's."""
    own = UUID(int=account.id.int ^ 1)
    sealed = {
        name: _OTHER if name != "webhook_key" else _key(value) for name, value in account.sealed.items()
    }
    address = account.address.replace(str(account.id), str(own))
    return replace(account, id=own, address=address, secret=_OTHER, sealed=sealed)


def _key(value: str) -> str:
    return _OTHER if value.startswith("whsec_") else f"{value[::-1]}x"


def _without_proof(one: Honest, call: Call) -> Iterator[tuple[str, Call]]:
    yield (
        "no proof",
        replace(call, headers={name: value for name, value in call.headers.items() if name not in one.proof}),
    )
    last = one.proof[-1]
    given = call.headers[last]
    middle = len(given) // 2
    for how, value in (
        ("empty", ""),
        ("cut off", given[:-2]),
        ("of nonsense", "\u00e9\u00ff" * 20),
        (
            "with another letter",
            given[:middle] + ("2" if given[middle] == "1" else "1") + given[middle + 1 :],
        ),
        ("of zeros", "sha256=" + "0" * 64),
        ("twice too long", given + given),
    ):
        yield f"proof {how}", _with(call, {last: value})


def _changed(call: Call) -> Iterator[tuple[str, Call]]:
    body, middle = call.body, len(call.body) // 2
    for how, octets in (
        ("another octet", body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]),
        ("truncated", body[:-1]),
        ("one octet more", body + b"x"),
        ("nothing", b""),
        ("twice", body + body),
    ):
        yield f"body: {how}", replace(call, body=octets)


def _with(call: Call, headers: Mapping[str, str]) -> Call:
    return replace(call, headers={**call.headers, **headers})
