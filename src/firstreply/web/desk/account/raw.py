"""Raw: what came in, as text and nothing but text."""

import re
from typing import Final
from uuid import UUID

import orjson
from django.http import HttpResponse

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.store.queries import arrivals, channels
from firstreply.store.tenancy import acting
from firstreply.web.desk.account.shown import find
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

_MOST: Final = 200_000  #: characters on the page
#: Controls but line ends and tabs, and whatever turns the direction of text around.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@signed_in
def page(who: Visit, source: UUID, arrival: UUID) -> HttpResponse:
    """One thing that came in: why it was put aside, and what it said."""
    who.decides(DECIDING)
    with acting(who.organisation):
        account = find(who, source)
        row = arrivals.arrival(arrival)
        sent = arrivals.sent(arrival)
        whose = channels.source_of(arrival)
    if row is None or sent is None or whose != source:
        raise Refused("not_found", what="arrival", id=str(arrival))
    text = as_text(sent.raw) if sent.raw is not None else as_text(_json(sent.payload))
    return show(
        who, "raw.html.j2", account=account.row, arrival=row, text=text[:_MOST], is_cut=len(text) > _MOST
    )


def as_text(octets: bytes) -> str:
    """Octets as text that is shown as it is: whatever is no letter is shown as a box."""
    return _UNFIT.sub("\u2423", octets.decode("utf-8", "replace").replace("\r\n", "\n"))


def _json(payload: object) -> bytes:
    return orjson.dumps(payload, option=orjson.OPT_INDENT_2)
