"""Because: why somebody has a lead, and why others have it not, in the reader's language."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.route.assignment import Skip, Step, Why
from firstreply.insights.reasons import mark
from firstreply.web.desk.lead.speech import Speech

WHY: Final = {
    Why.NAMED: mark("a rule names them"),
    Why.PREVIOUS_OWNER: mark("they had this lead before"),
    Why.CAPTURER: mark("they brought it in"),
    Why.TURN: mark("it was their turn"),
    Why.FEWEST_OPEN: mark("they have the fewest open leads"),
    Why.BEST_MATCH: mark("they fit best"),
    Why.FIRST_CONTACT: mark("they are the first to be asked"),
    Why.OFFERED: mark("they are next in line for an offer"),
    Why.OFFERS_ENDED: mark("nobody took the offers; they are next in line"),
    Why.NEXT_TO_OPEN: mark("nobody is working now; they begin first"),
    Why.ON_CALL: mark("nobody is working now; they are on call"),
    Why.ANYWAY: mark("nobody is working now; they are next in line all the same"),
    Why.LAST_RESORT: mark("so that somebody has it"),
}
SKIPPED: Final = {
    Skip.UNKNOWN: mark("is no member"),
    Skip.INACTIVE: mark("is not active"),
    Skip.EXCLUDED: mark("had it already"),
    Skip.DECLINED: mark("declined, or let the offer run out"),
    Skip.ON_LEAVE: mark("is away"),
    Skip.OUTSIDE_HOURS: mark("is not working at this hour"),
    Skip.OFFLINE: mark("is offline"),
    Skip.BUSY: mark("takes nothing new now"),
    Skip.AT_CAPACITY: mark("has as many open leads as they may have"),
    Skip.DAY_FULL: mark("has had as many today as they may have"),
    Skip.NEWCOMER_LIMIT: mark("is new and has had enough for today"),
    Skip.WRONG_LANGUAGE: mark("does not speak the language"),
    Skip.ROLE: mark("does not answer leads"),
    Skip.OTHER_TEAM: mark("is of another team"),
}
STEPS: Final = {
    Step.RULE: mark("by a rule that names a person"),
    Step.POOL: mark("by a rule that names a pool"),
    Step.FALLBACK_POOL: mark("by the pool for what no rule covers"),
    Step.TEAM_POOL: mark("by the team’s pool"),
    Step.TEAM_LEAD: mark("to the team’s manager"),
    Step.TEAM_ANYONE: mark("to anybody of the team"),
    Step.MANAGER: mark("to a manager"),
    Step.ADMIN: mark("to an administrator"),
    Step.ANYONE: mark("to anybody"),
}
BY_HAND: Final = {
    "handed_over": mark("handed over"),
    "taken_back": mark("taken back"),
    "cover_asked": mark("asked for cover"),
}
_UNTIL: Final = frozenset({Skip.ON_LEAVE, Skip.OUTSIDE_HOURS})


class Passed(NamedTuple):
    """Somebody who could not have it, and why."""

    name: str
    why: str


class Because(NamedTuple):
    """Why it went where it went."""

    lines: list[str]  #: in order
    rule: str  #: the rule's own name, and its version
    passed: list[Passed]

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.rule or self.passed)


def because(speech: Speech, reasons: Mapping[str, Any]) -> Because:
    """What the reasons of an assignment say."""
    say = speech.words.say
    why, step = str(reasons.get("why") or ""), str(reasons.get("step") or "")
    lines = []
    if step in STEPS:
        lines.append(say(STEPS[Step(step)]))
    if why in WHY:
        lines.append(say(WHY[Why(why)]))
    elif why in BY_HAND:
        lines.append(say(BY_HAND[why]))
    if reasons.get("reason"):
        lines.append(speech.plain(reasons["reason"], 300))
    rule = ""
    if reasons.get("rule"):
        rule = say(
            "Rule “{name}”, version {number}",
            name=speech.plain(reasons["rule"], 80),
            number=speech.words.digits(
                str(reasons.get("rule_version") or reasons.get("ruleset_version", ""))
            ),
        )
    passed = [_passed(speech, one) for one in reasons.get("skipped") or ()]
    for _, _, skipped in reasons.get("tried") or ():
        passed += [_passed(speech, one) for one in skipped]
    return Because(lines, rule, passed)


def people(reasons: Mapping[str, Any]) -> list[UUID]:
    """Whom the reasons name."""
    found = [one[0] for one in reasons.get("skipped") or ()]
    for _, _, skipped in reasons.get("tried") or ():
        found += [one[0] for one in skipped]
    return [one for one in map(identified, found) if one is not None]


def identified(text: object) -> UUID | None:
    """An id, if that is one."""
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def _passed(speech: Speech, told: Any) -> Passed:
    member, reason, value = told
    say = speech.words.say
    why = say(SKIPPED[Skip(reason)]) if reason in SKIPPED else speech.plain(reason, 60)
    if value is not None and reason in _UNTIL:
        until = speech.moment(datetime.fromtimestamp(value, UTC))
        why = say("{why}, until {moment}", why=why, moment=until)
    elif value is not None:
        why = f"{why} ({speech.words.number(value)})"
    return Passed(speech.name(identified(member)), why)
