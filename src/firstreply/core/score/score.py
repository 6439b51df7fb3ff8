"""Score: the points of a lead now, every one of them with its reason."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from firstreply.core.lead.persona import Persona
from firstreply.core.qualify.holds import holds
from firstreply.core.qualify.sheet import Sheet, sheet
from firstreply.core.score.scoring import EventRule, Scoring

LOWEST: Final = 0
HIGHEST: Final = 100
_DAY: Final = 86_400.0


class Event(NamedTuple):
    """Something the lead did: a kind such as `mail_opened`, and when, epoch seconds."""

    kind: str
    at: int


class Points(NamedTuple):
    """Signed points and where they come from.

    `source`: `fit` (`name` is the rule's reason), `engagement` (`name` is the kind of event), `fit_cap`,
    `engagement_cap` (what is taken off above that cap) or `limit` (what keeps the score within 0 and 100).
    """

    source: str
    name: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points from 0 to 100. The points of the reasons add up to `points` exactly; without `limit`, to `unclamped`."""

    points: int
    unclamped: int
    version: int
    reasons: tuple[Points, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-able: points, unclamped, version, reasons as [source, name, points]."""
        reasons = [list(one) for one in self.reasons]
        return {
            "points": self.points,
            "unclamped": self.unclamped,
            "version": self.version,
            "reasons": reasons,
        }


def score(lead: Persona | Sheet, events: Iterable[Event], rules: Scoring, now: int) -> Score:
    """The lead's score at `now`, epoch seconds. Events after `now` have not happened yet.

    What each rule and kind of event gives is rounded to whole points first, so that the sum of what is shown is the
    score. The order of events does not matter.
    """
    if not isinstance(lead, Sheet):
        lead = sheet(lead, today=datetime.fromtimestamp(now, UTC).date())
    fit = [Points("fit", one.reason, one.points) for one in rules.fit if one.points and holds(one.rule, lead)]
    ages: dict[str, list[float]] = {}
    for event in events:
        if event.at <= now:
            ages.setdefault(event.kind, []).append((now - event.at) / _DAY)
    engagement = [
        Points("engagement", one.kind, points)
        for one in rules.engagement
        if (points := _worth(one, ages.get(one.kind, ())))
    ]
    reasons = [
        *_capped(fit, "fit_cap", rules.fit_cap),
        *_capped(engagement, "engagement_cap", rules.engagement_cap),
    ]
    unclamped = sum(one.points for one in reasons)
    points = min(max(unclamped, LOWEST), HIGHEST)
    if points != unclamped:
        reasons.append(Points("limit", "", points - unclamped))
    return Score(points=points, unclamped=unclamped, version=rules.version, reasons=tuple(reasons))


def score_many(
    leads: Iterable[tuple[Persona | Sheet, Iterable[Event]]], rules: Scoring, now: int
) -> tuple[Score, ...]:
    """`score` of each lead with its events, in order."""
    return tuple(score(lead, events, rules, now) for lead, events in leads)


def _worth(rule: EventRule, ages: Iterable[float]) -> int:
    """Whole points of all events of one kind, given their ages in days, within the rule's cap."""
    if rule.half_life_days is None:
        share = float(sum(1 for _ in ages))
    else:
        half_life = rule.half_life_days
        share = math.fsum(math.exp2(-age / half_life) for age in ages)
    points = round(rule.points * share)
    return points if rule.cap is None else min(max(points, -rule.cap), rule.cap)


def _capped(found: list[Points], source: str, cap: int | None) -> list[Points]:
    total = sum(one.points for one in found)
    if cap is None or abs(total) <= cap:
        return found
    return [*found, Points(source, "", (cap if total > 0 else -cap) - total)]
