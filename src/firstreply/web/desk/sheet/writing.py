"""Writing: numbers, spans, days and instants as one reader wants to see them."""

from datetime import date, datetime

from firstreply.insights.dates import Dates
from firstreply.web.desk.visit import Visitor


class Writing:
    """Everything in the reader's language, digits and calendar, where their organisation is."""

    def __init__(self, who: Visitor) -> None:
        self.words = who.words
        self.dates = Dates(who.words, who.looks.system, who.zone)
        self._now = who.now

    def moment(self, at: datetime | None) -> str:
        """Day and time: `2026-11-22 13:05`. None is a dash."""
        return self.dates.moment(at.isoformat() if at else None)

    def day(self, at: date | datetime | None) -> str:
        """The day in words: `22 November 2026`; of an instant, the day where the organisation is. None is a dash."""
        if isinstance(at, datetime):
            return self.dates.day(at.isoformat())
        return "–" if at is None else self.dates.long(at)

    def brief(self, at: datetime) -> str:
        """The day where room is scarce: `22 November`, with its year where that is another than today's."""
        there, today = (self.dates.local(one.isoformat()).date() for one in (at, self._now))
        return self.dates.day_and_month(there) if there.year == today.year else self.dates.long(there)

    def clock(self, at: datetime) -> str:
        """The time of day: `13:05`."""
        local = self.dates.local(at.isoformat())
        return self.dates.clock(local.hour, local.minute)

    def ago(self, at: datetime | None) -> str:
        """How long ago: `3 h ago`."""
        if at is None:
            return self.words.say("never")
        seconds = (self._now - at).total_seconds()
        if seconds < 1:
            return self.words.say("just now")
        return self.words.say("{span} ago", span=self.words.duration(seconds))

    def span(self, seconds: float | None) -> str:
        """A length of time: `4 min 20 s`. None is a dash."""
        return self.words.duration(seconds)
