"""Page: one file: how it is read and what bringing it would do; how far it got; what became of it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words
from firstreply.journey.file import undo
from firstreply.journey.file.begin import begin, cancel
from firstreply.journey.file.preview import Counts, Preview, preview
from firstreply.store.queries import files, members
from firstreply.store.queries.files import FileShown
from firstreply.store.tenancy import acting
from firstreply.web.desk import persona
from firstreply.web.desk.file import choice
from firstreply.web.desk.file.choice import Chosen
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.visit import LISTS, Visit

WOULD: Final = mark(
    "It would add {created}, update {updated}, leave {repeated} as they are, skip {skipped} empty rows, and cannot take"
    " {failed}."
)
DID: Final = mark(
    "Added {created}, updated {updated}, left {repeated} as they were, skipped {skipped} empty rows, could not take"
    " {failed}."
)
_NO_PLAN: Final[dict[str, Any]] = {
    "plan": None, "lines": (), "sentence_of": "", "bad": (), "shown": (), "read": "", "open": {}, "is_whole": True,
}  # fmt: skip
_BAD: Final = 20
_KEPT: Final = 20
_OVER: Final = frozenset({"done", "cancelled", "failed"})


@signed_in
def page(who: Visit, file: UUID) -> HttpResponse:
    """The file. Until it is begun: how it is read, with the first rows as people."""
    who.decides(LISTS)
    row = _found(who, file)
    if row.state != "new":
        return _under_way(who, row)
    if who.request.method != "POST":
        return _planned(who, row, Chosen())
    who.decides()
    given = choice.chosen(who.request.POST)
    if who.request.POST.get("act") != "begin":
        return _planned(who, row, given)
    try:
        with acting(who.organisation):
            begin(file, now=who.now, reading=given.reading, mapping=given.mapping, options=given.options)
    except Refused as refused:
        return _planned(who, row, given, refused)
    return go(f"/files/{file}")


@posted
def stop(who: Visit, file: UUID) -> HttpResponse:
    """Stop; what was brought stays."""
    with acting(who.organisation):
        who.decides()
        cancel(file, now=who.now)
    return go(f"/files/{file}")


@posted
def take_back(who: Visit, file: UUID) -> HttpResponse:
    """Take all of it back, once that was confirmed."""
    with acting(who.organisation):
        who.decides()
        if who.request.POST.get("sure") != "on":
            raise Refused("not_confirmed")
        undo.ask(file, now=who.now)
    return go(f"/files/{file}")


def _found(who: Visit, file: UUID) -> FileShown:
    with acting(who.organisation):
        row = files.one(file)
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    return row


def _planned(who: Visit, row: FileShown, given: Chosen, wrong: Refused | None = None) -> HttpResponse:
    found: Preview | None = None
    try:
        with acting(who.organisation):
            octets = files.octets(who.organisation, row.id)
            chosen = given._asdict()
            found = preview(row.id, octets, now=who.now, **chosen)
    except Refused as refused:
        wrong = wrong or refused
    with acting(who.organisation):
        owners = members.members(who.now, False, None, 200).rows
    words = who.words
    shown: dict[str, Any] = _NO_PLAN if found is None else _of_plan(who, found)
    return show(
        who,
        "file_plan.html.j2",
        status=status_of(wrong) if wrong else 200,
        file=row,
        options=given.options or row.options,
        owners=owners,
        said=told(words, wrong) if wrong else "",
        bits=lambda told: persona.bits(words, told),
        shape=lambda name: choice.shape(words, name),
        delimiters=[(one, words.say(said)) for one, said in choice.DELIMITERS.items()],
        **shown,
    )


def _of_plan(who: Visit, found: Preview) -> dict[str, Any]:
    plan = found.planned
    return {
        "plan": plan,
        "lines": choice.lines(who.words, plan),
        "sentence_of": would(who.words, found.counts),
        "bad": found.counts.bad,
        "shown": found.shown,
        "read": choice.read_as(plan),
        "is_whole": found.counts.whole,
        "open": {one.column: one for one in plan.open},
    }


def _under_way(who: Visit, row: FileShown) -> HttpResponse:
    with acting(who.organisation):
        bad, count = files.first_bad(row.id, _BAD), files.bad_count(row.id)
        kept = files.kept(row.source_id, None, _KEPT) if row.state == "undone" else []
    return show(
        who,
        "file.html.j2",
        file=row,
        bad=bad,
        bad_count=count,
        kept=kept,
        left=_left(row, who.now),
        is_live=row.state in ("running", "undoing"),
        may_undo=row.state in _OVER and row.began_at is not None and row.row > 0,
        did=did(who.words, row.counts),
    )


def _left(row: FileShown, now: datetime) -> float | None:
    """Seconds until all rows are brought at the pace so far; None where nobody can say yet."""
    if row.state != "running" or not row.rows or not row.row or row.began_at is None:
        return None
    return (now - row.began_at).total_seconds() / row.row * max(0, row.rows - row.row)


def would(words: Words, counts: Counts) -> str:
    """What bringing would do, in one sentence."""
    return _sentence(words, WOULD, {name: getattr(counts, name) for name in _NAMES})


def did(words: Words, counts: dict[str, Any]) -> str:
    """What bringing did, in one sentence."""
    return _sentence(words, DID, counts)


def _sentence(words: Words, text: str, counts: Any) -> str:
    return words.say(text, **{name: int(counts.get(name, 0)) for name in _NAMES})


_NAMES: Final = ("created", "updated", "repeated", "skipped", "failed")
