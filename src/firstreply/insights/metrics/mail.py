"""Metrics of the mail itself: how much, when, from whom, and how long conversations are."""

from typing import Any, Final

from firstreply.core.message import MessageClass
from firstreply.insights.facts import KINDS
from firstreply.insights.metrics.metric import Metric


def _code(kind: MessageClass) -> int:
    return KINDS.index(kind)


RECEIVED: Final = (_code(MessageClass.INBOUND_HUMAN), _code(MessageClass.INBOUND_FORM))
SENT: Final = (_code(MessageClass.OUTBOUND_HUMAN),)
INTERNAL: Final = (_code(MessageClass.INTERNAL),)
AUTOMATIC: Final = (_code(MessageClass.INBOUND_AUTO), _code(MessageClass.OUTBOUND_AUTO))
SPAM: Final = (_code(MessageClass.SPAM),)
TOP: Final = 10


def _received(rows: Any) -> Any:
    return rows.kind.isin(RECEIVED)


def _sent(rows: Any) -> Any:
    return rows.kind.isin(SENT)


def _both_ways(rows: Any) -> dict[str, Any]:
    return {
        "received": _received(rows).sum().cast("int64"),
        "sent": _sent(rows).sum().cast("int64"),
    }


def _by_people(messages: Any) -> Any:
    inside = messages.filter(messages.in_scope)
    return inside.filter(_received(inside) | _sent(inside))


def _classes(messages: Any, _: Any) -> Any:
    counted = messages.group_by("in_scope", "kind").agg(messages=messages.count())
    return counted.order_by(["in_scope", "kind"])


def _per_day(messages: Any, _: Any) -> Any:
    rows = _by_people(messages)
    return rows.group_by("day").agg(**_both_ways(rows)).order_by("day")


def _heatmap(messages: Any, _: Any) -> Any:
    rows = _by_people(messages)
    return rows.group_by("weekday", "hour").agg(**_both_ways(rows)).order_by(["weekday", "hour"])


def _top(messages: Any, column: str) -> Any:
    inside = messages.filter(messages.in_scope)
    rows = inside.filter(_received(inside) & (inside[column] >= 0))
    counted = rows.group_by(column).agg(messages=rows.count())
    return counted.order_by([counted.messages.desc(), counted[column]]).limit(TOP)


def _sent_by_person(messages: Any, _: Any) -> Any:
    inside = messages.filter(messages.in_scope)
    rows = inside.filter(_sent(inside))
    return rows.group_by("person").agg(messages=rows.count()).order_by("person")


def _words(messages: Any, _: Any) -> Any:
    rows = messages.filter(messages.in_scope & (messages.words >= 0))
    return rows.agg(
        received=rows.words.quantile(0.5, where=_received(rows)),
        sent=rows.words.quantile(0.5, where=_sent(rows)),
    )


def _conversations(messages: Any) -> Any:
    inside = messages.filter(messages.in_scope)
    return inside.group_by("conversation").agg(messages=inside.count(), replies=_sent(inside).sum())


def _lengths(messages: Any, _: Any) -> Any:
    rows = _conversations(messages)
    return rows.group_by("messages").agg(threads=rows.count()).order_by("messages")


def _shape(messages: Any, _: Any) -> Any:
    rows = _conversations(messages)
    return rows.agg(
        messages_median=rows.messages.quantile(0.5),
        messages_p90=rows.messages.quantile(0.9),
        longest=rows.messages.max(),
        replies_median=rows.replies.quantile(0.5, where=rows.replies > 0),
    )


CLASSES: Final = Metric(
    name="classes",
    title="Messages by kind",
    sentence="How many messages there are of each kind.",
    unit="messages",
    table=_classes,
)
PER_DAY: Final = Metric(
    name="per_day",
    title="Messages per day",
    sentence="Messages written by people, received and sent, on each local day.",
    unit="messages",
    table=_per_day,
)
HEATMAP: Final = Metric(
    name="heatmap",
    title="Busy hours",
    sentence="Messages written by people, received and sent, by local weekday and hour.",
    unit="messages",
    table=_heatmap,
)
TOP_SENDERS: Final = Metric(
    name="top_senders",
    title="Who writes most",
    sentence="The outside addresses with the most messages written by people.",
    unit="messages",
    table=lambda messages, _: _top(messages, "party"),
)
TOP_DOMAINS: Final = Metric(
    name="top_domains",
    title="Domains that write most",
    sentence="The outside domains with the most messages written by people.",
    unit="messages",
    table=lambda messages, _: _top(messages, "domain"),
)
SENT_BY_PERSON: Final = Metric(
    name="sent_by_person",
    title="Sent by person",
    sentence="Messages that each person on the team wrote to somebody outside.",
    unit="messages",
    table=_sent_by_person,
)
WORDS: Final = Metric(
    name="words",
    title="Words per message",
    sentence="The median number of words people write, without quoted text.",
    unit="words",
    table=_words,
)
LENGTHS: Final = Metric(
    name="lengths",
    title="Conversations by length",
    sentence="How many conversations have how many messages.",
    unit="conversations",
    table=_lengths,
)
SHAPE: Final = Metric(
    name="threads_shape",
    title="Length of conversations",
    sentence="Messages in a conversation, and replies of ours in those that have any.",
    unit="messages",
    table=_shape,
)
ALL: Final = (
    CLASSES,
    PER_DAY,
    HEATMAP,
    TOP_SENDERS,
    TOP_DOMAINS,
    SENT_BY_PERSON,
    WORDS,
    LENGTHS,
    SHAPE,
)
