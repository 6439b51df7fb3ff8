"""Looks: how pages speak to somebody: language, digits, calendar, colours, density, and whether single keys act."""

from dataclasses import dataclass
from typing import Final

from firstreply.core.capture.dates import calendar_of
from firstreply.insights import words
from firstreply.insights.words import LANGUAGES, Words

THEMES: Final = ("auto", "light", "dark")
DENSITIES: Final = ("calm", "dense")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What somebody chose; "" leaves digits and calendar to the language."""

    language: str = "en"
    digits: str = ""
    calendar: str = ""
    theme: str = "auto"
    density: str = "calm"
    keys: bool = True

    @property
    def words(self) -> Words:
        """The words of their language, with numbers in their digits."""
        return words.use(self.language, self.digits)

    @property
    def system(self) -> str:
        """The calendar that days are written in: one of dates.SYSTEMS."""
        return calendar_of(self.calendar, self.language)


def of_cookie(cookie: str, otherwise: str) -> Looks:
    """What a browser's cookie says (`language.theme`); a language that is not ours is `otherwise`."""
    language, _, theme = cookie.partition(".")
    return Looks(
        language=language if language in LANGUAGES else otherwise,
        theme=theme if theme in THEMES else "auto",
    )
