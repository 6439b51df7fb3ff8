"""Speaking: what every sentence needs: lists joined, names isolated, values written as the reader writes them.

What people typed stands between U+2068 and U+2069, so that it turns no sentence around, in a page or in a text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

_FIRST: Final = "\u2068"
_LAST: Final = "\u2069"
_LONGEST: Final = 80
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What things are called, by id as text."""

    members: Mapping[str, str] = field(default_factory=lambda: _NONE)
    pools: Mapping[str, str] = field(default_factory=lambda: _NONE)
    teams: Mapping[str, str] = field(default_factory=lambda: _NONE)
    calendars: Mapping[str, str] = field(default_factory=lambda: _NONE)


#: Pools that are there without anybody having made them.
_OWN_POOLS: Final = {"everyone": mark("Everyone"), "aside": mark("Beside sales")}


class Sentences:
    """One reader's language, digits and calendar, and the names that sentences speak of. Stateless once made."""

    def __init__(self, words: Words, dates: Dates, names: Names | None = None) -> None:
        self.words: Final = words
        self.dates: Final = dates
        self.names: Final = names or Names()

    def say(self, text: str, **facts: object) -> str:
        """As `Words.say`."""
        return self.words.say(text, **facts)

    def member(self, own: str | None) -> str:
        """Somebody's name."""
        found = self.names.members.get(own or "")
        return isolated(found) if found else self.say(mark("somebody who is no longer here"))

    def pool(self, own: str | None) -> str:
        """A pool's name."""
        found = self.names.pools.get(own or "")
        if found in _OWN_POOLS:
            return self.say(_OWN_POOLS[found])
        return isolated(found) if found else self.say(mark("a pool that is no longer there"))

    def team(self, own: str | None) -> str:
        """A team's name."""
        found = self.names.teams.get(own or "")
        return isolated(found) if found else self.say(mark("a team that is no longer there"))

    def calendar(self, own: str | None) -> str:
        """A calendar's name."""
        found = self.names.calendars.get(own or "")
        return isolated(found) if found else self.say(mark("a calendar that is no longer there"))

    def both(self, parts: Sequence[str]) -> str:
        """`a, b and c`."""
        return self._joined(parts, mark("{first} and {last}"))

    def either(self, parts: Sequence[str]) -> str:
        """`a, b or c`."""
        return self._joined(parts, mark("{first} or {last}"))

    def listed(self, parts: Sequence[str]) -> str:
        """`a; b; c`."""
        found = "".join(parts[:1])
        for part in parts[1:]:
            found = self.say(mark("{first}; {next}"), first=found, next=part)
        return found

    def quoted(self, text: str) -> str:
        """What somebody typed, in quotation marks."""
        return self.say(mark("“{name}”"), name=isolated(text))

    def amount(self, value: Decimal | int) -> str:
        """A number with all its decimals, as the reader writes numbers."""
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return self.words.digits(text.rstrip("0").rstrip(".") if "." in text else text)

    def signed(self, value: int) -> str:
        """Points with their sign: `+10`, `−5`."""
        return _FIRST + ("+" if value >= 0 else "−") + self.words.number(abs(value)) + _LAST

    def day(self, value: date) -> str:
        """A day in words."""
        return self.dates.long(value)

    def _joined(self, parts: Sequence[str], last: str) -> str:
        if len(parts) < 2:
            return "".join(parts)
        first = parts[0]
        for part in parts[1:-1]:
            first = self.say(mark("{first}, {next}"), first=first, next=part)
        return self.say(last, first=first, last=parts[-1])


def isolated(text: str, longest: int = _LONGEST) -> str:
    """Text that people typed: one line, without controls, kept apart from the sentence around it."""
    return f"{_FIRST}{plain(text, longest)}{_LAST}"
