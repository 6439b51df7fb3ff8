"""Founded: what is called how in an organisation that is new, in its language; whoever runs it may rename all of it."""

from typing import Final, NamedTuple


class Names(NamedTuple):
    """Names of what an organisation begins with."""

    hours: str
    team: str
    everyone: str
    first: str
    next: str


_ENGLISH: Final = Names("Working hours", "Team", "Everyone", "First answer", "Next answer")
_BY_LANGUAGE: Final = {
    "ar": Names("ساعات العمل", "الفريق", "الجميع", "الرد الأول", "الرد التالي"),
    "fa": Names("ساعت‌های کاری", "تیم", "همه", "پاسخ نخست", "پاسخ بعدی"),
}


def names(language: str) -> Names:
    """In that language (a tag such as `fa-IR`), else in English."""
    return _BY_LANGUAGE.get(language.partition("-")[0], _ENGLISH)
