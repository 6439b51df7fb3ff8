"""Put in: what templates may say, as text in the template's language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from firstreply.core.template import CUSTOM, FIELDS, first_name, opening
from firstreply.insights.dates import WEEKDAYS, Dates
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES, Words, use
from firstreply.store.queries.put_in import Known, Someone

#: Fields as people read them, in the order of the menu.
LABELS: Final = {
    "first_name": mark("First name"),
    "name": mark("Name"),
    "company": mark("Company"),
    "need": mark("Need"),
    "product": mark("Product"),
    "city": mark("City"),
    "my_name": mark("My name"),
    "my_first_name": mark("My first name"),
    "my_phone": mark("My phone"),
    "my_email": mark("My e-mail"),
    "owner_name": mark("The owner’s name"),
    "owner_first_name": mark("The owner’s first name"),
    "owner_phone": mark("The owner’s phone"),
    "owner_email": mark("The owner’s e-mail"),
    "organisation": mark("Our name"),
    "opening": mark("When we open next"),
    "today": mark("Today"),
    "now": mark("The time now"),
    "channel": mark("Channel"),
}
CHANNELS: Final = {
    "email": mark("e-mail"),
    "whatsapp": "WhatsApp",
    "sms": "SMS",
    "telegram": "Telegram",
}
_TODAY: Final = mark("today at {time}")
_TOMORROW: Final = mark("tomorrow at {time}")
_WEEKDAY: Final = mark("on {weekday} at {time}")
_LATER: Final = mark("on {day} at {time}")


def invented(known: Known, language: str) -> Known:
    """The same without a lead: somebody made up, named as people are in that language."""
    words = words_of(language)
    return replace(
        known,
        name=words.say(mark("Sara Miller")),
        company=words.say(mark("Bright Rooms")),
        persona={
            "need": words.say(mark("40 chairs for a new office")),
            "product": words.say(mark("office chairs")),
            "city": words.say(mark("Dubai")),
        },
        language=language,
        owner=known.owner if known.owner.name else known.writer,
    )


def words_of(language: str) -> Words:
    """The words of a template's language; English ones where it is none of ours."""
    base = language.partition("-")[0].lower()
    return use(base if base in LANGUAGES else "en")


def values(known: Known, language: str, channel: str, now: datetime) -> dict[str, str]:
    """Every field's value in that language; "" is not known. `custom.` fields under their keys."""
    words = words_of(language)
    dates = Dates(words, "jalali" if words.lang == "fa" else "gregorian", _zone(known))
    local = dates.local(now.isoformat())
    plain = {name: str(known.persona.get(name) or "") for name in ("need", "product", "city")}
    found = {
        "name": known.name,
        "first_name": first_name(known.name, known.language or language),
        "company": known.company,
        **plain,
        **_of("my", known.writer, language),
        **_of("owner", known.owner, language),
        "organisation": known.organisation,
        "opening": _opening(known, words, dates, now),
        "today": dates.long(local.date()),
        "now": dates.clock(local.hour, local.minute),
        "channel": words.say(CHANNELS[channel]) if channel in CHANNELS else "",
    }
    assert found.keys() == FIELDS.keys()  # a field without a value would be a gap in every text
    return found | dict(_custom(known.persona.get("custom"), words, dates))


def _of(whose: str, who: Someone, language: str) -> dict[str, str]:
    return {
        f"{whose}_name": who.name,
        f"{whose}_first_name": first_name(who.name, language),
        f"{whose}_phone": who.phone,
        f"{whose}_email": who.email,
    }


def _opening(known: Known, words: Words, dates: Dates, now: datetime) -> str:
    at = opening(known.hours, now) if known.hours else None
    if at is None:
        return ""
    here, there = dates.local(now.isoformat()), dates.local(at.isoformat())
    time, days = dates.clock(there.hour, there.minute), (there.date() - here.date()).days
    if days == 0:
        return words.say(_TODAY, time=time)
    if days == 1:
        return words.say(_TOMORROW, time=time)
    if timedelta(days=days) < timedelta(days=7):
        return words.say(_WEEKDAY, weekday=words.say(WEEKDAYS[there.weekday()]), time=time)
    return words.say(_LATER, day=dates.day_and_month(there.date()), time=time)


def _zone(known: Known) -> str:
    """Where the hours are; they say when somebody is there."""
    zone: ZoneInfo | None = known.hours.zone if known.hours else None
    return zone.key if zone else known.zone


def _custom(kept: Any, words: Words, dates: Dates) -> Iterator[tuple[str, str]]:
    for key, value in kept.items() if isinstance(kept, dict) else ():
        if isinstance(value, bool):
            told = words.say(mark("yes")) if value else words.say(mark("no"))
        elif isinstance(value, dict) and "number" in value:
            told = words.digits(format(Decimal(str(value["number"])), "f"))
        elif isinstance(value, dict) and "date" in value:
            told = dates.numeric(datetime.fromisoformat(str(value["date"])).date())
        else:
            told = str(value)
        yield CUSTOM + key, told
