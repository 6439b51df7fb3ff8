"""Mail: how much is written, when and by whom, and how long conversations are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from markupsafe import Markup

from firstreply.insights.dates import Dates
from firstreply.insights.live import ask
from firstreply.insights.reasons import mark
from firstreply.insights.report import chart_tables, heat_table, svg_columns, svg_trend
from firstreply.insights.report.figure import Table
from firstreply.insights.words import Words
from firstreply.web.desk.insight import asking
from firstreply.web.desk.insight.filters import filters, terms
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

PATH: Final = "/insights/mail"
#: What messages have, or the lead that they are about: other conditions leave them as they are.
DIMENSIONS: Final = (
    "person", "source", "product", "segment", "campaign", "country", "language", "tag", "domain",
)  # fmt: skip
_PARTS: Final = ("volume", "heatmap", "threads_shape")
_AMOUNTS: Final = (
    "per_day", "received", "sent", "internal", "automatic", "spam", "busiest_weekday", "busiest_hour", "words",
)  # fmt: skip
Part = Mapping[str, Any]
Facts = list[tuple[str, str]]


class Section(NamedTuple):
    """Charts with the figures under them, the tables behind, what they mean, and which tables are CSV."""

    name: str
    title: str
    says: str
    charts: tuple[Markup, ...]
    facts: Facts
    tables: tuple[tuple[str, Table], ...]
    defines: tuple[str, ...]
    files: tuple[tuple[str, str], ...]


@signed_in
def page(who: Visit) -> HttpResponse:
    """How much, when, from whom; asked for on a page of its own, so that Insights need not wait for it."""
    asked = asking.read(who)
    answer = ask(who.organisation, who.viewer, asked.asked, *_PARTS, now=who.now)
    return show(
        who,
        "insight/mail.html.j2",
        fragment="figures",
        asked=asked,
        answer=answer,
        path=PATH,
        terms=terms(answer.definitions),
        sections=[] if answer.preparing is not None else _sections(who, answer.zone, answer.parts),
        **filters(who, asked, DIMENSIONS),
    )


def _sections(who: Visit, zone: str, parts: Mapping[str, Part]) -> list[Section]:
    """None where there is no mail."""
    words, dates = who.words, Dates(who.words, who.looks.system, zone)
    if not parts["volume"]["per_day"]:
        return []
    return [
        _volume(words, dates, parts["volume"]),
        _hours(words, dates, parts["heatmap"]),
        _conversations(words, parts["threads_shape"]),
        _senders(words, parts["volume"]),
    ]


def _volume(words: Words, dates: Dates, volume: Part) -> Section:
    days = svg_trend.stretch(volume["per_day"])
    legend = words.say(mark("Solid: received. Dashed: sent."))
    each = words.many("Messages of each day.", "Messages of every {n} days together.", days)
    return Section(
        name="volume",
        title=words.say(mark("Mail over time")),
        says=f"{legend} {each}",
        charts=(svg_trend.volume(words, dates, volume["per_day"]),),
        facts=list(_amounts(words, dates, volume)),
        tables=((words.say(mark("The numbers")), chart_tables.volume(words, dates, volume["per_day"])),),
        defines=_AMOUNTS,
        files=(("CSV", "volume.per_day"), (words.say(mark("Messages by kind")), "classes")),
    )


def _amounts(words: Words, dates: Dates, volume: Part) -> Iterator[tuple[str, str]]:
    for name, title in (
        ("received", mark("Received")),
        ("sent", mark("Sent")),
        ("internal", mark("Internal")),
        ("automatic", mark("Automatic")),
        ("spam", mark("Spam")),
    ):
        yield words.say(title), words.number(volume[name])
    day, hour = volume["busiest_weekday"], volume["busiest_hour"]
    if day is not None and hour is not None:
        yield words.say(mark("Busiest day and hour")), f"{dates.weekday(day)} · {dates.clock(hour, 0)}"
    median = volume["words"]
    if median:
        both = (_count(words, median[f"{way}_median"]) for way in ("received", "sent"))
        yield words.say(mark("Words per message, received and sent")), " · ".join(both)


def _count(words: Words, value: float | None) -> str:
    return "–" if value is None else words.number(value)


def _hours(words: Words, dates: Dates, heat: Part) -> Section:
    captions = {
        "received": words.say(mark("Messages received by weekday and hour")),
        "sent": words.say(mark("Messages sent by weekday and hour")),
    }
    text = mark("Messages written by people, by weekday and hour, in the time zone {zone}.")
    return Section(
        name="hours",
        title=words.say(mark("Busy hours")),
        says=words.say(text, zone=heat["zone"]),
        charts=tuple(
            Markup('<h3>{}</h3><div class="wide" tabindex="0" role="group" aria-label="{}">{}</div>').format(
                caption, caption, heat_table.heat(words, dates, heat[way], caption)
            )
            for way, caption in captions.items()
        ),
        facts=[],
        tables=(),
        defines=("heatmap",),
        files=(("CSV", "heatmap"),),
    )


def _conversations(words: Words, shape: Part) -> Section:
    facts = [
        (words.say(mark("Messages, median")), words.number(shape["messages_median"] or 0)),
        (words.say(mark("Nine in ten have at most")), words.number(shape["messages_p90"] or 0)),
        (words.say(mark("Longest")), words.number(shape["longest"] or 0)),
        (words.say(mark("Our replies, median")), words.number(shape["replies_median"] or 0)),
    ]
    if shape["forward_median_s"] is not None:
        facts.append((words.say(mark("Time to forward, median")), words.duration(shape["forward_median_s"])))
    return Section(
        name="conversations",
        title=words.say(mark("Conversations")),
        says=words.say(mark("How many conversations have how many messages.")),
        charts=(svg_columns.lengths(words, shape["lengths"]),),
        facts=facts,
        tables=((words.say(mark("The numbers")), chart_tables.lengths(words, shape["lengths"])),),
        defines=("threads_shape", "lengths", "forward_median_s"),
        files=(("CSV", "threads_shape.lengths"),),
    )


def _senders(words: Words, volume: Part) -> Section:
    address, domain = words.say(mark("Address")), words.say(mark("Domain"))
    senders: Sequence[Part] = volume["top_senders"]
    return Section(
        name="senders",
        title=words.say(mark("Who writes most")),
        says=words.say(mark("The outside addresses with the most messages written by people.")),
        charts=(),
        facts=[],
        tables=(
            (words.say(mark("Who writes most")), chart_tables.counts(words, address, senders, "address")),
            (
                words.say(mark("Domains that write most")),
                chart_tables.counts(words, domain, volume["top_domains"], "domain"),
            ),
        ),
        defines=("top_senders", "top_domains"),
        files=((address, "volume.top_senders"), (domain, "volume.top_domains")),
    )
