"""Approved: what WhatsApp lets us send out of the blue, with what we know put in where its names say what it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from django.http import HttpResponse

from firstreply.channels import registry
from firstreply.channels.base import Setup
from firstreply.core.lead import fold
from firstreply.core.refusal import Refused
from firstreply.insights import put_in
from firstreply.store.queries import accounts, leads, replies
from firstreply.store.queries.put_in import known
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import show, signed_in, told
from firstreply.web.desk.visit import Visit

_KEPT: Final = timedelta(minutes=5)
_MOST: Final = 30
_ACCOUNTS: Final = 3
_LONGEST: Final = 100


class Fetched(NamedTuple):
    """What an account may send out of the blue, as `Channel.templates` lists it, and when it was asked."""

    at: datetime
    templates: tuple[Mapping[str, Any], ...]


_kept: dict[UUID, Fetched] = {}


class Parameter(NamedTuple):
    """A gap of theirs and what we would say there."""

    name: str
    value: str


class Approved(NamedTuple):
    """A template that Meta has approved."""

    source: UUID
    name: str
    language: str
    header: str
    text: str
    above: list[Parameter]  #: gaps of the header
    parameters: list[Parameter]
    is_named: bool

    @property
    def given(self) -> str:
        """What the composer takes along."""
        return orjson.dumps({"name": self.name, "language": self.language}).decode()


@signed_in
def page(who: Visit, lead: UUID) -> HttpResponse:
    """Those of the accounts that are in use; asked of Meta, and remembered for five minutes."""
    sought = fold(who.request.GET.get("q", "").strip().lstrip("/")[:_LONGEST])
    with acting(who.organisation):
        if leads.one(who.viewer, lead) is None:
            raise Refused("not_found", what="lead", id=str(lead))
        facts = known(lead, who.caller.member, who.now)
        setups = [accounts.setup(own) for own, _ in replies.accounts(["whatsapp"])[:_ACCOUNTS]]
    found: list[Approved] = []
    said = ""
    for setup in filter(None, setups):
        try:
            asked = fetched(setup, who.now)
        except Refused as refused:
            said = told(who.words, refused)
            continue
        for one in asked.templates:
            if fits(one) and sought in fold(f"{one['name']} {one['header']} {one['text']}"):
                language = str(one["language"]).replace("_", "-").lower()
                values = put_in.values(facts, language, "whatsapp", who.now)
                found.append(_approved(setup.id, one, values))
    return show(who, "template/approved.html.j2", approved=found[:_MOST], said=said)


def fits(one: Mapping[str, Any]) -> bool:
    """Whether it is approved, and we can say all that it wants to be told."""
    return str(one["status"]).upper() == "APPROVED" and not one["needs"]


def _approved(source: UUID, one: Mapping[str, Any], values: Mapping[str, str]) -> Approved:
    """Names that are ours get our value; numbers say nothing, and are filled in by hand."""
    above, names = ([str(name) for name in one[part]] for part in ("header_parameters", "parameters"))
    return Approved(
        source=source,
        name=str(one["name"]),
        language=str(one["language"]),
        header=str(one["header"]),
        text=str(one["text"]),
        above=[Parameter(name, values.get(name, "")) for name in above],
        parameters=[Parameter(name, values.get(name, "")) for name in names],
        is_named=any(not name.isdecimal() for name in (*above, *names)),
    )


def fetched(setup: Setup, now: datetime) -> Fetched:
    """Asked of Meta, and remembered for five minutes.

    Refuses `settings_invalid`, `channel_unreachable`, `channel_refused`.
    """
    kept = _kept.get(setup.id)
    if kept is not None and now - kept.at < _KEPT:
        return kept
    channel = registry.channel(setup.kind)
    found = Fetched(now, channel.templates(setup) if channel and channel.templates else ())
    _kept[setup.id] = found
    return found


def forget(source: UUID | None = None) -> None:
    """Ask anew next time: of one account, or (for tests) of all."""
    if source is None:
        _kept.clear()
    else:
        _kept.pop(source, None)
