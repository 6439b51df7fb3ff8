"""Moving: a lead goes to another stage, by key, menu or drag, with the reason that stage asks for; and back."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey import acted as doing
from firstreply.store.queries import leads
from firstreply.store.queries.stages import stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame import undo
from firstreply.web.desk.page import acted, asks_for_part, event, posted, show, signed_in, told
from firstreply.web.desk.pipeline import board
from firstreply.web.desk.search.cards import stages_shown
from firstreply.web.desk.search.chosen import of_board
from firstreply.web.desk.visit import Visit

BACK: Final = "stage-put-back"
DONE.update({"stage-moved": mark("Moved to another stage.")})


@signed_in
def choose(who: Visit, lead: UUID) -> HttpResponse:
    """Where to, and why: for whoever has no script, or opened the menu in another tab. Refuses `not_found`."""
    return _choice(who, lead)


@posted
def move(who: Visit) -> HttpResponse:
    """Move it. A reason that is missing is asked for: in a dialog of the board, else on a page."""
    given = who.request.POST
    lead, stage, reason = (
        _lead(given.get("lead", "")),
        given.get("stage", ""),
        given.get("reason", "").strip(),
    )
    row = _seen(who, lead)
    query = of_board(who.request.GET, who.caller.member).query
    to = f"{board.PATH}?{query}" if query else board.PATH
    try:
        deed = doing.move_stage(
            who.organisation, lead, stage, by=who.caller.member, now=who.now, reason=reason,
            expected_revision=_number(given.get("revision", "")),
        )  # fmt: skip
    except Refused as refused:
        if refused.code != "stage_reason_missing":
            raise
        return _asked(who, row, stage, refused)
    if not deed.facts:
        return acted(who, to=to, template="pipeline/board.html.j2", fragment="board", **_board(who))
    since = row.stage_at.isoformat() if row.stage_at else None
    ticket = undo.ticket(who, BACK, lead=lead, stage=row.stage, since=since, moved_to=stage)
    facts = _board(who)
    return acted(
        who,
        to=to,
        done="stage-moved",
        undo=ticket,
        template="pipeline/board.html.j2",
        fragment="board",
        **facts,
    )


def put_back(who: Visit, lead: str, stage: str, since: str | None, moved_to: str) -> None:
    """It is where it was, since when it was there."""
    at = None if since is None else datetime.fromisoformat(since)
    doing.put_back(
        who.organisation, UUID(lead), stage, at, moved_to=moved_to, by=who.caller.member, now=who.now
    )


def _board(who: Visit) -> dict[str, Any]:
    return board.facts(who) if asks_for_part(who.request) else {}


def _asked(who: Visit, row: leads.Staged, stage: str, refused: Refused) -> HttpResponse:
    """The reasons there are, as an event of the board."""
    if not asks_for_part(who.request):
        return _choice(who, row.id, told(who.words, refused), stage)
    with acting(who.organisation):
        known = next(one for one in stages_shown(who.words, stages()) if one.key == stage)
    response = HttpResponse(status=200)
    response["HX-Reswap"] = "none"
    event(
        response, "fr:reason", lead=str(row.id), whose=row.name, stage=stage, called=known.name,
        reasons=[list(pair) for pair in known.reasons],
    )  # fmt: skip
    return response


def _choice(who: Visit, lead: UUID, said: str = "", chosen: str = "") -> HttpResponse:
    viewer = who.viewer
    with acting(who.organisation):
        row, known = leads.one(viewer, lead), stages_shown(who.words, stages())
    if row is None:
        raise Refused("not_found", what="lead", id=str(lead))
    may = who.may(Act.MOVE_STAGE, owner=row.owner_id, team=row.team_id)
    query = of_board(who.request.GET, who.caller.member).query
    status = 422 if said else 200
    return show(
        who, "pipeline/move.html.j2", status=status, lead=row, stages=known, said=said, chosen=chosen, may=may,
        query=query,
    )  # fmt: skip


def _seen(who: Visit, lead: UUID) -> leads.Staged:
    """The lead as it is now. Refuses `not_found`."""
    viewer = who.viewer
    with acting(who.organisation):
        row = leads.staged(viewer, lead)
    if row is None:
        raise Refused("not_found", what="lead", id=str(lead))
    return row


def _lead(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused("not_found", what="lead", id=text[:60]) from error


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
