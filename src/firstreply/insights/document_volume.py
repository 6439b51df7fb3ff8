"""The parts of the result document about the mail itself: volume, heat map, conversations."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from firstreply.core.message import MessageClass
from firstreply.insights.facts import KINDS, Facts
from firstreply.insights.forwards import forward_seconds
from firstreply.insights.instants import iso_day
from firstreply.insights.look import Look
from firstreply.insights.metrics import mail
from firstreply.insights.metrics.engine import Row, Tables

Part = dict[str, Any]


def volume(facts: Facts, tables: Tables, heat: Part, *, counted_words: bool) -> Part:
    """How much mail there is in scope, when and from whom."""
    return volume_of(
        classes={kind: count for inside, kind, count in tables.rows(mail.CLASSES) if inside},
        heat=heat,
        per_day=tables.rows(mail.PER_DAY),
        top_senders=[(facts.parties[code], count) for code, count in tables.rows(mail.TOP_SENDERS)],
        top_domains=[(facts.domains[code], count) for code, count in tables.rows(mail.TOP_DOMAINS)],
        words=tables.rows(mail.WORDS)[0] if counted_words else None,
    )


def volume_of(
    *,
    classes: Mapping[int, int],
    heat: Part,
    per_day: Sequence[Row],
    top_senders: Sequence[tuple[str, int]],
    top_domains: Sequence[tuple[str, int]],
    words: Row | None,
) -> Part:
    """The part `volume` of what the metrics found; `classes` counts by the codes of classes."""

    def of(kinds: tuple[int, ...]) -> int:
        return sum(classes.get(kind, 0) for kind in kinds)

    received = np.array(heat["received"])
    busy = bool(received.any())
    return {
        "received": of(mail.RECEIVED),
        "sent": of(mail.SENT),
        "internal": of(mail.INTERNAL),
        "automatic": of(mail.AUTOMATIC),
        "spam": of(mail.SPAM),
        "per_day": [{"day": iso_day(day), "received": came, "sent": went} for day, came, went in per_day],
        "busiest_weekday": int(received.sum(axis=1).argmax()) if busy else None,
        "busiest_hour": int(received.sum(axis=0).argmax()) if busy else None,
        "top_senders": [{"address": address, "messages": count} for address, count in top_senders],
        "top_domains": [{"domain": domain, "messages": count} for domain, count in top_domains],
        "words": None if words is None else {"received_median": words[0], "sent_median": words[1]},
    }


def heatmap(look: Look, tables: Tables) -> Part:
    """Messages of people by local weekday (Monday first) and hour."""
    return heat_of(look.zone, tables.rows(mail.HEATMAP))


def heat_of(zone: str, rows: Sequence[Row]) -> Part:
    """The part `heatmap` of what the metric found."""
    received, sent = [[0] * 24 for _ in range(7)], [[0] * 24 for _ in range(7)]
    for weekday, hour, came, went in rows:
        received[weekday][hour], sent[weekday][hour] = came, went
    return {"zone": zone, "received": received, "sent": sent}


def threads_shape(look: Look, tables: Tables) -> Part:
    """How long conversations are, and how soon messages are forwarded inside."""
    median, p90, longest, replies = tables.rows(mail.SHAPE)[0]
    forwards = forward_seconds(look)
    return {
        "messages_median": median,
        "messages_p90": p90,
        "longest": longest,
        "replies_median": replies,
        "lengths": [{"messages": length, "threads": count} for length, count in tables.rows(mail.LENGTHS)],
        "forward_median_s": float(np.median(forwards)) if forwards else None,
    }


def classes(tables: Tables) -> dict[str, int]:
    """Messages by class, all that are covered."""
    counts: dict[str, int] = dict.fromkeys(map(str, MessageClass), 0)
    for _, kind, count in tables.rows(mail.CLASSES):
        counts[str(KINDS[kind])] += count
    return counts
