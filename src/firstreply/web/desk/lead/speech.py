"""Speech: what sentences about a lead need: the reader's words, their way of writing moments, and people's names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How one reader is spoken to."""

    words: Words
    moment: Callable[[datetime | None], str]
    names: Mapping[UUID, str] = field(default_factory=dict)  #: of members
    stages: Mapping[str, str] = field(default_factory=dict)  #: what the team calls them, by key

    def name(self, member: UUID | None) -> str:
        """What somebody of ours is called."""
        if member is None:
            return self.words.say("nobody")
        return plain(self.names.get(member), 60) or self.words.say("somebody who left")

    def plain(self, text: Any, most: int) -> str:
        """What a stranger wrote, in one line."""
        return plain(str(text or ""), most)

    def instant(self, text: Any) -> str:
        """An instant as facts write it."""
        try:
            return self.moment(datetime.fromisoformat(str(text)))
        except ValueError:
            return "–"


def speech(who: Visitor, names: Mapping[UUID, str], stages: Mapping[str, str] | None = None) -> Speech:
    """As the reader wants it."""
    return Speech(words=who.words, moment=Writing(who).moment, names=names, stages=stages or {})
