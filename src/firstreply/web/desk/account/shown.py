"""Shown: the page of one account, whatever led to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, QueryDict

from firstreply.channels.base import Channel, Checked, Field, FieldKind, Setup
from firstreply.channels.registry import channel
from firstreply.core.refusal import Refused
from firstreply.journey.mailbox.consent import redirect_address
from firstreply.store.queries import accounts, channels
from firstreply.store.queries.channels import AccountShown
from firstreply.store.tenancy import acting
from firstreply.web.desk import fields, kinds
from firstreply.web.desk.account import mailbox
from firstreply.web.desk.account.checked import sentences
from firstreply.web.desk.page import show, told
from firstreply.web.desk.visit import Visit

#: Settings that a designer of their own is for: they are not asked for as JSON.
DESIGNED: Final = frozenset({"form", "rules"})
#: Kinds whose accounts have a mapping.
MAPPED: Final = frozenset({"webhook", "telephony", "meta_leads"})
_PLACE: Final = re.compile(r"^(?:settings|sealed)\.")
_CAME: Final = 10
_ASIDE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with its channel; `setup` is None when its secrets cannot be unsealed (`broken` says why)."""

    row: AccountShown
    channel: Channel | None
    setup: Setup | None
    broken: Refused | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its settings page asks for."""
        return asked(self.channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What led to the page: what was typed and refused, a secret that is shown once, how a check went."""

    typed: QueryDict | None = None
    wrong: Refused | None = None
    secret: str = ""
    checked: Checked | None = None
    said: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def asked(channel: Channel | None) -> tuple[Field, ...]:
    """The fields of a channel but those with a designer of their own."""
    found = channel.fields if channel else ()
    return tuple(one for one in found if one.kind is not FieldKind.OBJECT or one.name not in DESIGNED)


def find(who: Visit, source: UUID) -> Account:
    """An account of the visitor's organisation, inside `acting`. Refuses `not_found`."""
    row = channels.account(source, who.now)
    if row is None:
        raise Refused("not_found", what="source", id=str(source))
    try:
        return Account(row=row, channel=channel(row.kind), setup=accounts.setup(source))
    except Refused as refused:
        return Account(row=row, channel=channel(row.kind), setup=None, broken=refused)


def page(who: Visit, source: UUID, came: Came = Came(), *, status: int = 200) -> HttpResponse:
    """The page of one account."""
    with acting(who.organisation):
        found = find(who, source)
        arrived = channels.came(source, aside=False, limit=_CAME)
        aside = channels.came(source, aside=True, limit=_ASIDE) if found.row.aside else ()
        box = mailbox.shown(source) if found.row.kind == "email" else None
    kept = frozenset(found.setup.sealed) if found.setup else frozenset[str]()
    faults = faults_of(who, came.wrong)
    return show(
        who,
        "account.html.j2",
        status=status,
        account=found.row,
        kind=kinds.kind(who.words, found.row.kind),
        channel=found.channel,
        address=accounts.address(source),
        name=came.typed.get("name", "") if came.typed else found.row.name,
        boxes=fields.boxes(who.words, found.fields, found.row.settings, kept, came.typed, faults),
        said=came.said or (told(who.words, came.wrong) if came.wrong else ""),
        broken=told(who.words, found.broken) if found.broken else "",
        secret=came.secret,
        checked=came.checked,
        found_out=sentences(who.words, came.checked.facts) if came.checked else [],
        arrived=arrived,
        aside=aside,
        mailbox=box,
        redirect=redirect_address(),
        tabs=tabs(who, found.row),
    )


def faults_of(who: Visit, wrong: Refused | None) -> dict[str, str]:
    """What is wrong with each setting, by its name."""
    if wrong is None:
        return {}
    several: Any = wrong.facts.get("errors") or ()
    found = {
        _PLACE.sub("", str(one.field)).partition(".")[0].partition("[")[0]: who.words.for_refusal(
            one.code, {"limit": one.limit}
        )
        for one in several
    }
    name = wrong.facts.get("field")
    return found | ({name: told(who.words, wrong)} if isinstance(name, str) and not found else {})


def tabs(who: Visit, row: AccountShown) -> list[tuple[str, str]]:
    """Path and name of the pages that this account has."""
    say, base = who.words.say, f"/channels/{row.id}"
    found = [(base, say("Settings"))]
    if row.kind == "form":
        found.append((f"{base}/form", say("Design")))
    if row.kind in MAPPED:
        found.append((f"{base}/mapping", say("Mapping")))
    if row.kind == "email":
        found.append((f"{base}/rules", say("Mail rules")))
    if (kind := channel(row.kind)) is not None and kind.templates is not None:
        found.append((f"{base}/templates", say("Approved templates")))
    return found
