"""Quick: what can be said to a lead at once, filled in for them, found by a few letters."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.lead import fold
from firstreply.core.refusal import Refused
from firstreply.core.template import Rendered, choose, render
from firstreply.insights import put_in
from firstreply.insights.put_in import LABELS
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES, Words, use
from firstreply.store.queries import leads, templates
from firstreply.store.queries.put_in import Known, known
from firstreply.store.queries.templates import TemplateShown, VersionShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.template.finding import PURPOSES, language_name
from firstreply.web.desk.template.looking import labels
from firstreply.web.desk.visit import Visit

_MOST: Final = 30  #: that are shown at once
_LONGEST: Final = 100
_WHY: Final = {
    "lead": mark("In {language}, as they write"),
    "organisation": mark("In {language}, as we do: none in theirs"),
    "any": mark("In {language}: none in theirs or ours"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A template filled in for a lead. `missing`: fields without a value, as people read them."""

    version: UUID
    name: str
    shortcut: str
    is_own: bool
    language: str
    why: str
    rendered: Rendered
    missing: list[str]


@signed_in
def page(who: Visit, lead: UUID) -> HttpResponse:
    """Those that fit what was typed and the channel, the likeliest first; none of ours where only approved ones go."""
    sought = fold(who.request.GET.get("q", "").strip().lstrip("/")[:_LONGEST])
    channel = who.request.GET.get("channel", "")[:40]
    is_ours = who.request.GET.get("only", "") != "approved"
    with acting(who.organisation):
        if leads.one(who.viewer, lead) is None:
            raise Refused("not_found", what="lead", id=str(lead))
        told = known(lead, who.caller.member, who.now)
        rows = templates.visible(who.caller.member) if is_ours else []
    found = [one for one in _fitting(rows, told, channel) if _rank(one, sought) is not None]
    found.sort(key=lambda one: (_rank(one, sought) or 0, fold(one[0].name)))
    offered = [_offered(who, row, said, why, told, channel) for row, said, why in found[:_MOST]]
    facts: dict[str, Any] = {
        "offered": offered,
        "q": sought,
        "more": len(found) > _MOST,
        "is_empty": not rows,
    }
    facts |= {"channel": channel, "lead_id": lead, "labels": labels(who.words)}
    return show(who, "template/quick.html.j2", **facts)


_Fit = tuple[TemplateShown, VersionShown, str]


def _fitting(rows: list[TemplateShown], told: Known, channel: str) -> list[_Fit]:
    """In force and for this channel, each in the language that this lead is written to in."""
    found = []
    for row in rows:
        chosen = choose(row.published, lead=told.language, organisation=told.organisation_language)
        if chosen is not None and (not channel or row.channel in ("", channel)):
            found.append((row, row.published[chosen.language], chosen.why))
    return found


def _rank(one: _Fit, sought: str) -> int | None:
    """How well it fits what was typed; None: not at all."""
    row, said, _ = one
    name = fold(row.name)
    if not sought or sought == row.shortcut:
        return 0
    if row.shortcut.startswith(sought) or name.startswith(sought):
        return 1
    if f" {sought}" in name:
        return 2
    if sought in name or sought in _purpose(row.purpose):
        return 3
    return 4 if sought in fold(f"{said.subject} {said.body}") else None


@cache
def _purpose(one: str) -> str:
    """A purpose in all our languages, folded: who looks in Persian finds what is named in English."""
    return fold(" ".join(use(code).say(PURPOSES[one]) for code in LANGUAGES)) if one in PURPOSES else ""


def _offered(
    who: Visit, row: TemplateShown, said: VersionShown, why: str, told: Known, channel: str
) -> Offered:
    values = put_in.values(told, said.language, channel or row.channel, who.now)
    rendered = render(said.body, values, said.language, subject=said.subject)
    return Offered(
        version=said.id,
        name=row.name,
        shortcut=row.shortcut,
        is_own=row.member is not None,
        language=said.language,
        why=who.words.say(_WHY[why], language=language_name(who.words, said.language)),
        rendered=rendered,
        missing=[label(who.words, one) for one in rendered.missing],
    )


def label(words: Words, field: str) -> str:
    """A field as people read it; a custom one by its own name."""
    return words.say(LABELS[field]) if field in LABELS else field.partition(".")[2] or field
