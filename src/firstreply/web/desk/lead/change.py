"""Change: fields of a persona in place; what another has written meanwhile is shown, and what was typed is kept."""

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse

from firstreply.core.lead.reading import field_key
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey import acted
from firstreply.store.queries.leads import LeadShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead import person
from firstreply.web.desk.lead.finding import find, given, may
from firstreply.web.desk.lead.page import PAGE, answered, whole
from firstreply.web.desk.lead.side import side
from firstreply.web.desk.page import asks_for_part, posted, show, status_of, told
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

_LONGEST = 20_000


@posted
def field(who: Visit, lead: UUID) -> HttpResponse:
    """Give one field another value. `was` is what its box held when it was opened."""
    name, text, was = given(who, "field", 80), given(who, "value", _LONGEST), given(who, "was", _LONGEST)
    with acting(who.organisation):
        row = find(who, lead)
        if not may(who, row)[Act.CHANGE.value]:
            raise Refused("not_allowed", act=Act.CHANGE.value, role=who.caller.role.value)
        if name == "custom.":
            name = f"custom.{field_key(given(who, 'key', 60))}"
        before = person.value_of(row.persona, name)
        now = person.line(who.words, name, before, Writing(who).dates)
        if _same(now.box) != _same(was):
            return _again(who, row, name, text, 409, _conflict(who, now.value), now.box)
        try:
            fields = person.change_of(name, text, given(who, "kind") or now.kind, who.looks.system)
            deed = acted.change_lead(
                who.organisation,
                lead,
                fields,
                by=who.caller.member,
                now=who.now,
                expected_revision=row.revision,
            )
        except Refused as refused:
            return _again(who, row, name, text, status_of(refused), told(who.words, refused), now.box)
    if not deed.facts:
        return answered(who, lead, "")
    ticket = undo.ticket(who, "put-back", lead=lead, field=name, before=orjson.dumps(before).decode())
    return answered(who, lead, "lead-changed", ticket)


def put_back(who: Visit, lead: str, field: str, before: str) -> None:
    """The field holds what it held."""
    own = UUID(lead)
    with acting(who.organisation):
        find(who, own)
    fields = person.reverse_of(field, orjson.loads(before))
    acted.change_lead(who.organisation, own, fields, by=who.caller.member, now=who.now)


def _conflict(who: Visit, value: str) -> str:
    text = mark(
        "Somebody has changed this meanwhile. It says now: {value}. What you typed is still here; save it again to "
        "replace that."
    )
    return who.words.say(text, value=value or "–")


def _again(
    who: Visit, row: LeadShown, name: str, typed: str, status: int, said: str, now: str
) -> HttpResponse:
    """The side with the box open, with what was typed, and what is there now."""
    wrong = {"field": name, "typed": typed, "said": said, "was": now}
    facts: dict[str, Any] = side(who, row) if asks_for_part(who.request) else whole(who, row)
    return show(who, PAGE, status=status, frames=True, fragment="side", **{**facts, "wrong": wrong})


def _same(text: str) -> str:
    return " ".join(text.split())
