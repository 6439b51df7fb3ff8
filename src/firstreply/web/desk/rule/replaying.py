"""Replaying: what a change would have done in the last thirty days, beside what happened; and putting it in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.core.sight import SEE_ALL
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.judging import ANSWERS
from firstreply.insights.sentences.written import Difference, Line
from firstreply.journey import rehearse
from firstreply.journey.rehearse import Proposal
from firstreply.store.queries import leads, rehearsal, rule_pages, rules
from firstreply.store.queries.rehearsal import ReplayShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import acted, go, posted, show, signed_in
from firstreply.web.desk.rule.applying import apply
from firstreply.web.desk.rule.seen import KINDS, Seen, may, roles_of, seen
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

STANDINGS: Final = {
    "met": mark("In time"), "missed": mark("Missed"), "pending": mark("Still open"),
    "dismissed": mark("No reply needed"), "": mark("Nothing promised"),
}  # fmt: skip
PAGE: Final = 50  #: differences on one page


class Bar(NamedTuple):
    """A figure as it happened, as it would have been by what is in force, and by the change."""

    name: str
    happened: int | None
    before: int
    after: int


@signed_in
def page(who: Visit, replay: UUID) -> HttpResponse:
    """Figures and differences, or how far it is. Whoever may not change such rules does not see it."""
    with acting(who.organisation):
        row = _there(who, replay)
        found = seen(who)
        number, now = _page(who), _now(row)
        seen_of, names = _within(who, row)
    told = seen_of[number * PAGE : (number + 1) * PAGE]
    change, lines = _change(found, row, now)
    facts: dict[str, Any] = {
        "row": row,
        "change": change,
        "lines": lines,
        "may": may(who, roles_of(row.kind)),
    }
    facts["at_draft"] = f"/rules/{row.kind}" if row.kind in KINDS else ""
    if row.state == "done":
        facts |= _figures(found, row.result) | {
            "told": told, "names": names, "number_of_page": number,
            "more": len(seen_of) > (number + 1) * PAGE, "told_of": len(seen_of),
            "unseen": len(row.result["differences"]) - len(seen_of),
            "at": lambda iso: Writing(who).moment(datetime.fromisoformat(iso)),
            "side": lambda one, other: side(found.speak, one, other),
        }  # fmt: skip
    return show(who, "rule/replay.html.j2", fragment="result", called=found.speak, found=found, **facts)


def _within(who: Visit, row: ReplayShown) -> tuple[list[Any], dict[str, str]]:
    """Differences of leads that they see, and what those are called; the others are counted only."""
    every = row.result.get("differences", []) if row.state == "done" else []
    names = leads.names(who.viewer, {UUID(one["lead"]) for one in every})
    return [one for one in every if who.caller.role in SEE_ALL or one["lead"] in names], names


def _page(who: Visit) -> int:
    given = who.request.GET.get("page", "0")
    return min(int(given), 1000) if given.isascii() and given.isdigit() else 0


def _there(who: Visit, replay: UUID) -> ReplayShown:
    row = rehearsal.replay(replay)
    if row is None:
        raise Refused("not_found", what="replay", id=str(replay))
    who.decides(roles_of(row.kind))
    return row


def _now(row: ReplayShown) -> Any:
    """What is in force of what it changes."""
    match row.kind:
        case "promise":
            promise = None if row.about is None else rules.sla(row.about)
            return None if promise is None else promise._asdict()
        case "hours":
            calendar = None if row.about is None else rules.calendar(row.about)
            return None if calendar is None else calendar.value
        case "pool":
            pool = None if row.about is None else rules.pool(row.about)
            return None if pool is None else pool.value
    published = rule_pages.current().get(row.kind, {}).get("published")
    return None if published is None else published.value


def _change(found: Seen, row: ReplayShown, now: Any) -> tuple[list[Difference], list[Line]]:
    return found.differences(row.kind, now, row.value), found.lines(row.kind, row.value)


def _figures(found: Seen, result: Any) -> dict[str, Any]:
    speak = found.speak
    people = [
        Bar(speak.member(name) if name else "", happened, before, after)
        for name, happened, before, after in result["people"]
    ]
    qualified, promises = result["qualified"], result["promises"]
    return {
        "result": result,
        "people": people,
        "most": max((max(one.happened or 0, one.before, one.after) for one in people), default=1) or 1,
        "qualified": _bars(qualified, ("yes", "incomplete", "no")),
        "promises": _bars(promises, ("met", "missed", "pending", "dismissed")),
        "points": [
            Bar(f"{n * 10}", None, before, after)
            for n, (before, after) in enumerate(
                zip(result["points"]["before"], result["points"]["after"], strict=True)
            )
        ],
    }


def side(speak: Sentences, one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What became of a wait on one side, as far as the other side says otherwise."""
    told = [speak.member(one["member"]) if one["member"] else speak.say(mark("Nobody"))]
    answer, standing = ANSWERS[one["answer"]], STANDINGS[one["standing"]]
    if one["answer"] != other["answer"]:
        told.append(speak.say(answer))
    if one["points"] != other["points"]:
        told.append(speak.words.many("{n} point", "{n} points", one["points"]))
    if one["standing"] != other["standing"]:
        told.append(speak.say(standing))
    return " · ".join(told)


def _bars(counts: Any, names: tuple[str, ...]) -> list[Bar]:
    happened = counts.get("happened")
    bars = [
        Bar(
            name, None if happened is None else happened.get(name, 0), counts["before"].get(name, 0),
            counts["after"].get(name, 0),
        )
        for name in names
    ]  # fmt: skip
    return [one for one in bars if one.happened or one.before or one.after]


@posted
def stop(who: Visit, replay: UUID) -> HttpResponse:
    """Nobody wants to know any more."""
    with acting(who.organisation):
        _there(who, replay)
        rehearse.stop(replay, who.now)
    return go(f"/rules/replays/{replay}")


@posted
def publish(who: Visit, replay: UUID) -> HttpResponse:
    """Put it in force. Refuses `changed_meanwhile` when what it changes is no longer what it was."""
    with acting(who.organisation):
        row = _there(who, replay)
        done = apply(who, Proposal(row.kind, row.value, row.about), row.revision)
    return acted(who, to=done.path, done="in-force", undo=done.undo)
