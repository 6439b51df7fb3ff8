"""Looking: a text as a lead would get it, and what is wrong with it, while it is typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.core.template import Problem, Run, Segments, lint, render, segments
from firstreply.insights import put_in
from firstreply.insights.put_in import LABELS
from firstreply.insights.words import Words
from firstreply.store.queries import leads
from firstreply.store.queries.leads import LeadShown, Wanted
from firstreply.store.queries.put_in import Known, known
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import posted, show, signed_in
from firstreply.web.desk.visit import Visit

_CHOICES: Final = 12
_MOST: Final = 30_000  #: signs that are looked at
_LONGEST: Final = 100


class Found(NamedTuple):
    """Something wrong, in words. `place`: in which part and line."""

    place: str
    said: str
    grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came out of a text."""

    runs: tuple[Run, ...]
    subject: str
    missing: tuple[str, ...]
    problems: tuple[Found, ...]
    parts: Segments | None  #: by SMS
    language: str
    letters: int


def looked(who: Visit, told: Known, *, subject: str, body: str, language: str, channel: str) -> Looked:
    """A text with values put in, and its problems."""
    values = put_in.values(told, language, channel, who.now)
    found = render(body, values, language, subject=subject)
    problems = lint(
        body, subject=subject, language=language, channel=channel, wants_subject=channel == "email"
    )
    return Looked(
        runs=found.runs,
        subject=found.subject,
        missing=found.missing,
        problems=tuple(_said(who.words, problems, body)),
        parts=segments(found.text) if channel == "sms" else None,
        language=language,
        letters=len(found.text),
    )


@posted
def look(who: Visit) -> HttpResponse:
    """The part of the editor that shows what comes out. Changes nothing."""
    given = who.request.POST
    language = given.get("language", "")[:20]
    with acting(who.organisation):
        told = someone(who, given.get("lead", ""), language)
    seen = looked(
        who,
        told,
        subject=given.get("subject", "")[:_MOST],
        body=given.get("body", "").replace("\r\n", "\n")[:_MOST],
        language=language,
        channel=given.get("channel", "")[:40],
    )
    return show(who, "template/look.html.j2", looked=seen, labels=labels(who.words))


@signed_in
def choice(who: Visit) -> HttpResponse:
    """Leads to look at a text for, by what their name begins with."""
    sought = " ".join(who.request.GET.get("who", "").split())[:_LONGEST]
    with acting(who.organisation):
        found = choices(who, sought)
    return show(who, "template/leads.html.j2", choices=found, chosen="")


def choices(who: Visit, sought: str = "", chosen: str = "") -> list[LeadShown]:
    """The leads that asked last, or whose name begins so; the chosen one among them. Inside a transaction."""
    wanted, order = (Wanted(text=sought), "newest") if sought else (Wanted(), "inquired")
    rows = leads.page(who.viewer, wanted, order, None, _CHOICES).rows
    if chosen and all(str(one.id) != chosen for one in rows):
        one = leads.one(who.viewer, UUID(chosen))
        rows = [one, *rows] if one else rows
    return rows


def someone(who: Visit, lead: str, language: str) -> Known:
    """What is known of a lead that they see, or of somebody made up. Refuses `not_found`. Inside a transaction."""
    own = lead_id(lead)
    if own is None:
        return put_in.invented(known(None, who.caller.member, who.now), language)
    if leads.one(who.viewer, own) is None:
        raise Refused("not_found", what="lead", id=str(own))
    return known(own, who.caller.member, who.now)


def lead_id(given: str) -> UUID | None:
    """The id that was chosen; None for nobody, and for what is no id."""
    try:
        return UUID(given)
    except ValueError:
        return None


def labels(words: Words) -> dict[str, str]:
    """Fields as people read them."""
    return {name: words.say(text) for name, text in LABELS.items()}


def _said(words: Words, problems: Iterable[Problem], body: str) -> Iterable[Found]:
    for one in problems:
        if one.part == "subject":
            place = words.say("Subject")
        elif one.length or one.at:
            place = words.say("Line {n}", n=body.count("\n", 0, one.at) + 1)
        else:
            place = ""
        yield Found(place, words.for_refusal(one.code, one.facts), one.grave)
