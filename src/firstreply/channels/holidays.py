"""Public holidays by country, as dates: the one place that asks the `holidays` library.

Core's calendars know dates only. In a team file a version may instead say
`"holidays": [{"country": "DE", "subdivision": "BY"}, "2026-12-24"]`; `expanded` turns that into dates.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from firstreply.core.refusal import Refused

_KEYS: Final = frozenset({"country", "subdivision", "categories"})


def public_holidays(
    country: str,
    years: Iterable[int],
    *,
    subdivision: str | None = None,
    categories: Sequence[str] | None = None,
) -> tuple[date, ...]:
    """Holidays of the years, in order. `country` and `subdivision` are ISO 3166 codes ("DE", "BY").

    `categories` are those of the library ("public" unless told, "bank", "half_day", ...). Refuses
    `holidays_country_unknown`, `holidays_subdivision_unknown` and `holidays_category_unknown`.
    """
    import holidays  # slow to import, and most runs name no country

    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise Refused("holidays_country_unknown", country=country)
    if subdivision is not None and subdivision not in _subdivisions(country):
        raise Refused("holidays_subdivision_unknown", country=country, subdivision=subdivision)
    wanted = tuple(categories) if categories else None
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=list(years), categories=wanted)
    except ValueError:
        raise Refused("holidays_category_unknown", country=country, categories=wanted) from None
    return tuple(sorted(found))


def named_holidays(country: str, year: int, *, language: str = "en") -> tuple[tuple[date, str], ...]:
    """Public holidays of one year with their names, in that language where the library has it, else in the country's.

    Refuses `holidays_country_unknown`.
    """
    import holidays  # slow to import, and most pages name no country

    if country not in holidays.list_supported_countries(include_aliases=True):
        raise Refused("holidays_country_unknown", country=country)
    known = holidays.country_holidays(country).supported_languages
    chosen = next((one for one in known if one.partition("_")[0] == language), None)
    found = holidays.country_holidays(country, years=[year], language=chosen)
    return tuple(sorted(found.items()))


def expanded(calendar: Mapping[str, object], years: Iterable[int]) -> dict[str, object]:
    """The dict of a calendar, the countries among its versions' holidays replaced by ISO dates of `years`.

    What is no list or table where one belongs is left as it is: `Calendar.from_dict` says what is wrong.
    """
    span = tuple(years)
    versions = calendar.get("versions")
    if not isinstance(versions, Sequence) or isinstance(versions, str):
        return dict(calendar)
    return {**calendar, "versions": [_expanded_version(version, span) for version in versions]}


def _expanded_version(version: object, years: tuple[int, ...]) -> object:
    holidays = version.get("holidays") if isinstance(version, Mapping) else None
    if not isinstance(version, Mapping) or not isinstance(holidays, Sequence) or isinstance(holidays, str):
        return version
    dates = [day for entry in holidays for day in _dates(entry, years)]
    return {**version, "holidays": list(dict.fromkeys(dates))}


def _dates(entry: object, years: tuple[int, ...]) -> list[object]:
    if not isinstance(entry, Mapping):
        return [entry]
    for key in entry:
        if key not in _KEYS:
            raise Refused("calendar_key_unknown", place="holidays", key=key)
    found = public_holidays(
        str(entry.get("country", "")),
        years,
        subdivision=entry.get("subdivision"),
        categories=entry.get("categories"),
    )
    return [day.isoformat() for day in found]


def _subdivisions(country: str) -> set[str]:
    import holidays

    model = holidays.country_holidays(country)
    return {*model.subdivisions, *model.subdivisions_aliases}
