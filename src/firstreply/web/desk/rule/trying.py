"""Trying: what would happen if somebody asked, known or made up, at any instant; step by step. Nothing is written."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict

from firstreply.channels.file.places import country, language
from firstreply.channels.phone import to_e164
from firstreply.core.lead import Persona
from firstreply.core.permission import JUDGING
from firstreply.core.refusal import Refused
from firstreply.core.sight import SEE_ALL
from firstreply.insights.day_input import read_day, typed
from firstreply.insights.time_input import read_time
from firstreply.journey import rehearse
from firstreply.journey.rehearse import Asked, Proposal, Rehearsed
from firstreply.store.queries import identity, leads, rule_pages
from firstreply.store.tenancy import acting
from firstreply.web.desk import kinds, persona
from firstreply.web.desk.page import show, signed_in, told
from firstreply.web.desk.rule.happening import happening
from firstreply.web.desk.rule.seen import KINDS, Seen, seen
from firstreply.web.desk.sent import unsent
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

CHANNELS: Final = ("form", "email", "phone", "whatsapp", "telegram", "api")
#: Fields of somebody made up, in the order in which they are asked.
FIELDS: Final = (
    "name", "email", "phone", "company", "country", "language", "region", "city", "product", "segment", "budget",
    "deal_size", "authority", "timeframe", "need", "tags", "source", "campaign",
)  # fmt: skip
_FOUND: Final = 8  #: leads that a search shows


@signed_in
def page(who: Visit) -> HttpResponse:
    """Somebody is chosen or made up; the answer stands beside it."""
    if who.caller.role not in JUDGING:
        raise Refused("not_allowed", act="decide", role=who.caller.role.value)
    given = who.request.POST if who.request.method == "POST" else who.request.GET
    said, answer = "", None
    with acting(who.organisation):
        found = seen(who)
        drafts = {kind: one["draft"] for kind, one in rule_pages.current().items() if "draft" in one}
        known = _known(who, given)
        if who.request.method == "POST" and given.get("act") == "try":
            try:
                answer = _answer(who, given, drafts)
            except Refused as refused:
                said = told(who.words, refused)
    shown = show(
        who, "rule/try.html.j2", fragment="trying", status=422 if said else 200, given=given, said=said,
        fields=[(name, persona.called(who.words, name)) for name in FIELDS], known=known,
        channels=[(name, kinds.kind(who.words, name).name) for name in CHANNELS],
        drafts=[(kind, who.words.say(KINDS[kind][0])) for kind in drafts if kind in KINDS],
        day=given.get("day") or typed(_local(who).date(), Writing(who).dates),
        time=given.get("time") or who.words.digits(f"{_local(who):%H:%M}"),
        found=[] if answer is None else _told(who, found, answer), answer=answer,
    )  # fmt: skip
    return unsent(shown) if answer is None else shown


def _told(who: Visit, found: Seen, answer: Rehearsed) -> Any:
    return happening(found, answer, Writing(who))


def _local(who: Visit) -> datetime:
    return who.now.astimezone(ZoneInfo(who.zone))


def _known(who: Visit, given: QueryDict) -> list[Any]:
    """Leads that a search finds, or the one that was chosen."""
    own, text = given.get("lead", ""), given.get("q", "").strip()
    if own:
        try:
            one = leads.one(who.viewer, UUID(own))
        except ValueError:
            one = None
        if one is None:
            raise Refused("not_found", what="lead", id=own)
        return [one]
    if not text:
        return []
    return list(leads.page(who.viewer, leads.Wanted(text=text), "newest", None, _FOUND).rows)


def _answer(who: Visit, given: QueryDict, drafts: Any) -> Rehearsed:
    at = _at(who, given)
    setting = rehearse.in_force(at)
    kind = given.get("with", "")
    if kind in drafts:
        setting = rehearse.proposed(setting, Proposal(kind, drafts[kind].value))
    channel = given.get("channel", "")
    asked = Asked(
        at=at,
        channel=channel if channel in CHANNELS else "form",
        recognised=who.caller.role
        in SEE_ALL,  # else whether an address is known would tell of leads out of sight
    )
    own = given.get("lead", "")
    if own:
        return rehearse.rehearse(replace(asked, lead=UUID(own)), setting)
    return rehearse.rehearse(replace(asked, persona=_persona(given)), setting)


def _persona(given: QueryDict) -> Persona:
    region = identity.home().region or None
    filled: dict[str, Any] = {name: text for name in FIELDS if (text := given.get(f"p.{name}", "").strip())}
    for name, read in _READ.items():
        if name in filled:
            filled[name] = read(filled[name])
    names = {"email": "emails", "phone": "phones"}
    told = {names.get(name, name): value for name, value in filled.items()}
    return Persona.from_dict(told, e164=lambda number: to_e164(number, region))


def _several(given: str) -> list[str]:
    return [one.strip() for one in given.replace("،", ",").split(",") if one.strip()]


_READ: Final[dict[str, Any]] = {"country": country, "language": language, "tags": _several}


def _at(who: Visit, given: QueryDict) -> datetime:
    if not given.get("day") and not given.get("time"):
        return who.now
    day = read_day(given.get("day", ""), who.looks.system) if given.get("day") else _local(who).date()
    return datetime.combine(day, read_time(given.get("time", "")), ZoneInfo(who.zone)).astimezone(UTC)
