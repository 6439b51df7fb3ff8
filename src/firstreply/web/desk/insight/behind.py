"""Behind: which waits an address names, of those behind a figure."""

from typing import Any, Final

from firstreply.insights.asked_for import DIMENSIONS, IDS, id_of
from firstreply.insights.live import Group, Share, Which
from firstreply.insights.statistics.buckets import NAMES
from firstreply.web.desk.insight.opening import KINDS, SIDES
from firstreply.web.desk.visit import Visit

_ENDS: Final = frozenset(
    {"answered", "open", "dismissed", "voided", "off_hours", "covered", "assigned", "called", *SIDES}
)


def which(who: Visit) -> Which:
    """Group, end and bucket that the address names; what is none of ours asks for nothing."""
    given = who.request.GET
    dimension, key = given.get("group", ""), given.get("key", "")
    group: Group | None = None
    if dimension in (*DIMENSIONS, "weekday", "hour", "trend", "arrivals"):
        group = Group(dimension, _key(dimension, key))
    end, bucket = given.get("end", ""), given.get("bucket", "")
    kind, limit = given.get("share", ""), given.get("limit", "")
    seconds = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) < 9 else 0
    return {
        "share": Share(kind, seconds) if kind in KINDS else None,
        "group": group,
        "end": end if end in _ENDS else "",
        "bucket": bucket if bucket in NAMES else "",
    }


def _key(dimension: str, key: str) -> Any:
    if not key:
        return None
    if dimension in ("weekday", "hour", "trend", "arrivals"):
        return int(key) if key.isascii() and key.isdecimal() and len(key) < 12 else None
    if dimension in IDS:
        return id_of(key)
    return key
