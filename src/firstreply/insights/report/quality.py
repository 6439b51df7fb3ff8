"""How far the figures can be trusted: coverage, the team, what could not be read, how messages were linked."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from firstreply.insights.dates import Dates
from firstreply.insights.reasons import mark
from firstreply.insights.report.figure import term
from firstreply.insights.report.labels import CLASSES, INSTANTS, LINKS
from firstreply.insights.untrusted import plain
from firstreply.insights.words import Words

_MOST_SOURCES: Final = 8
_NAME: Final = 56

Document = Mapping[str, Any]


class Fact(NamedTuple):
    """One thing to know about the data, with the lines that say it. `address`: they are codes or addresses."""

    title: str
    lines: tuple[str, ...]
    address: bool = False


def notes(words: Words, document: Document) -> list[str]:
    """What a reader must know before the first figure; empty when nothing limits them."""
    coverage, team = document["coverage"], document["team"]
    found = []
    if team["guessed"]:
        how = {
            "sent_folder": mark("The team was guessed from the Sent folder. Name it with --team to be sure."),
            "answering_addresses": mark(
                "The team was guessed from the addresses that answer most. Name it with --team to be sure."
            ),
        }.get(team["how"], mark("The team was guessed. Name it with --team to be sure."))
        found.append(words.say(how))
    if not coverage["sent_covered"]:
        found.append(
            words.say(
                mark(
                    "No sent mail was found, so answers may be missing and times may look longer than they were."
                )
            )
        )
    if coverage["unreadable"]:
        found.append(
            words.many(
                "{n} message could not be read. It is listed under “Quality of the data”.",
                "{n} messages could not be read. They are listed under “Quality of the data”.",
                coverage["unreadable"],
            )
        )
    return found


def facts(words: Words, dates: Dates, document: Document) -> list[Fact]:
    return [*_sources(words, document), *_people(words, document), *_evidence(words, dates, document)]


def _sources(words: Words, document: Document) -> Iterator[Fact]:
    coverage = document["coverage"]
    yield Fact(
        term(words, document, "messages"),
        (
            words.number(coverage["messages"]),
            words.many("{n} different message", "{n} different messages", coverage["unique_messages"]),
            words.many("{n} further copy left out", "{n} further copies left out", coverage["duplicates"]),
        ),
    )
    yield Fact(words.say(mark("Sources")), tuple(_named(words, coverage["sources"])))
    yield Fact(
        words.say(mark("Sent mail")),
        (
            words.say(
                mark("found") if coverage["sent_covered"] else mark("not found: answers may be missing")
            ),
        ),
    )


def _named(words: Words, sources: list[Mapping[str, Any]]) -> Iterator[str]:
    """The largest sources by the end of their names, which tells paths apart, and how many others there are."""
    for source in sorted(sources, key=lambda one: -int(one["messages"]))[:_MOST_SOURCES]:
        name = plain(source["name"])
        shown = name if len(name) <= _NAME else "…" + name[1 - _NAME :]
        if words.direction == "rtl":  # a path keeps its order in a line that runs the other way
            shown = f"\u200f\u200e{shown}\u200e"
        yield f"{shown} ({words.many('{n} message', '{n} messages', source['messages'])})"
    if len(sources) > _MOST_SOURCES:
        yield words.many("and {n} further source", "and {n} further sources", len(sources) - _MOST_SOURCES)


def _people(words: Words, document: Document) -> Iterator[Fact]:
    team = document["team"]
    how = {
        "given": mark("given"),
        "sent_folder": mark("guessed from the Sent folder"),
        "answering_addresses": mark("guessed from the addresses that answer most"),
    }.get(team["how"], mark("guessed"))
    yield Fact(
        words.say(mark("Team")),
        (words.say(how), words.many("{n} person", "{n} people", len(team["people"]))),
    )
    ours = tuple(plain(name, 80) for name in (*team["domains"], *team["lists"]))
    if ours:
        yield Fact(words.say(mark("Domains and lists of ours")), ours[:12], address=True)


def _evidence(words: Words, dates: Dates, document: Document) -> Iterator[Fact]:
    coverage = document["coverage"]
    yield Fact(
        term(words, document, "classes"),
        tuple(_counted(words, title, coverage["classes"].get(name, 0)) for name, title in CLASSES.items()),
    )
    yield Fact(
        term(words, document, "threading"),
        tuple(_counted(words, title, document["threading"].get(name, 0)) for name, title in LINKS.items()),
    )
    instants = coverage["instants"]
    yield Fact(
        words.say(mark("Times taken from")),
        (
            *(_counted(words, title, instants.get(name, 0)) for name, title in INSTANTS.items()),
            _counted(words, mark("differ by more than 5 minutes"), instants["disagree_over_5min"]),
            *_moved(words, instants["overtaking"]),
        ),
    )
    yield Fact(
        term(words, document, "left_truncated"),
        (words.many("{n} conversation", "{n} conversations", coverage["left_truncated"]),),
    )
    yield Fact(words.say(mark("Times are shown in")), (dates.zone_name,), address=True)
    yield Fact(words.say(mark("Time zone data")), (str(coverage["tzdata"]),), address=True)


def _moved(words: Words, answers: int) -> Iterator[str]:
    if answers:
        yield words.many(
            "{n} answer dated before its question was moved behind it",
            "{n} answers dated before their question were moved behind it",
            answers,
        )


def _counted(words: Words, title: str, count: int) -> str:
    right = (
        "\u200f" if words.direction == "rtl" else ""
    )  # a Latin name would draw the colon and the number to itself
    return f"{words.say(title)}{right}: {words.number(count)}"
