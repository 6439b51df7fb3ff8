"""Listing: the team's templates and one's own, in which languages they speak, and how they did."""

from typing import Any, Final

from django.http import HttpResponse

from firstreply.core.lead import fold
from firstreply.core.refusal import Refused
from firstreply.insights.words import LANGUAGES
from firstreply.journey.organise import templates as keeping
from firstreply.store.queries import organisation, templates
from firstreply.store.queries.templates import DAYS, TemplateShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.page import acted, go, posted, show, signed_in, status_of, told
from firstreply.web.desk.template import undoing
from firstreply.web.desk.template.finding import (
    by,
    channels,
    language_name,
    may_have_own,
    may_write,
    may_write_team,
    purposes,
)
from firstreply.web.desk.visit import Visit

_LONGEST: Final = 100
DONE.update(undoing.SAID)


@signed_in
def page(who: Visit) -> HttpResponse:
    """All that they see, or those that hold what was typed."""
    sought = " ".join(who.request.GET.get("q", "").split())[:_LONGEST]
    gone = who.request.GET.get("gone") == "1"
    with acting(who.organisation):
        rows = templates.visible(who.caller.member, retired=gone)
        uses = templates.uses(who.now)
    found = [one for one in rows if _holds(one, fold(sought))]
    speaks = [*LANGUAGES, *sorted({code for one in rows for code in one.languages} - set(LANGUAGES))]
    facts: dict[str, Any] = {
        "rows": found, "q": sought, "gone": gone, "uses": uses, "days": DAYS, "speaks": speaks, "is_empty": not rows,
        "language_name": lambda code: language_name(who.words, code), "purposes": dict(purposes(who.words)),
        "channels": dict(channels(who.words)), "may": lambda row: may_write(who, row),
        "may_team": may_write_team(who), "may_add": may_write_team(who) or may_have_own(who),
    }  # fmt: skip
    return show(who, "template/list.html.j2", fragment="rows", **facts)


@signed_in
def new(who: Visit) -> HttpResponse:
    """A name for another one; then it is written."""
    given = {name: who.request.POST.get(name, "") for name in ("name", "shortcut", "purpose", "channel")}
    own = who.request.POST.get("own") == "on" or not may_write_team(who)
    said, status = "", 200
    if who.request.method == "POST":
        try:
            with acting(who.organisation):
                made = keeping.add(given.pop("name"), by(who), own=own, **given)
        except Refused as refused:
            said, status = told(who.words, refused), status_of(refused)
            given["name"] = who.request.POST.get("name", "")
        else:
            return go(f"/templates/{made}", "template-added")
    facts: dict[str, Any] = {
        "given": given, "own": own if who.request.method == "POST" else not may_write_team(who), "said": said,
        "purposes": purposes(who.words), "channels": channels(who.words), "may_team": may_write_team(who),
        "may_own": may_have_own(who),
    }  # fmt: skip
    return show(who, "template/new.html.j2", status=status, **facts)


@posted
def standard(who: Visit) -> HttpResponse:
    """Add what of the standard set the team never had."""
    with acting(who.organisation):
        added = keeping.install(organisation.shown().language, by(who))
    said = who.words.many("{n} template is added.", "{n} templates are added.", added)
    return acted(who, to="/templates", done="template-standard", said=said)


def _holds(row: TemplateShown, sought: str) -> bool:
    said = (f"{one.subject} {one.body}" for one in (*row.published.values(), *row.drafts.values()))
    return not sought or any(sought in fold(text) for text in (row.name, row.shortcut, row.purpose, *said))
