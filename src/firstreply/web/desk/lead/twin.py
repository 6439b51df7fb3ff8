"""Twin: two leads that may be one person, side by side: merged, kept apart, and taken apart again."""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.journey import acted
from firstreply.store.queries import find as search
from firstreply.store.queries import lead_beside, lead_page, leads, stages
from firstreply.store.queries.leads import LeadShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead import person
from firstreply.web.desk.lead.finding import find, given_id
from firstreply.web.desk.lead.page import answered
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.page import acted as followed
from firstreply.web.desk.page import posted, show, signed_in
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

_MOST: Final = 20  #: leads that are offered
_LONGEST: Final = 200


class Beside(NamedTuple):
    """One field of the two."""

    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other


@signed_in
def choose(who: Visit, lead: UUID) -> HttpResponse:
    """Another lead to be compared with this one, by whatever is known of it; at first those of the same name.

    Refuses `not_allowed` for whom merging is not.
    """
    with acting(who.organisation):
        row = find(who, lead)
        if not who.may(Act.MERGE, owner=row.owner_id, team=row.team_id):
            raise Refused("not_allowed", act=Act.MERGE.value, role=who.caller.role.value)
        asked = " ".join(who.request.GET.get("q", row.name).split())[:_LONGEST]
        found = search.find(who.viewer, asked, limit=_MOST)
        known = stages.named()
    return show(
        who,
        "lead/like.html.j2",
        fragment="found",
        row=row,
        q=asked,
        hits=[one for one in found.hits if one.id != lead],
        stages=known,
        stage_name=stage_name,
    )


@signed_in
def compare(who: Visit, lead: UUID, other: UUID) -> HttpResponse:
    """The two side by side."""
    with acting(who.organisation):
        one, two = find(who, lead), find(who, other)
        suggested = next((each for each in lead_beside.twins(who.viewer, lead) if each.lead == other), None)
        names = lead_page.names({each.owner_id for each in (one, two) if each.owner_id})
    can = all(who.may(Act.MERGE, owner=each.owner_id, team=each.team_id) for each in (one, two))
    return show(
        who,
        "lead/twin.html.j2",
        one=one,
        other=two,
        suggested=suggested,
        names=names,
        may_merge=can and lead != other,
        rows=_beside(who, one, two),
    )


@posted
def merge(who: Visit, lead: UUID, other: UUID) -> HttpResponse:
    """The other becomes this one. Refuses as `acted.merge` does."""
    with acting(who.organisation):
        find(who, lead)
        find(who, other)
    acted.merge(who.organisation, other, lead, by=who.caller.member, now=who.now)
    return followed(
        who, to=f"/leads/{lead}", done="lead-merged", undo=undo.ticket(who, "unmerge", lead=other)
    )


@posted
def unmerge(who: Visit, lead: UUID) -> HttpResponse:
    """One that was merged into this (`lead` of the form) is its own again."""
    other = given_id(who, "lead")
    with acting(who.organisation):
        find(who, lead)
        if other is None or leads.merged(who.viewer, other) is None or other == lead:
            raise Refused("not_found", what="lead", id=str(other))
    acted.unmerge(who.organisation, other, by=who.caller.member, now=who.now)
    return answered(who, lead, "lead-unmerged", undo.ticket(who, "merge-again", lead=other, into=lead))


@posted
def apart(who: Visit, lead: UUID, suggestion: UUID) -> HttpResponse:
    """They are two people."""
    with acting(who.organisation):
        pair = lead_beside.suggestion(suggestion) or ()
        find(who, lead)
        if lead not in pair or len(leads.several(who.viewer, pair)) < len(pair):
            raise Refused("not_found", what="suggestion", id=str(suggestion))
    acted.keep_apart(who.organisation, suggestion, by=who.caller.member, now=who.now)
    return answered(who, lead, "lead-apart", undo.ticket(who, "alike-again", suggestion=suggestion))


def take_apart(who: Visit, lead: str) -> None:
    """The merge is taken back."""
    acted.unmerge(who.organisation, UUID(lead), by=who.caller.member, now=who.now)


def merge_again(who: Visit, lead: str, into: str) -> None:
    """They are one again."""
    acted.merge(who.organisation, UUID(lead), UUID(into), by=who.caller.member, now=who.now)


def alike_again(who: Visit, suggestion: str) -> None:
    """It is asked again whether they are one."""
    acted.keep_apart(who.organisation, UUID(suggestion), by=who.caller.member, now=who.now, apart=False)


def _beside(who: Visit, one: LeadShown, other: LeadShown) -> list[Beside]:
    dates = Writing(who).dates
    mine = {each.name: each for each in person.lines(who.words, one.persona, dates)}
    theirs = {each.name: each for each in person.lines(who.words, other.persona, dates)}
    found = []
    for name in dict.fromkeys((*mine, *theirs)):
        label = (mine.get(name) or theirs[name]).label
        left, right = (each[name].value if name in each else "" for each in (mine, theirs))
        if left or right:
            found.append(Beside(label, left, right))
    return found
