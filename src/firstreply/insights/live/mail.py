# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Mail metrics on live data: the compiled definitions of `analyze` over the messages that a question is about."""

from typing import Any

import numpy as np

from firstreply.core.message import MessageClass
from firstreply.insights.document_volume import heat_of, volume_of
from firstreply.insights.facts import KINDS
from firstreply.insights.forwards import passed_on
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.metrics import mail
from firstreply.insights.metrics.engine import queries
from firstreply.insights.metrics.metric import Metric


def rows(chosen: Chosen, metric: Metric) -> list[tuple[Any, ...]]:
    """The answer to a table metric; parts of one answer share it."""
    return chosen.once(_rows, metric)


def _rows(chosen: Chosen, metric: Metric) -> list[tuple[Any, ...]]:
    return chosen.cursor.execute(
        "WITH messages AS (SELECT kind, conversation, party, domain, person, words, day, weekday, hour,"
        f" true AS in_scope FROM message WHERE {chosen.messages}) {queries()[metric.name]}"
    ).fetchall()


def sent_by_person(chosen: Chosen) -> dict[int, int]:
    """How many messages each person wrote to somebody outside."""
    return dict(rows(chosen, mail.SENT_BY_PERSON))


def classes(chosen: Chosen) -> tuple[Any, float]:
    """Messages by class."""
    counts: dict[str, int] = dict.fromkeys(map(str, MessageClass), 0)
    for _, kind, count in rows(chosen, mail.CLASSES):
        counts[str(KINDS[kind])] += count
    return counts, 0.0


def heatmap(chosen: Chosen) -> tuple[Any, float]:
    """Messages of people by local weekday (Monday first) and hour."""
    return heat_of(chosen.standing.zone, rows(chosen, mail.HEATMAP)), 0.0


def volume(chosen: Chosen) -> tuple[Any, float]:
    """How much mail there is, when and from whom."""
    top_senders, top_domains = rows(chosen, mail.TOP_SENDERS), rows(chosen, mail.TOP_DOMAINS)
    parties = chosen.texts("party", [code for code, _ in top_senders])
    domains = chosen.texts("domain", [code for code, _ in top_domains])
    return volume_of(
        classes={kind: count for _, kind, count in rows(chosen, mail.CLASSES)},
        heat=heatmap(chosen)[0],
        per_day=rows(chosen, mail.PER_DAY),
        top_senders=[(parties[code], count) for code, count in top_senders],
        top_domains=[(domains[code], count) for code, count in top_domains],
        words=rows(chosen, mail.WORDS)[0],
    ), 0.0


def threads_shape(chosen: Chosen) -> tuple[Any, float]:
    """How long conversations are, and how soon messages are passed on inside."""
    median, p90, longest, replies = rows(chosen, mail.SHAPE)[0]
    forwards = _forwards(chosen)
    return {
        "messages_median": median,
        "messages_p90": p90,
        "longest": longest,
        "replies_median": replies,
        "lengths": [{"messages": length, "threads": count} for length, count in rows(chosen, mail.LENGTHS)],
        "forward_median_s": float(np.median(forwards)) if forwards else None,
    }, 0.0


def _forwards(chosen: Chosen) -> list[int]:
    """Seconds to each forward inside; what was forwarded may have come before the stretch that is asked about."""
    where = chosen.asked.where
    found = chosen.cursor.execute(
        "SELECT conversation, instant, kind, forward FROM message WHERE conversation IN"
        f" (SELECT conversation FROM message WHERE forward AND {chosen.messages}) ORDER BY instant, id"
    ).fetchall()
    told = ((conversation, at, KINDS[kind], forward) for conversation, at, kind, forward in found)
    return passed_on(
        told,
        lambda at: (where.since is None or at >= where.since) and (where.until is None or at < where.until),
    )
