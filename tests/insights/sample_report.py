"""A made-up result document, of the shape that `analyze --json` writes."""

import datetime as dt
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from firstreply.insights.benchmarks import BENCHMARKS
from firstreply.insights.metrics.registry import definitions
from tests.insights.sample_waits import DAYS, PEOPLE, START, Row, iso, rows

LIMITS = (300, 900, 3600, 14400, 86400)
EDGES = (
    ("under_5m", 300),
    ("5m_15m", 900),
    ("15m_60m", 3600),
    ("1h_4h", 14400),
    ("4h_24h", 86400),
    ("1d_3d", 259200),
    ("over_3d", 10**12),
)


def measure(spans: list[float | None], business: bool = False) -> Row:
    """Figures of the document's shape from spans (None: never answered); a sample's own, not the product's."""
    n, answered = len(spans), sorted(span for span in spans if span is not None)
    held = n < 5

    def at(q: float) -> float | None:
        place = int(q * n)
        return None if held or place >= len(answered) else answered[place]

    def near(value: float | None) -> list[float | None]:
        return [None, None] if value is None else [round(value * 0.86), round(value * 1.19)]

    figures = {f"{name}_s": at(q) for name, q in (("median", 0.5), ("p75", 0.75), ("p90", 0.9))}
    within = {str(t): None if held else round(sum(s <= t for s in answered) / n, 4) for t in LIMITS}
    counts = dict.fromkeys([name for name, _ in EDGES], 0)
    for span in answered:
        counts[next(name for name, edge in EDGES if span < edge)] += 1
    return {
        "n": n,
        "withheld": "below_minimum_sample" if held else None,
        **figures,
        "ci95": {name: near(value) for name, value in figures.items()},
        "within": within,
        "within_ci95": {
            k: None if v is None else [max(0, v - 0.02), min(1, v + 0.02)] for k, v in within.items()
        },
        "buckets": {**counts, "never": n - len(answered)},
        "legacy_mean_s": None if held else sum(answered) / max(1, len(answered)),
        "answered_only_median_s": answered[len(answered) // 2] if answered and not held else None,
    }


def result(waits: list[Row], word: str = "waits") -> Row:
    outcomes = Counter(w["outcome"] for w in waits)
    counted = [w for w in waits if w["outcome"] != "voided"]
    block: Row = {
        word: len(counted),
        "answered": outcomes["answered"],
        "dismissed": outcomes["dismissed"],
        "voided": outcomes["voided"],
        "open": outcomes["open"],
        "unattributed": sum(w["outcome"] == "answered" and w["author"] is None for w in waits),
        "off_hours": sum(w["off_hours"] for w in waits),
        "covered_by_others": sum(
            w["author"] is not None and w["owner"] is not None and w["author"] != w["owner"] for w in waits
        ),
        "wall": measure([w["wall_s"] if w["outcome"] == "answered" else None for w in counted]),
        "business": measure([w["business_s"] if w["outcome"] == "answered" else None for w in counted]),
    }
    for clock in ("wall", "business"):
        block[clock]["buckets"]["never"] = outcomes["open"]
    return block


def curve(waits: list[Row], key: str) -> list[Row]:
    spans = sorted(w[key] for w in waits if w["outcome"] == "answered")
    grid = [60 * (43200 ** (step / 59)) for step in range(60)]
    points = []
    for t in grid:
        share = sum(span <= t for span in spans) / max(1, len(waits))
        wide = 0.004 + 0.12 * (share * (1 - share)) ** 0.5 * (60 / max(60, len(waits))) ** 0.5
        points.append(
            {"t_s": round(t), "share": share, "low": max(0, share - wide), "high": min(1, share + wide)}
        )
    return points


def sample(waits: int = 240, seed: int = 7, **options: Any) -> tuple[Row, list[Row], list[Row]]:
    """A document as `analyze --json` writes it, its wait rows and its message rows."""
    found, messages = rows(waits, seed)
    first = [w for w in found if w["first"] and not w["truncated"]]
    end = START + dt.timedelta(days=DAYS)
    half = iso(int((START + dt.timedelta(days=DAYS / 2)).timestamp()))
    earlier = [w for w in first if w["received_at"] < half]
    later = [w for w in first if w["received_at"] >= half]
    before, after = result(earlier, "inquiries"), result(later, "inquiries")

    def change(name: str) -> float | None:
        a, b = before["wall"][name], after["wall"][name]
        return None if a is None or b is None else b - a

    def local(w: Row) -> dt.datetime:
        return dt.datetime.fromisoformat(w["received_at"]).astimezone(ZoneInfo("Europe/Berlin"))

    def group(key: Any, name: str, values: Any) -> list[Row]:
        return [
            {
                name: v,
                "first_response": result([w for w in first if key(w) == v], "inquiries"),
                "all_responses": result([w for w in found if key(w) == v]),
            }
            for v in values
        ]

    heat = {"received": [[0] * 24 for _ in range(7)], "sent": [[0] * 24 for _ in range(7)]}
    days: dict[str, Counter[str]] = {}
    for m in messages:
        at = dt.datetime.fromisoformat(m["at"])
        way = "sent" if m["person"] else "received"
        heat[way][at.weekday()][at.hour] += 1
        days.setdefault(m["at"][:10], Counter())[way] += 1
    weeks = []
    for step in range(26):
        since = START + dt.timedelta(days=7 * step)
        until = since + dt.timedelta(days=7)
        inside = [w for w in first if since <= local(w) < until]
        r = result(inside, "inquiries")
        weeks.append(
            {
                "from": iso(int(since.timestamp())),
                "to": iso(int(until.timestamp())),
                "inquiries": r["inquiries"],
                "answered": r["answered"],
                "median_s": r["wall"]["median_s"],
                "within_1h": r["wall"]["within"]["3600"],
            }
        )
    whole = result(first, "inquiries")
    open_waits = sorted((w for w in found if w["outcome"] == "open"), key=lambda w: w["received_at"])
    document: Row = {
        "version": 1,
        "product": {"name": "FirstReply", "version": "0.1.0"},
        "made_at": iso(int(end.timestamp()) + 7200),
        "options": {
            "calendar": {"name": "Office", "zone": "Europe/Berlin"},
            "since": None,
            "until": None,
            "sla_s": 14400,
            "subject_joining": True,
            "minimum_sample": 5,
            "idle_days": 30,
        },
        "team": {
            "people": [{"name": n, "team": t, "addresses": [a]} for n, t, a in PEOPLE],
            "domains": ["ours.example"],
            "lists": ["sales@ours.example"],
            "guessed": True,
            "how": "sent_folder",
        },
        "coverage": {
            "messages": len(messages) + 60,
            "unique_messages": len(messages) + 20,
            "duplicates": 40,
            "unreadable": 2,
            "unreadable_list": [
                {"source": "sales.mbox", "at": 884213, "reason": "no_header"},
                {"source": "info.mbox", "at": 1203, "reason": "no_header"},
            ],
            "from": iso(int(START.timestamp())),
            "to": iso(int(end.timestamp())),
            "classes": {
                "INBOUND_HUMAN": sum(not m["person"] for m in messages),
                "INBOUND_FORM": 31,
                "INBOUND_AUTO": 84,
                "SPAM": 22,
                "OUTBOUND_HUMAN": sum(bool(m["person"]) for m in messages),
                "OUTBOUND_AUTO": 40,
                "INTERNAL": 55,
            },
            "sent_covered": False,
            "tzdata": "2026.6",
            "sources": [
                {"name": "sales.mbox", "kind": "mbox", "messages": len(messages), "unreadable": 1},
                {"name": "info.mbox", "kind": "mbox", "messages": 60, "unreadable": 1},
            ],
            "instants": {
                "received": len(messages),
                "date_header": 58,
                "none": 2,
                "disagree_over_5min": 12,
                "overtaking": 3,
            },
            "left_truncated": sum(w["truncated"] for w in found),
        },
        "threads": len({w["conversation"] for w in found}),
        "threading": {
            "references": 1800,
            "in_reply_to": 220,
            "thread_index": 14,
            "quoted_block": 96,
            "subject": 41,
        },
        "first_response": whole,
        "all_responses": result(found),
        "by_person": [
            {
                "person": n,
                "team": t,
                "sent": sum(m["person"] == n for m in messages),
                "covered_for_others": sum(w["author"] == n != w["owner"] for w in found),
                "first_response": result([w for w in first if (w["author"] or w["owner"]) == n], "inquiries"),
                "all_responses": result([w for w in found if (w["author"] or w["owner"]) == n]),
            }
            for n, t, _ in PEOPLE
        ],
        "by_team": group(lambda w: w["team"], "team", sorted({t for _, t, _ in PEOPLE if t})),
        "by_mailbox": group(lambda w: w["mailbox"], "mailbox", ("sales@ours.example", "info@ours.example")),
        "by_domain": group(
            lambda w: w["party"].split("@")[1], "domain", ("example.com", "example.org", "mail.example.net")
        ),
        "by_calendar": group(lambda w: "Office", "calendar", ("Office",)),
        "by_weekday": group(lambda w: local(w).weekday(), "weekday", range(7)),
        "by_hour": group(lambda w: local(w).hour, "hour", range(24)),
        "sla": {
            "target_s": 14400,
            "met": 900,
            "missed": 600,
            "pending": 12,
            "dismissed": 40,
            "within": 0.6,
            "low": 0.595,
            "high": 0.603,
        },
        "volume": {
            "received": len(messages) // 2,
            "sent": len(messages) // 2,
            "internal": 55,
            "automatic": 124,
            "spam": 22,
            "per_day": [
                {"day": d, "received": c["received"], "sent": c["sent"]} for d, c in sorted(days.items())
            ],
            "busiest_weekday": 1,
            "busiest_hour": 11,
            "top_senders": [{"address": f"buyer{n}@example.com", "messages": 30 - n} for n in range(10)],
            "top_domains": [
                {"domain": "example.com", "messages": 800},
                {"domain": "example.org", "messages": 700},
            ],
            "words": {"received_median": 84, "sent_median": 61},
        },
        "heatmap": {"zone": "Europe/Berlin", **heat},
        "threads_shape": {
            "messages_median": 3,
            "messages_p90": 8,
            "longest": 41,
            "replies_median": 1,
            "lengths": [{"messages": n, "threads": int(900 / n**1.4)} for n in range(1, 21)],
            "forward_median_s": 5400,
        },
        "trend": weeks,
        "curve": {"wall": curve(first, "wall_s"), "business": curve(first, "business_s")},
        "previous_period": {
            "from": iso(int(START.timestamp())),
            "to": half,
            "first_response": before,
            "all_responses": before,
            "change": {
                "median_s": change("median_s"),
                "p90_s": change("p90_s"),
                "answered": after["answered"] - before["answered"],
                "inquiries": after["inquiries"] - before["inquiries"],
            },
        },
        "oldest_unanswered": open_waits[:20],
        "response_rate_30d": {
            "share": 0.84,
            "pending": 4,
            "from": half,
            "inquiries": 131,
            "decided": 127,
            "answered_in_time": 107,
        },
        "benchmarks": [
            {
                **each._asdict(),
                "share": sum(w["outcome"] == "answered" and w["wall_s"] <= each.within_s for w in first)
                / max(1, len(first)),
            }
            for each in BENCHMARKS
        ],
        "definitions": definitions(),
    }
    document.update(options)
    return document, found, messages
