"""Moment: the date and time that stand in an attribution line or a quoted header, in any of the languages."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, Literal, NamedTuple

from firstreply.core.mail.vocabulary import fold

Precision = Literal["second", "minute", "day"]

# Month names and their abbreviations, lower case, no full stops; facts of the languages' calendars.
_MONTHS: Final = (
    """
    january jan januar janvier janv enero ene gennaio gen janeiro januari stycznia sty styczeń января
    янв январь січня січ ocak oca tammik tammikuuta tammi tammikuu ledna led leden január ianuarie ian януари
    siječnja sij ιανουαρίου ιαν يناير ژانویه ژانویهٔ ינואר gener sausio jaanuar جانفي
    """,
    """
    february feb februar février févr fevr fév febrero febbraio fevereiro fev februari lutego lut luty
    февраля февр фев февраль лютого лют şubat şub helmik helmikuuta helmi helmikuu února úno únor február febr
    februarie февруари veljače velj φεβρουαρίου φεβ فبراير شباط فوریه فوریهٔ פברואר febrer veebruar
    فيفري
    """,
    """
    march mar märz maerz mär mrz mars marzo março maart mrt marca marzec марта мар март березня бер mart
    marts maalisk maaliskuuta maalis března bře březen marec március márc martie ožujka ožu μαρτίου مارس آذار
    מרץ märts
    """,
    """
    april apr avril avr abril abr aprile kwietnia kwi kwiecień апреля апр апрель квітня квіт nisan nis
    huhtik huhtikuuta huhti dubna dub duben apríla apríl április ápr aprilie април travnja απριλίου απρ أبريل
    ابريل نيسان آوریل אפריל aprill أفريل
    """,
    """
    may mai mayo maggio mag maio mei maja maj мая май травня трав mayıs toukok toukokuuta touko května kvě
    květen máj május svibnja μαΐου مايو أيار ماي مه مهٔ מאי
    """,
    """
    june jun juni juin junio giugno giu junho czerwca cze czerwiec июня июн июнь червня черв haziran haz
    kesäk kesäkuuta kesä června čvn červen jún június iunie iun юни lipnja ιουνίου ιουν يونيو يونيه حزيران
    ژوئن יוני juuni جوان
    """,
    """
    july jul juli juillet juil julio luglio lug julho lipca lip lipiec июля июл июль липня лип temmuz
    tem heinäk heinäkuuta heinä července čvc červenec júl július iulie iul юли srpnja ιουλίου ιουλ يوليو يوليه
    تموز ژوئیه ژوئیهٔ יולי juuli جويلية
    """,
    """
    august aug août aout agosto ago augustus sierpnia sie sierpień августа авг август серпня серп
    ağustos ağu augusti elok elokuuta elo srpna srpen augusta augusztus kolovoza αυγούστου αυγ أغسطس اغسطس آب
    اوت אוגוסט agustus أوت
    """,
    """
    september sep sept septembre septiembre settembre set setembro września wrz wrzesień сентября сент
    сен сентябрь вересня вер eylül eyl syysk syyskuuta syys září zář septembra szeptember szept septembrie
    септември rujna σεπτεμβρίου σεπ سبتمبر أيلول سپتامبر ספטמבר
    """,
    """
    october oct oktober okt octobre octubre ottobre ott outubro out października paź październik октября
    окт октябрь жовтня жовт ekim eki lokak lokakuuta loka října říj říjen októbra október octombrie октомври
    listopad οκτωβρίου οκτ أكتوبر اكتوبر اکتبر אוקטובר تشرين oktoober
    """,
    """
    november nov novembre noviembre novembro listopada lis ноября нояб ноя ноябрь листопада лист kasım
    kas marrask marraskuuta marras listopadu novembra noiembrie ноември studenoga νοεμβρίου νοε نوفمبر نوامبر
    נובמבר
    """,
    """
    december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia gru grudzień декабря
    дек декабрь грудня груд aralık ara desember des jouluk joulukuuta joulu prosince pro prosinec decembra
    decembrie декември prosinca δεκεμβρίου δεκ ديسمبر دسامبر דצמבר detsember
    """,
)
_SOLAR: Final = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
]
_NUMBER: Final = {name: n + 100 for n, name in enumerate(_SOLAR, start=1)} | {
    name: n for n, names in enumerate(_MONTHS, start=1) for name in names.split()
}

_CJK: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)((?:19|20|13|14)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC: Final = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)?")
_DAY_BEFORE: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|°|ª|-én|:n)?[\s,.-]{0,3}(?:de\s|of\s|d['’]|den\s)?\s?$"
)
_DAY_AFTER: Final = re.compile(r"^[.,]?[\s-]{0,3}(\d{1,2})(?!\d|:)(?:st|nd|rd|th)?")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20|13|14)\d\d)(?!\d)")
_SHORT_YEAR: Final = re.compile(r"^[.,]?[\s,-]{0,2}'?(\d\d)(?![\d:.])")
_TIME: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})\s?(?::|h|\.|时|時|시)\s?(\d\d)(?:(?::|\.|分|분)\s?(\d\d))?(?!\d)分?분?\s?"
    r"([ap]\.?\s?m\.?(?!\w)|nachm|vorm|ص|م(?!\w)|ق\.ظ|ب\.ظ|قبل|بعد|μμ|πμ|öö|ös)?"
)
_HALF_BEFORE: Final = re.compile(
    r"(上午|下午|午前|午後|晚上|凌晨|中午|오전|오후|öö|ös|بعدازظهر|بعد از ظهر|قبل از ظهر)\s?$"
)
_ZONE: Final = re.compile(
    r"^\s?\(?(?:(?:gmt|utc)\s?)?([+-])(\d{1,2}):?(\d\d)?(?!\d)|^\s?\(?(utc|gmt|z)(?![a-z])"
)
_NAMED_ZONE: Final = re.compile(
    r"^\s?\(?(est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|eet|eest|msk|jst)(?![a-z])"
)
_HOURS_EAST: Final = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9,
}  # fmt: skip
_LATER: Final = ("p", "nachm", "م", "ب.ظ", "بعد", "μμ", "ös", "下午", "午後", "晚上", "오후")
LONGEST: Final = 600  #: characters of a line that are looked at


class Moment(NamedTuple):
    """An instant as written: naive where the text names no zone."""

    at: datetime
    precision: Precision
    other: datetime | None  #: the other reading where day and month may be swapped (03/02/2001)
    span: tuple[int, int]  #: where it stands, in the folded text


def find(text: str) -> Moment | None:
    """The first date, with the time that follows it, in at most 600 characters of text; None without a date.

    Month names of some thirty languages, numeric orders, Chinese, Japanese and Korean forms, and solar dates of
    Persian are read. Day-first and month-first are told apart by the numbers, else by AM/PM (month-first), else
    taken as day-first with the other reading beside it.
    """
    folded = fold(text[:LONGEST])
    found = _numeric(folded) or _named(folded)
    if found is None:
        return None
    days, start, end, ordered = found
    clock = _clock(folded, start, end)
    if clock is not None and clock[4] and not ordered and len(days) > 1:
        days = days[::-1]
    read = [day for each in days if (day := _date(each)) is not None]
    if not read:
        return None
    if clock is None:
        instants = [datetime(d.year, d.month, d.day) for d in read]  # noqa: DTZ001 (local by nature)
        return Moment(instants[0], "day", _other(instants), (start, end))
    hour, minute, second, zone, _, first, last = clock
    instants = [datetime(d.year, d.month, d.day, hour, minute, second or 0, tzinfo=zone) for d in read]
    precision: Precision = "minute" if second is None else "second"
    return Moment(instants[0], precision, _other(instants), (min(start, first), max(end, last)))


def _other(instants: list[datetime]) -> datetime | None:
    return instants[1] if len(instants) > 1 and instants[1] != instants[0] else None


_Days = list[tuple[int, int, int]]


def _numeric(text: str) -> tuple[_Days, int, int, bool] | None:
    """Dates in figures: readings (year, month, day), the likelier first; where; whether the order is sure."""
    found = _CJK.search(text) or _YEAR_FIRST.search(text)
    if found:
        return [(int(found[1]), int(found[2]), int(found[3]))], found.start(), found.end(), True
    found = _NUMERIC.search(text)
    if found is None:
        return None
    one, sign, two, year = int(found[1]), found[2], int(found[3]), _full_year(found[4])
    if sign == "." or one > 12:
        return [(year, two, one)], found.start(), found.end(), True
    if two > 12:
        return [(year, one, two)], found.start(), found.end(), True
    return [(year, two, one), (year, one, two)], found.start(), found.end(), False


def _named(text: str) -> tuple[_Days, int, int, bool] | None:
    """Dates with a month's name."""
    for word in _WORD.finditer(text):
        month = _NUMBER.get(word[0])
        if month is None:
            continue
        before = _DAY_BEFORE.search(text, max(0, word.start() - 12), word.start())
        after = None if before else _DAY_AFTER.match(text[word.end() : word.end() + 8])
        day = before or after
        if day is None:
            continue
        end = word.end() + (after.end() if after else 0)
        year = _YEAR.search(text, end, end + 30) or _YEAR.search(
            text, max(0, word.start() - 20), word.start()
        )
        short = None if year else _SHORT_YEAR.match(text[end : end + 6])
        if year is None and short is None:
            continue
        number = int(year[1]) if year else _full_year(short[1] if short else "")
        start = before.start() if before else word.start()
        stop = max(end, year.end()) if year else end + (short.end() if short else 0)
        return [(number, month, int(day[1]))], min(start, year.start() if year else start), stop, True
    return None


def _full_year(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < 70 else 1900)


def _clock(
    text: str, start: int, end: int
) -> tuple[int, int, int | None, timezone | None, bool, int, int] | None:
    """The time after a date, else the one before it: hour, minute, second, zone, whether AM/PM, where it stands."""
    found = _TIME.search(text, end)
    if found is None or found.start() - end > 40:
        found = next(iter(_TIME.finditer(text, 0, start)), None) or found
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    before = _HALF_BEFORE.search(text, max(0, found.start() - 14), found.start())
    half = found[4] or (before[1] if before else "")
    if half:
        hour = hour % 12 + (12 if half.startswith(_LATER) else 0) if hour <= 12 else hour
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    zone, last = _zone(text, found.end())
    return hour, minute, second, zone, bool(half and found[4]), found.start(), last


def _zone(text: str, at: int) -> tuple[timezone | None, int]:
    tail = text[at : at + 16]
    found = _ZONE.match(tail)
    if found and found[4]:
        return UTC, at + found.end()
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)), at + found.end()
    named = _NAMED_ZONE.match(tail)
    if named:
        return timezone(timedelta(hours=_HOURS_EAST[named[1]])), at + named.end()
    return None, at


def _date(day: tuple[int, int, int]) -> date | None:
    year, month, number = day
    try:
        if month > 100 or 1300 <= year < 1500:
            return _solar(year, month % 100, number)
        return date(year, month, number) if 1970 <= year < 2100 else None
    except ValueError:
        return None


def _solar(year: int, month: int, day: int) -> date | None:
    """A date of the Persian solar calendar (2,820-year rule of thumb by 33-year cycles; exact for 1300-1500)."""
    if not (1300 <= year < 1500 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    years = year - 979
    days = 365 * years + years // 33 * 8 + (years % 33 + 3) // 4
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return date(1600, 3, 20) + timedelta(days=days + day - 1)  # counted from 1 Farvardin 979
