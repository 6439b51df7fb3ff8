"""The parts of the result document about the mail itself: volume, heat map, conversations."""

from typing import Any

import numpy as np

from firstreply.core.message import MessageClass
from firstreply.insights.facts import KINDS, Facts
from firstreply.insights.forwards import forward_seconds
from firstreply.insights.instants import iso_day
from firstreply.insights.look import Look
from firstreply.insights.metrics import mail
from firstreply.insights.metrics.engine import Tables

Part = dict[str, Any]


def volume(facts: Facts, tables: Tables, heat: Part, *, counted_words: bool) -> Part:
    """How much mail there is in scope, when and from whom."""
    counts = {kind: count for inside, kind, count in tables.rows(mail.CLASSES) if inside}

    def of(kinds: tuple[int, ...]) -> int:
        return sum(counts.get(kind, 0) for kind in kinds)

    received = np.array(heat["received"])
    busy = bool(received.any())
    return {
        "received": of(mail.RECEIVED),
        "sent": of(mail.SENT),
        "internal": of(mail.INTERNAL),
        "automatic": of(mail.AUTOMATIC),
        "spam": of(mail.SPAM),
        "per_day": [
            {"day": iso_day(day), "received": came, "sent": went}
            for day, came, went in tables.rows(mail.PER_DAY)
        ],
        "busiest_weekday": int(received.sum(axis=1).argmax()) if busy else None,
        "busiest_hour": int(received.sum(axis=0).argmax()) if busy else None,
        "top_senders": [
            {"address": facts.parties[code], "messages": count}
            for code, count in tables.rows(mail.TOP_SENDERS)
        ],
        "top_domains": [
            {"domain": facts.domains[code], "messages": count}
            for code, count in tables.rows(mail.TOP_DOMAINS)
        ],
        "words": _words(tables) if counted_words else None,
    }


def heatmap(look: Look, tables: Tables) -> Part:
    """Messages of people by local weekday (Monday first) and hour."""
    received, sent = [[0] * 24 for _ in range(7)], [[0] * 24 for _ in range(7)]
    for weekday, hour, came, went in tables.rows(mail.HEATMAP):
        received[weekday][hour], sent[weekday][hour] = came, went
    return {"zone": look.zone, "received": received, "sent": sent}


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


def _words(tables: Tables) -> Part:
    received, sent = tables.rows(mail.WORDS)[0]
    return {"received_median": received, "sent_median": sent}
