"""Month names that lists are written with; folded, the first three letters where these tell."""

from collections.abc import Mapping
from typing import Final

from firstreply.core.lead.fold import fold

_NAMES: Final = (
    "jan january januar janvier enero gennaio ocak يناير کانون ژانویه",
    "feb february februar fevrier février febrero febbraio subat şubat فبراير فوریه",
    "mar march märz maerz mrz mars marzo mart مارس",
    "apr april avril avr abril aprile nisan أبريل ابريل آوریل",
    "may mai mayo maggio mayıs مايو مه",
    "jun june juni juin junio giugno haziran يونيو ژوئن",
    "jul july juli juillet julio luglio temmuz يوليو ژوئیه",
    "aug august août aout agosto ağustos أغسطس اوت",
    "sep sept september septembre septiembre settembre eylül سبتمبر سپتامبر",
    "oct october oktober okt octobre octubre ottobre ekim أكتوبر اکتبر",
    "nov november novembre noviembre kasım نوفمبر نوامبر",
    "dec december dezember dez décembre diciembre dicembre aralık ديسمبر دسامبر",
)
_JALALI: Final = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
MONTHS: Final[Mapping[str, int]] = {
    fold(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()
}
JALALI_MONTHS: Final[Mapping[str, int]] = {
    fold(name): number for number, name in enumerate(_JALALI.split(), 1)
}
