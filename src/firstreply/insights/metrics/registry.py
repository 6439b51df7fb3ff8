"""All metrics by name, with those that are read off others or handed in by whoever read the mail."""

from collections.abc import Mapping
from typing import Final

from firstreply.insights.metrics import mail, promises, responses
from firstreply.insights.metrics.metric import Better, Metric, Unit


def _shown(name: str, title: str, sentence: str, unit: Unit, better: Better = "neither") -> Metric:
    return Metric(name=name, title=title, sentence=sentence, unit=unit, better=better)


_SHOWN: Final = (
    _shown("received", "Received", "Messages that people outside wrote to the team.", "messages"),
    _shown("sent", "Sent", "Messages that people on the team wrote to somebody outside.", "messages"),
    _shown("internal", "Internal", "Messages between people on the team.", "messages"),
    _shown("automatic", "Automatic", "Messages that machines wrote, in and out.", "messages"),
    _shown("spam", "Spam", "Messages marked as spam. They are left out of every other number.", "messages"),
    _shown(
        "busiest_weekday", "Busiest day", "The weekday with the most messages from people outside.", "weekday"
    ),
    _shown(
        "busiest_hour", "Busiest hour", "The hour of the day with the most messages from outside.", "hour"
    ),
    _shown(
        "forward_median_s", "Time to forward", "Half of the forwards inside were sent within this time.", "s"
    ),
    _shown(
        "covered_for_others",
        "Covered for others",
        "Waits that this person answered although they were addressed to somebody else.",
        "waits",
    ),
    _shown("trend", "Trend", "Median and share within 1 hour of the inquiries of each period.", "mixed"),
    _shown(
        "curve", "Answered over time", "The share of inquiries answered within each time.", "share", "more"
    ),
    _shown(
        "previous_period",
        "Change",
        "The latest period against the equally long one before it, in working time where hours are set.",
        "mixed",
    ),
    _shown(
        "oldest_unanswered", "Oldest unanswered", "Who has been waiting longest for a reply.", "waits", "less"
    ),
    _shown(
        "benchmarks", "Benchmarks", "The share answered in time, beside published findings.", "share", "more"
    ),
    _shown("threads", "Conversations", "Messages that belong together, whoever wrote them.", "conversations"),
    _shown("threading", "Links by evidence", "What showed that a message answers another.", "messages"),
    _shown("messages", "Messages read", "Messages found in all sources.", "messages"),
    _shown(
        "unique_messages",
        "Different messages",
        "Messages with copies in several places counted once.",
        "messages",
    ),
    _shown("duplicates", "Copies", "Further copies of a message, left out.", "messages"),
    _shown(
        "unreadable", "Unreadable", "Messages that could not be read. Each is listed.", "messages", "less"
    ),
    _shown(
        "left_truncated",
        "Began earlier",
        "Conversations that began before the archive does. They are left out of first response.",
        "conversations",
    ),
    _shown(
        "disagree_over_5min",
        "Clocks that disagree",
        "Messages whose own date and the server's differ by more than 5 minutes.",
        "messages",
        "less",
    ),
    _shown(
        "overtaking",
        "Answers before their question",
        "Answers dated before their question. They count as written the second after it.",
        "messages",
        "less",
    ),
)
ALL: Final[dict[str, Metric]] = {
    metric.name: metric for metric in (*responses.ALL, *promises.ALL, *mail.ALL, *_SHOWN)
}
#: Of live data alone: an archive has neither stages nor tasks.
LIVE: Final[dict[str, Metric]] = {
    metric.name: metric
    for metric in (
        _shown(
            "funnel",
            "Funnel",
            "Of the leads that first asked in the period, how many were ever in each stage or beyond it, and the "
            "median clock time from the first inquiry to that.",
            "leads",
            "more",
        ),
        _shown(
            "conversion",
            "Of those before",
            "Of the leads that reached the stage before, the share that reached this one, with its likely range (95%).",
            "share",
            "more",
        ),
        _shown(
            "assigned",
            "After being given to somebody",
            "Clock time from being given to somebody to the end of the wait, of those that were given to somebody.",
            "mixed",
            "less",
        ),
        _shown(
            "called",
            "First call",
            "Clock time to the first call, of those that were called.",
            "mixed",
            "less",
        ),
        _shown(
            "rank",
            "Your rank",
            "Your place by the median first response, the shortest first, among those with at least 5 cases whose "
            "leads you may see.",
            "mixed",
            "less",
        ),
    )
}
EVERY: Final[dict[str, Metric]] = ALL | LIVE


def definitions(metrics: Mapping[str, Metric] = ALL) -> dict[str, dict[str, str]]:
    """What the result document says about each metric, in English; answers on live data say it about `EVERY`."""
    return {
        name: {"title": each.title, "unit": each.unit, "better": each.better, "sentence": each.sentence}
        for name, each in metrics.items()
    }
