"""The result document of `analyze`, version 1; its schema is `analyze.schema.json` beside this file."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from firstreply.insights import document_time, document_volume
from firstreply.insights.benchmarks import BENCHMARKS
from firstreply.insights.document_groups import (
    by_calendar,
    by_domain,
    by_hour,
    by_mailbox,
    by_person,
    by_team,
    by_weekday,
)
from firstreply.insights.document_responses import CLOCKS, Block, Responses, rounded
from firstreply.insights.facts import Facts, facts
from firstreply.insights.instants import iso, iso_or_none
from firstreply.insights.look import Look
from firstreply.insights.metrics.engine import Tables
from firstreply.insights.metrics.promises import RATE_WINDOW_S, response_rate, sla
from firstreply.insights.metrics.registry import definitions
from firstreply.insights.rows import Rows
from firstreply.insights.wait_facts import VOIDED

VERSION: Final = 1
SCHEMA: Final = Path(__file__).with_name("analyze.schema.json")

Document = dict[str, Any]


def document(look: Look, known: Facts | None = None) -> Document:
    """Everything that `analyze` answers, as plain values ready for JSON.

    `known` saves reading the facts of the look twice when the rows are wanted as well.
    """
    read = facts(look) if known is None else known
    with Tables(read.messages, read.waits) as tables:
        answers = Responses(read, tables, look.minimum_sample)
        return {
            **_heading(look, read),
            "coverage": _coverage(look, read, document_volume.classes(tables)),
            "threads": look.threads if look.threads is not None else len({m.conversation for m in look.seen}),
            "threading": dict(look.threading),
            **answers.pair(answers.everything),
            **_by(read, answers, tables),
            **_promises(look, read, answers),
            **_mail(look, read, tables),
            "trend": document_time.trend(read, answers),
            "curve": {clock: document_time.curve(answers, clock) for clock in CLOCKS},
            "previous_period": document_time.previous_period(look, answers),
            "oldest_unanswered": Rows(look=look, facts=read).oldest_unanswered(),
            "benchmarks": _benchmarks(answers),
            "definitions": definitions(),
        }


def _heading(look: Look, read: Facts) -> Document:
    calendar = look.calendar
    people = [
        {"name": name, "team": read.team_now[name], "addresses": list(person.addresses)}
        for name, person in look.team.people.items()
    ]
    return {
        "version": VERSION,
        "product": {"name": "FirstReply", "version": look.version},
        "made_at": iso(look.made_at),
        "options": {
            "calendar": None if calendar is None else {"name": calendar.name, "zone": look.zone},
            "since": iso_or_none(look.since),
            "until": iso_or_none(look.until),
            "sla_s": look.sla_s,
            "subject_joining": look.subject_joining,
            "minimum_sample": look.minimum_sample,
            "idle_days": look.idle_days,
        },
        "team": {
            "people": people,
            "domains": list(look.team.domains),
            "lists": list(look.team.lists),
            "guessed": look.team.guessed,
            "how": look.team.how,
        },
    }


def _coverage(look: Look, read: Facts, classes: dict[str, int]) -> Document:
    began_earlier = {wait.conversation for wait in look.waits if wait.truncated}
    return {
        "from": iso(look.seen[0].at) if look.seen else None,
        "to": iso(look.seen[-1].at) if look.seen else None,
        "classes": classes,
        "left_truncated": len(began_earlier),
        **look.coverage,
    }


def _by(read: Facts, answers: Responses, tables: Tables) -> dict[str, list[Block]]:
    return {
        "by_person": by_person(read, answers, tables),
        "by_team": by_team(read, answers),
        "by_mailbox": by_mailbox(read, answers),
        "by_domain": by_domain(read, answers),
        "by_calendar": by_calendar(read, answers),
        "by_weekday": by_weekday(answers),
        "by_hour": by_hour(answers),
    }


def _promises(look: Look, read: Facts, answers: Responses) -> Document:
    """The SLA over the inquiries in scope, and the response rate of the last 30 days of what is covered."""
    waits, kept = read.waits, None
    if look.sla_s is not None:
        firsts = answers.firsts(answers.everything)
        promise = sla(waits["outcome"][firsts], waits["short_of_stop"][firsts], look.sla_s)
        shares = {name: _share(getattr(promise, name)) for name in ("within", "low", "high")}
        kept = {"target_s": look.sla_s, **promise._asdict(), **shares}
    stop = look.end if look.until is None else min(look.until - 1, look.end)
    start = stop - RATE_WINDOW_S
    recent = np.flatnonzero(
        waits["first"] & (waits["outcome"] != VOIDED) & (waits["start"] >= start) & (waits["start"] <= stop)
    )
    rate = response_rate(waits["outcome"][recent], waits["wall"][recent])
    enough = rate.met + rate.missed >= look.minimum_sample
    return {
        "sla": kept,
        "response_rate_30d": {
            "share": _share(rate.within) if enough else None,
            "pending": rate.pending,
            "from": iso(start),
            "inquiries": len(recent),
            "decided": rate.met + rate.missed,
            "answered_in_time": rate.met,
        },
    }


def _mail(look: Look, read: Facts, tables: Tables) -> Document:
    heat = document_volume.heatmap(look, tables)
    return {
        "volume": document_volume.volume(read, tables, heat, counted_words=look.words is not None),
        "heatmap": heat,
        "threads_shape": document_volume.threads_shape(look, tables),
    }


def _benchmarks(answers: Responses) -> list[Document]:
    """Our share of first responses within each limit, in wall time as the sources measured."""
    positions = answers.firsts(answers.everything)
    shares: list[float | None] = [None] * len(BENCHMARKS)
    if answers.enough(positions):
        curve = answers.sample(positions, "wall").curve
        shares = [*rounded(curve.at([each.within_s for each in BENCHMARKS]).share)]
    return [{**each._asdict(), "share": share} for each, share in zip(BENCHMARKS, shares, strict=True)]


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
