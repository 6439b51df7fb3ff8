"""When the sample's people write: office hours, customers' days, and chances that repeat for a seed."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from firstreply.channels.email.sample.letter import Person
from firstreply.channels.email.sample.people import CALENDARS, COMPANY, REPS, SHARED, Customer, Rep
from firstreply.core.calendar import Calendar

#: How likely a customer writes in each hour of the own day.
_HOURS: Final = (1, 1, 1, 1, 1, 2, 4, 8, 16, 22, 22, 20, 14, 16, 19, 18, 14, 10, 8, 7, 7, 6, 4, 2)
_HEAVY_TAIL: Final = 0.05  #: share of answers that were forgotten for days


class Office:
    """Chances of one archive. All of them come from one seed, asked in one order."""

    def __init__(self, *, seed: int, begin: datetime, days: int) -> None:
        self.chance: Final = Random(seed)  # noqa: S311 (a made-up archive, nothing secret)
        self.begin: Final = begin
        self.days: Final = days
        self.end: Final = int((begin + timedelta(days=days)).timestamp())
        self._calendars: Final = {name: Calendar.from_dict(raw) for name, raw in CALENDARS.items()}

    def arrival(self, customer: Customer) -> int:
        """When a customer writes: in their own zone, seldom at night, less at the weekend."""
        chance = self.chance
        day = self.begin + timedelta(days=chance.randrange(self.days))
        if day.weekday() in (4, 5, 6) and chance.random() < 0.35:
            day -= timedelta(days=min(3, (day - self.begin).days))
        hour = chance.choices(range(24), _HOURS)[0]
        local = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            chance.randrange(60),
            chance.randrange(60),
            tzinfo=ZoneInfo(customer.zone),
        )
        return int(local.timestamp())

    def is_open(self, rep: Rep, at: int) -> bool:
        """Whether it is working time where the rep works."""
        return self._calendars[rep.calendar].is_open(datetime.fromtimestamp(at, UTC))

    def reply(self, rep: Rep, at: int) -> int:
        """When the rep answers something of `at`: in working time mostly, at once in the evening sometimes."""
        chance = self.chance
        minutes = rep.median_minutes * chance.lognormvariate(0.0, rep.spread)
        if chance.random() < _HEAVY_TAIL:
            minutes += 480 * chance.paretovariate(1.1)
        minutes = min(max(minutes, 0.7), 60 * 24 * 40)
        if not self.is_open(rep, at) and chance.random() < 0.1:
            return at + int(60 * chance.uniform(3, 50))
        start = datetime.fromtimestamp(at, UTC)
        return int(
            self._calendars[rep.calendar].add(start, timedelta(minutes=minutes)).timestamp()
        ) + chance.randrange(60)

    def rep_for(self, customer: Customer) -> Rep:
        """One who speaks the customer's language; the quick ones are asked more often."""
        able = [rep for rep in REPS if customer.language in rep.languages]
        able.sort(key=lambda rep: rep.median_minutes)
        return self.chance.choices(able, [1.0 / (1 + n) for n in range(len(able))])[0]

    def message_id(self, domain: str, at: int) -> str:
        """A new id, without angle brackets."""
        return f"{at:x}.{self.chance.getrandbits(52):013x}@mail.{domain}"

    def happens(self, share: float) -> bool:
        """True in this share of cases."""
        return self.chance.random() < share


def person_of(rep: Rep, *, language: str, address: str = "") -> Person:
    """The rep as a sender, in the customer's script."""
    return Person(rep.name if language == "en" else rep.native, address or rep.address)


def shared_mailbox() -> Person:
    """The mailbox that several reps use."""
    return Person(COMPANY.replace("&", "and") + " Sales", SHARED)
