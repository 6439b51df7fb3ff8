"""Seen: what every page of rules shows: names, sentences, and who may change what."""

from dataclasses import dataclass
from typing import Any, Final

from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.permission import DECIDING, JUDGING, RULING
from firstreply.core.route import Pool
from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Names, Sentences
from firstreply.insights.sentences.written import Difference, Line, differences, lines
from firstreply.store.queries import rule_pages
from firstreply.store.queries.rule_pages import PoolInUse, VersionShown
from firstreply.web.desk.visit import Visit

#: Definitions, by the name in addresses: what a page calls them, and who may change them.
KINDS: Final = {
    "routing": (mark("Who gets what"), RULING),
    "qualification": (mark("What qualified means"), JUDGING),
    "score": (mark("Points"), JUDGING),
}
#: What has forms of its own, and who may change it.
_FORMED: Final = {"promise": RULING, "hours": RULING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is there, as this reader reads it."""

    speak: Sentences
    called: rule_pages.Called
    pools: list[PoolInUse]
    turns: dict[str, Pool]

    def lines(self, kind: str, value: Any) -> list[Line]:
        """A value in sentences."""
        return lines(self.speak, kind, value, self.turns)

    def differences(self, kind: str, before: Any, after: Any) -> list[Difference]:
        """What one value says otherwise than another."""
        return differences(self.lines(kind, before), self.lines(kind, after))

    def who(self, version: VersionShown | None) -> str:
        """Whose a version is; "" where nobody is named."""
        author = None if version is None else version.author_id
        return "" if author is None else self.called.members.get(str(author), "")


def seen(who: Visit) -> Seen:
    """Inside a transaction of the organisation; five queries."""
    called = rule_pages.called()
    names = Names(members=called.members, pools=called.pools, teams=called.teams, calendars=called.calendars)
    found = rule_pages.pools()
    dates = Dates(who.words, who.looks.system, who.zone)
    return Seen(
        speak=Sentences(who.words, dates, names), called=called, pools=found, turns=rule_pages.turns(found)
    )


def may(who: Visit, roles: frozenset[Role] = DECIDING) -> bool:
    """Whether they may change what those roles decide."""
    return Scope.ADMIN in who.caller.scopes and who.caller.role in roles


def roles_of(kind: str) -> frozenset[Role]:
    """Who decides about a kind of rule."""
    return KINDS[kind][1] if kind in KINDS else _FORMED.get(kind, DECIDING)
