"""Approved: what WhatsApp lets us send out of the blue, with what we know put in where its names say what it is."""

import time
from collections.abc import Mapping
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

_KEPT_S: Final = 300.0
_MOST: Final = 30
_ACCOUNTS: Final = 3
_LONGEST: Final = 100
_kept: dict[UUID, tuple[float, tuple[Mapping[str, Any], ...]]] = {}


class Parameter(NamedTuple):
    """A gap of theirs and what we would say there."""

    name: str
    value: str


class Approved(NamedTuple):
    """A template that Meta has approved."""

    source: UUID
    name: str
    language: str
    text: str
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
    for setup in setups:
        if setup is None:
            continue
        try:
            asked = _asked(setup)
        except Refused as refused:
            said = told(who.words, refused)
            continue
        for one in asked:
            if one["status"].upper() == "APPROVED" and sought in fold(f"{one['name']} {one['text']}"):
                language = str(one["language"]).replace("_", "-").lower()
                values = put_in.values(facts, language, "whatsapp", who.now)
                found.append(_approved(setup.id, one, values))
    return show(who, "template/approved.html.j2", approved=found[:_MOST], said=said)


def _approved(source: UUID, one: Mapping[str, Any], values: Mapping[str, str]) -> Approved:
    """Names that are ours get our value; numbers say nothing, and are filled in by hand."""
    names = [str(name) for name in one["parameters"]]
    return Approved(
        source=source,
        name=str(one["name"]),
        language=str(one["language"]),
        text=str(one["text"]),
        parameters=[Parameter(name, values.get(name, "")) for name in names],
        is_named=any(not name.isdecimal() for name in names),
    )


def _asked(setup: Setup) -> tuple[Mapping[str, Any], ...]:
    """Refuses `settings_invalid`, `channel_unreachable`, `channel_refused`."""
    at, found = _kept.get(setup.id, (-_KEPT_S, ()))
    if time.monotonic() - at < _KEPT_S:
        return found
    channel = registry.channel(setup.kind)
    found = channel.templates(setup) if channel and channel.templates else ()
    _kept[setup.id] = (time.monotonic(), found)
    return found


def forget() -> None:
    """Ask anew next time: for tests."""
    _kept.clear()
