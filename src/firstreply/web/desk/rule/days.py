"""Days: one day in the calendars that the reader does not use, to be seen beside it."""

from datetime import date

from firstreply.insights.dates import SYSTEMS, Dates
from firstreply.web.desk.visit import Visit


def beside(who: Visit, day: date) -> str:
    """`1 Azar 1405 · 11 Jumada al-Akhirah 1448`."""
    others = [Dates(who.words, one, who.zone).long(day) for one in SYSTEMS if one != who.looks.system]
    return " · ".join(others)
