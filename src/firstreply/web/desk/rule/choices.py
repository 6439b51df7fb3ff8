"""Choices: what lists on pages of rules offer."""

from typing import Any, Final

from firstreply.core.respond.ladder import Action as Deed
from firstreply.core.route import Absence, Action, Mode, WhenClosed
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.condition import NOUNS
from firstreply.insights.sentences.judging import EVENTS
from firstreply.insights.sentences.promise import DEEDS, WHO
from firstreply.insights.sentences.routing import CLOSED, MODES
from firstreply.web.desk.rule.seen import Seen

ABSENCES: Final = {
    Absence.SKIP: mark("their turn is lost"),
    Absence.KEEP_TURN: mark("one turn is kept for them"),
    Absence.ACCRUE: mark("their turns are kept until they are even"),
}
_NOT_ASKED: Final = frozenset(
    ("customer_id", "source", "campaign", "tags", "points", "created", "has_email", "has_phone", "domains")
)


def choices(found: Seen) -> dict[str, Any]:
    """Lists of (value, name)."""
    speak, called = found.speak, found.called
    people = [(f"{Action.MEMBER}:{own}", name) for own, name in called.here.items()]
    pools = [(str(one.id), speak.pool(str(one.id))) for one in found.pools]
    return {
        "to_people": people,
        "to_pools": [(f"{Action.POOL}:{own}", name) for own, name in pools],
        "to_teams": [(f"{Action.TEAM_ONLY}:{own}", name) for own, name in called.teams.items()],
        "to_others": [
            (Action.PREVIOUS_OWNER.value, speak.say(mark("whoever had it before"))),
            (Action.CAPTURER.value, speak.say(mark("whoever took it down"))),
        ],
        "pools": pools,
        "members": list(called.here.items()),
        "teams": list(called.teams.items()),
        "calendars": list(called.calendars.items()),
        "questions": [(name, speak.say(noun)) for name, noun in NOUNS.items() if name not in _NOT_ASKED],
        "events": [(name, speak.say(text)) for name, text in EVENTS.items()],
        "modes": [(one.value, speak.say(MODES[one])) for one in Mode],
        "closed": [(one.value, speak.say(CLOSED[one])) for one in WhenClosed],
        "absences": [(one.value, speak.say(ABSENCES[one])) for one in Absence],
        "covers": [(name, speak.say(text)) for name, text in WHO.items()],
        "deeds": [(one.value, speak.say(DEEDS[one])) for one in Deed],
    }
