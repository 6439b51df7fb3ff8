"""An English word with two senses is two texts: each place that says one of these words means it in the one sense."""

import re
from pathlib import Path
from typing import Final

import firstreply
from firstreply.insights.words import use

SOURCES: Final = Path(firstreply.__file__).parent
#: By word: the folders and files whose sense the catalogues translate.
SENSES: Final = {
    "May": ("insights/dates.py",),
    "Yours": ("insights/report", "web/desk/templates/insight"),
    "Waiting": ("insights/report",),
    "Kept": ("web/desk/templates/lead",),
    "Change": ("insights",),
    "Reached": ("web/desk/templates/insight",),
    "Sent": ("insights", "web/desk/insight/mail.py"),
    "Where": ("insights/report", "web/desk/templates/mapping.html.j2"),
    "Spam": (
        "insights",
        "web/desk/insight/mail.py",
        "web/desk/lead/stages.py",
        "web/desk/templates/inbox/spam.html.j2",
    ),
    "Left out": ("insights",),
    "Open": ("insights/letters", "web/desk/lead/stages.py"),
}


def test_a_word_is_said_only_where_its_translation_fits() -> None:
    elsewhere = []
    for path in (*SOURCES.rglob("*.py"), *SOURCES.rglob("*.j2")):
        place = path.relative_to(SOURCES).as_posix()
        for word in re.findall(r'(?:say|mark)\("([^"]+)"\)', path.read_text()):
            if word in SENSES and not place.startswith(SENSES[word]):
                elsewhere.append((word, place))
    assert elsewhere == []


def test_a_button_that_changes_something_is_no_difference_between_figures() -> None:
    said = {lang: [use(lang).say(one) for one in ("Edit", "Change")] for lang in ("ar", "fa")}
    assert said == {"ar": ["تعديل", "التغيّر"], "fa": ["ویرایش", "تغییر"]}


def test_what_happened_to_a_message_is_said_as_having_happened() -> None:
    assert [use(lang).say("Sent out") for lang in ("ar", "fa")] == ["تم الإرسال", "فرستاده شد"]


def test_no_word_is_drawn_out_before_a_name_or_a_count() -> None:
    """A tatweel joins to Latin letters or a sign; before words of its own script it is a slip."""
    drawn = use("ar").say("{who} hears from us within {span}, counted in {hours}.", who="", span="", hours="")
    assert "ـ" not in drawn
