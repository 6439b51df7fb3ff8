"""Editing: the stages of the team: names, order, what being there means, when a lead is left too long, and reasons.

A row of the form is a stage: `key-3`, `name-3` and so on; rows come in the order of their numbers, moved by buttons or
by drag. What is typed stays when something is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

import orjson
from django.http import HttpResponse, QueryDict

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.lead.stage import FIXED, MOST, Stage, StageKind, new_key
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey.organise import stages as organise
from firstreply.store.queries.counts import stages as counted
from firstreply.store.queries.stages import retired, stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead.stages import NAMES, REASONS, reason_name, stage_name
from firstreply.web.desk.page import acted, go, posted, show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit

PATH: Final = "/pipeline/stages"
NEW: Final = "new"
BACK: Final = "stages-put-back"
_LONGEST: Final = 4000  #: characters of a ticket; it stands in an address
DONE.update({"stage-emptied": mark("Its leads were moved on.")})


@signed_in
def page(who: Visit) -> HttpResponse:
    """What the stages are, to be changed by those who decide; saved whole."""
    if who.request.method == "POST":
        return _saved(who)
    with acting(who.organisation):
        known = stages()
    return _shown(who, known, organise.seen_as(known))


@posted
def empty(who: Visit) -> HttpResponse:
    """Move the leads of a full stage on, as many as go at once."""
    given = who.request.POST
    with acting(who.organisation):
        organise.empty(given.get("key", ""), given.get("to", ""), who.decides(DECIDING))
    return acted(who, to=PATH, done="stage-emptied")


def _saved(who: Visit) -> HttpResponse:
    given, by = who.request.POST, who.decides(DECIDING)
    with acting(who.organisation):
        before = stages()
        taken = frozenset({*(one.key for one in before), *(one.key for one in retired())} | NAMES.keys())
    wanted = _read(who, given, before, taken)
    if given.get("act", "").startswith(("up-", "down-", "add")):
        return _shown(who, _stepped(wanted, given["act"]), given.get("seen", ""))
    moved = {one.key: given.get(f"moved-{one.key}", "") for one in before}
    try:
        with acting(who.organisation):
            organise.edit(
                [one for one in wanted if one.key != NEW or one.name], by, moved=moved, seen=given.get("seen")
            )
    except Refused as refused:
        return _shown(who, wanted, given.get("seen", ""), told(who.words, refused), status_of(refused))
    return go(PATH, "saved", _back(who, before, moved))


def _back(who: Visit, before: Sequence[Stage], moved: Mapping[str, str]) -> str:
    """A ticket for the stages as they were; none where nothing changed, leads went along, or it is too long."""
    with acting(who.organisation):
        after = stages()
    here = {one.key for one in after}
    if tuple(before) == tuple(after) or any(moved.get(one.key) for one in before if one.key not in here):
        return ""
    kept = [orjson.dumps(asdict(one)).decode() for one in before]
    ticket = undo.ticket(who, BACK, before=kept, seen=organise.seen_as(after))
    return ticket if len(ticket) <= _LONGEST else ""


def put_back(who: Visit, before: list[str], seen: str) -> None:
    """The stages are as they were, unless somebody changed them since."""
    told = [orjson.loads(one) for one in before]
    known = [
        Stage(**{**one, "kind": StageKind(one["kind"]), "reasons": tuple(one["reasons"])}) for one in told
    ]
    organise.edit(known, who.decides(DECIDING), seen=seen)


def _read(who: Visit, given: QueryDict, before: Sequence[Stage], taken: frozenset[str]) -> list[Stage]:
    """The stages that a form has, in its order; rows that are ticked to go are left out."""
    found = []
    words = {stage_name(who.words, one.key): one.key for one in before}
    for number in sorted(int(one) for one in given.getlist("row") if one.isascii() and one.isdigit())[
        : MOST + 1
    ]:
        key, name = given.get(f"key-{number}", ""), given.get(f"name-{number}", "").strip()
        if given.get(f"gone-{number}") == "on" and key not in FIXED:
            continue
        if key == NEW:
            if not name and given.get("act", "") == "save":
                continue
            key = new_key(name, taken) if name else NEW
            taken |= {key} - {NEW}
        kind = given.get(f"kind-{number}", "")
        reasons = tuple(_reason(who, line) for line in given.get(f"reasons-{number}", "").splitlines())
        found.append(
            Stage(
                key=key,
                kind=StageKind(kind) if kind in StageKind.__members__.values() else StageKind.OPEN,
                name="" if words.get(name) == key else name,
                rots_after_days=_days(given.get(f"rots-{number}", "")),
                reasons=tuple(one for one in reasons if one),
            )
        )
    return found


def _reason(who: Visit, line: str) -> str:
    """A reason of ours stays one, in whatever language it was shown."""
    text = " ".join(line.split())
    return next((key for key in REASONS if reason_name(who.words, key) == text), text)


def _days(text: str) -> int | None:
    digits = ascii_digits(text.strip())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None


def _stepped(wanted: Sequence[Stage], act: str) -> list[Stage]:
    found = list(wanted)
    if act == "add":
        return [*found, Stage(key=NEW, kind=StageKind.OPEN)]
    way, _, key = act.partition("-")
    at = next((number for number, one in enumerate(found) if one.key == key), None)
    to = None if at is None else at + (-1 if way == "up" else 1)
    if at is not None and to is not None and 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    return found


def _shown(who: Visit, rows: Sequence[Stage], seen: str, said: str = "", status: int = 200) -> HttpResponse:
    viewer = who.viewer
    with acting(who.organisation):
        known, leads = stages(), counted(viewer, who.now)
    here = {one.key for one in rows}
    going = [one for one in known if one.key not in here]
    return show(
        who,
        "pipeline/stages.html.j2",
        status=status,
        rows=list(enumerate(rows)),
        going=going,
        leads={key: one.leads for key, one in leads.items()},
        fixed=FIXED,
        kinds=[one.value for one in StageKind],
        seen=seen,
        said=said,
        may=who.caller.role in DECIDING,
        stage_name=lambda one: stage_name(who.words, one.key, one.name) if one.key != NEW else "",
        reason_name=lambda key: reason_name(who.words, key),
        most=MOST,
    )
