"""Page: what a letter says, once more with a direction and tables, for mail programs that show such.

No colours of its own, so that it is as readable by night; no pictures, nothing that is fetched.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

#: Where the link leads: to what is in Insights, or to where something is to be done.
INSIGHTS: Final = mark("See it in Insights")
OPEN: Final = mark("Open it")
_CELL: Final = "padding:6px 0;border-top:1px solid #999"
_PAGE: Final = Markup(
    '<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "<title>{title}</title></head>"
    '<body dir="{dir}" style="margin:0;padding:16px;font:16px/1.6 system-ui,Tahoma,sans-serif">'
    '<div style="max-width:34em;margin:0 auto"><h1 style="font-size:20px;line-height:1.4">{title}</h1>{inside}'
    '<p style="margin-top:24px"><a href="{link}">{says}</a></p></div></body></html>\n'
)
_TABLE: Final = Markup(
    '<table width="100%" cellspacing="0" style="margin-top:16px;font-size:16px">{}</table>'
)


def page(words: Words, title: str, lines: Sequence[str], *, link: str, says: str) -> str:
    """Paragraphs and a link. Whatever strangers wrote in them is shown as it was written."""
    inside = Markup("").join(Markup('<p dir="auto">{}</p>').format(one) for one in lines if one)
    return _whole(words, title, inside, link, says)


def figures(words: Words, title: str, told: Mapping[str, Any], *, link: str) -> str:
    """The figures of a digest (`digest.Written.figures`) as tables."""
    rows = Markup("").join(_row(words, (name, value), value) for name, value in told.get("figures") or ())
    people = [tuple(map(str, one)) for one in told.get("people") or ()]
    inside = Markup("<p>{}</p>").format(told.get("period", ""))
    if told.get("note"):
        inside += Markup("<p>{}</p>").format(told["note"])
    inside += _TABLE.format(rows) if rows else Markup("")
    if people:
        heads = [words.say(one) for one in (mark("Person"), mark("Answered"), mark("Open"), mark("Median"))]
        said = Markup("").join(_row(words, one) for one in people)
        inside += _TABLE.format(_heads(words, heads) + said)
    return _whole(words, title, inside, link, words.say(INSIGHTS))


def _whole(words: Words, title: str, inside: Markup, link: str, says: str) -> str:
    found = {"lang": words.lang, "dir": words.direction, "title": title}
    return str(_PAGE.format(**found, inside=inside, link=link, says=says))


def _heads(words: Words, heads: Sequence[str]) -> Markup:
    first, *rest = heads
    cells = [Markup('<th scope="col" align="{}">{}</th>').format(_sides(words)[0], first)]
    cells += [Markup('<th scope="col" align="{}">{}</th>').format(_sides(words)[1], one) for one in rest]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _row(words: Words, row: Sequence[str], big: str = "") -> Markup:
    """A name and its numbers; `big` is one of them that stands out."""
    start, end = _sides(words)
    cells = [
        Markup('<th scope="row" align="{}" style="{};font-weight:400"><bdi>{}</bdi></th>').format(
            start, _CELL, row[0]
        )
    ]
    strong = Markup(";font-weight:700") if big else ""
    cells += [
        Markup('<td align="{}" style="{}{}">{}</td>').format(end, _CELL, strong, one) for one in row[1:]
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _sides(words: Words) -> tuple[str, str]:
    """Where reading begins and ends: mail programs know no other names for it."""
    return ("right", "left") if words.direction == "rtl" else ("left", "right")
