"""Choices: what lists on pages of rules offer."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from firstreply.core.respond.ladder import Action as Deed
from firstreply.core.route import Absence, Action, Mode, WhenClosed
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.condition import NOUNS
from firstreply.insights.sentences.judging import EVENTS
from firstreply.insights.sentences.pool import ABSENCES
from firstreply.insights.sentences.promise import DEEDS, WHO
from firstreply.insights.sentences.routing import CLOSED, MODES
from firstreply.web.desk.rule.seen import Seen

_NOT_ASKED: Final = frozenset(
    ("customer_id", "source", "campaign", "tags", "points", "created", "has_email", "has_phone", "domains")
)


def choices(found: Seen, tree: Any) -> dict[str, Any]:
    """Lists of (value, name). Who may not answer is offered only where the form names them already, and marked."""
    speak, called = found.speak, found.called
    members = [*called.here.items(), *_others(found, set(_texts(tree)))]
    people = [(f"{Action.MEMBER}:{own}", name) for own, name in members]
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
        "members": members,
        "teams": list(called.teams.items()),
        "calendars": list(called.calendars.items()),
        "questions": [(name, speak.say(noun)) for name, noun in NOUNS.items() if name not in _NOT_ASKED],
        "events": [(name, speak.say(one.doing)) for name, one in EVENTS.items()],
        "modes": [(one.value, speak.say(MODES[one])) for one in Mode],
        "closed": [(one.value, speak.say(CLOSED[one])) for one in WhenClosed],
        "absences": [(one.value, speak.say(ABSENCES[one])) for one in Absence],
        "covers": [(name, speak.say(text)) for name, text in WHO.items()],
        "deeds": [(one.value, speak.say(DEEDS[one])) for one in Deed],
    }


def _others(found: Seen, chosen: set[str]) -> list[tuple[str, str]]:
    """Those who are named and may not answer, or left: what a form does not offer would be lost unseen."""
    speak, called = found.speak, found.called
    return [
        (own, speak.say(mark("{name} (cannot answer)"), name=name))
        for own, name in called.members.items()
        if own not in called.here and {own, f"{Action.MEMBER}:{own}"} & chosen
    ]


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping | list):
        for one in tree.values() if isinstance(tree, Mapping) else tree:
            yield from _texts(one)
