"""Sample: invented people who asked and were answered, so that a new organisation sees how it looks; in and out again.

They come by a source of their own, marked with a tag, by the same door as everybody; nobody is told of them outside.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.calendar import Calendar
from firstreply.core.fact import FactKind
from firstreply.core.refusal import Refused
from firstreply.core.respond.wait import Outcome
from firstreply.journey import acted, flow
from firstreply.journey.bring import source_named
from firstreply.journey.door import Incoming, accept, incoming
from firstreply.journey.effects import Happened, one_at_a_time, record
from firstreply.journey.file.withdraw import withdraw
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import ArrivalKind, Assignment, Delivery, DeliveryState, Lead, Wait
from firstreply.store.queries import routing, samples
from firstreply.store.queries.choices import hours
from firstreply.store.queries.samples import NAME
from firstreply.store.tenancy import acting

TAG: Final = "sample"
_MOST: Final = 500
#: Minutes after which the people of one day were answered; None: not at all.
_AFTER: Final = (3, 7, 18, 41, 4, 95, 12, 260, 6, 33, 9, 1500, 22, 2, 55, None, 14, 5, 130, 8)
_DAYS: Final = 28
_HOUR: Final = timedelta(hours=1)
_STAGES: Final = ("contacted", "contacted", "qualified", "qualified", "negotiation", "customer", "nurture")
_FURTHER: Final = len(_STAGES) * 3  #: how many have come further


class Person(NamedTuple):
    """Somebody invented."""

    name: str
    company: str
    language: str
    country: str
    product: str
    need: str


PEOPLE: Final = (
    Person("Clara Winter", "Nordlicht Hotels", "en", "DE", "chairs", "Do you have 80 stackable chairs by June?"),
    Person("يوسف الحربي", "مؤسسة الواحة", "ar", "SA", "desks", "نحتاج إلى عشرين مكتباً قابلاً للتعديل. كم السعر؟"),
    Person("نگار کریمی", "دفتر معماری آوا", "fa", "IR", "lamps", "برای یک لابی صد متری چه چراغی پیشنهاد می‌کنید؟"),
    Person("Tom Okoro", "Okoro & Sons", "en", "GB", "shelves", "Could you send a quote for 30 m of shelving?"),
    Person("ليلى منصور", "عيادات الشفاء", "ar", "EG", "chairs", "هل لديكم كراسٍ لغرف الانتظار متوفرة الآن؟"),
    Person("آرش مرادی", "رستوران باغ", "fa", "IR", "tables", "شصت میز چوبی می‌خواهیم. زمان تحویل چقدر است؟"),
    Person("Ines Duarte", "Casa Azul", "en", "PT", "tables", "What does delivery to Porto cost?"),
    Person("Priya Nair", "Kestrel Labs", "en", "IN", "desks", "We are moving in March: 45 desks, two heights."),
    Person("سلمى قاسم", "مدرسة النور", "ar", "JO", "shelves", "نريد رفوفاً لمكتبة المدرسة، هل تركّبونها؟"),
    Person("هومن شریفی", "پخش سپهر", "fa", "IR", "shelves", "قفسهٔ انبار برای پنج تن بار دارید؟"),
    Person("Jonas Lindqvist", "Fjord Dental", "en", "SE", "chairs", "Which of your chairs can be wiped with alcohol?"),
    Person("عمر الشامي", "مطعم زيتون", "ar", "AE", "tables", "كم يستغرق توصيل اثنتي عشرة طاولة إلى دبي؟"),
    Person("لیلا توکلی", "کتاب‌سرای نو", "fa", "IR", "shelves", "برای کتاب‌فروشی تازه‌مان قفسهٔ چوبی می‌خواهیم."),
    Person("Aisha Bello", "Bright Kitchens", "en", "GB", "lamps", "Is there a discount for 40 lamps or more?"),
    Person("هدى العلي", "مكتبة المنارة", "ar", "KW", "lamps", "نبحث عن مصابيح للقراءة، هل يمكننا رؤيتها أولاً؟"),
    Person("کاوه رستمی", "کلینیک مهر", "fa", "IR", "desks", "برای پذیرش میز بلند دارید؟ چه رنگ‌هایی؟"),
    Person("Marta Kowalska", "Atlas Print", "en", "PL", "desks", "Can you assemble 20 desks on a Saturday?"),
)  # fmt: skip


def there(organisation_id: UUID) -> int:
    """How many sample leads there are."""
    with acting(organisation_id):
        return samples.count()


def bring(organisation_id: UUID, *, by: UUID, now: datetime) -> int:
    """Bring them in: some long answered, some open now; how many. Again it does nothing. Refuses `sample_there`."""
    if there(organisation_id):
        raise Refused("sample_there")
    source = source_named(organisation_id, NAME)
    told = list(_told(organisation_id, source, str(by), now))
    accept(told)
    while flow.arrived(organisation_id, now=now):
        pass
    _share(organisation_id, source, now)
    _move(organisation_id, source, by=by, now=now)
    _quieten(organisation_id, source)
    return there(organisation_id)


def remove(organisation_id: UUID, *, now: datetime) -> int:
    """Take them out again, with all that hangs on them; how many."""
    with acting(organisation_id):
        one_at_a_time()
        source = next(iter(samples.sources()), None)
        if source is None:
            return 0
        rows = Lead.objects.filter(source_id=source, withdrawn_at=None).values_list("pk", flat=True)
        leads = list(rows[:_MOST])
        withdraw(leads, file=source, now=now)
        return len(leads)


def _told(organisation_id: UUID, source: UUID, author: str, now: datetime) -> Iterator[Incoming]:
    """Somebody asked every day or two; the last ones a moment ago, who wait."""
    with acting(organisation_id):
        told = hours()
    calendar = Calendar.from_dict(orjson.loads(told)) if told else Calendar.always()
    mark = now.strftime("%Y%m%d%H%M%S")  # brought again after it was removed, they are others
    count = len(_AFTER) * 2
    for number in range(count):
        after = _AFTER[number % len(_AFTER)]
        is_open = number >= count - 4
        ago = (
            timedelta(minutes=4 + 9 * (count - number))
            if is_open
            else timedelta(days=_DAYS) * (count - number) / count
        )
        at = now - ago if is_open else _by_day(calendar, now - ago, number)
        party = f"person{number}.{mark}@sample.invalid"
        yield _asked(organisation_id, source, number, party, at, now)
        if after is not None and not is_open:
            yield _answered(
                organisation_id, source, number, party, author, at + timedelta(minutes=after), now
            )


def _by_day(calendar: Calendar, at: datetime, number: int) -> datetime:
    """The moment where it is in working hours, else one before: what came by night is answered in no time of ours."""
    for _ in range(24 * 7):
        if calendar.is_open(at):
            break
        at -= _HOUR
    earlier = at - timedelta(minutes=number * 47 % 360)
    return earlier if calendar.is_open(earlier) else at


def _asked(
    organisation_id: UUID, source: UUID, number: int, party: str, at: datetime, now: datetime
) -> Incoming:
    who = PEOPLE[number % len(PEOPLE)]
    fields: dict[str, Any] = who._asdict() | {
        "email": party,
        "tags": [TAG],
        "source": NAME,
        "budget": 500 * (1 + number % 9),
        "currency": "EUR",
        "deal_size": str(400 * (1 + number * 7 % 11)) if number < _FURTHER else "",
        "occurred_at": at.isoformat(),
    }
    payload = orjson.dumps(fields)
    return incoming(
        organisation_id, source, ArrivalKind.INQUIRY.value, at=now, external_id=party, payload=payload
    )


def _answered(
    organisation_id: UUID, source: UUID, number: int, party: str, author: str, at: datetime, now: datetime
) -> Incoming:
    own = f"answer:{party}"
    said = {
        "id": own,
        "direction": "out",
        "channel": "email",
        "party": party,
        "author": author,
        "at": at.isoformat(),
        "text": "Thank you for asking. Here is what you wanted to know.",
    }
    payload = orjson.dumps(said)
    return incoming(
        organisation_id, source, ArrivalKind.MESSAGE.value, at=now, external_id=own, payload=payload
    )


def _share(organisation_id: UUID, source: UUID, now: datetime) -> None:
    """Whoever answered had it since it was asked; nobody's day is fuller by that. Open ones went by the rules."""
    with acting(organisation_id):
        one_at_a_time()
        members = routing.crew(now).members
        asked = Wait.objects.filter(lead__source_id=source, lead__owner=None, outcome=Outcome.ANSWERED.value)
        rows = list(asked.order_by("started_at").values_list("id", "lead_id", "author_id", "started_at"))
        facts = []
        for wait, lead, author, at in rows:
            team = next(map(UUID, members[str(author)].teams), None)
            who = {"member_id": author, "team_id": team}
            made = {"id": new_id(), "lead_id": lead, "wait_id": wait, "at": at, "kind": "given", **who}
            bulk.insert(Assignment, [made])
            bulk.update(Wait, [{"id": wait, "owner_id": author, "first_owner_id": author, "assigned_at": at}])
            bulk.update(Lead, [{"id": lead, "owner_id": author, "team_id": team}], revised=True)
            facts.append(_given(made))
        record(facts)


def _given(made: Mapping[str, Any]) -> Happened:
    told = {"assignment": str(made["id"]), "member": str(made["member_id"]), "pool": None, "definition": None}
    team = made["team_id"]
    data = {**told, "team": None if team is None else str(team), "how": made["kind"], "reasons": {}}
    return Happened(
        kind=FactKind.ASSIGNED, at=made["at"], lead=made["lead_id"], wait=made["wait_id"], data=data
    )


def _quieten(organisation_id: UUID, source: UUID) -> None:
    """Nobody is mailed or called about people who do not exist; in the application they are shown."""
    with acting(organisation_id):
        leads = Lead.objects.filter(source_id=source).values("pk")
        waiting = Delivery.objects.filter(
            lead_id__in=leads, state=DeliveryState.PENDING.value, lease_until=None
        )
        waiting.update(state=DeliveryState.DROPPED.value, error="sample")


def _move(organisation_id: UUID, source: UUID, *, by: UUID, now: datetime) -> None:
    """Some have come further."""
    with acting(organisation_id):
        rows = Lead.objects.filter(source_id=source, withdrawn_at=None).order_by("inquired_at")
        leads = list(rows.values_list("pk", flat=True)[:_FURTHER])
    for number, lead in enumerate(leads):
        at = now - timedelta(days=number * 5 % 9, hours=number)
        acted.move_stage(organisation_id, lead, _STAGES[number % len(_STAGES)], by=by, now=at, reason=NAME)
