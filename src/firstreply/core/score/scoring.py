"""Scoring: how the team gives points for who a lead is and for what it does."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstreply.core.qualify.field import Kind
from firstreply.core.qualify.rule import Rule, conditions, from_dict, to_dict
from firstreply.core.refusal import Refused

MOST_POINTS: Final = 1_000
MOST_RULES: Final = 200
LONGEST_NAME: Final = 100
LONGEST_HALF_LIFE: Final = 3_650.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule:
    """Points, or with a minus a deduction, for a lead of which the rule holds. `reason` is the team's name for it."""

    rule: Rule
    points: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """Points for each event of a kind, worth half after every `half_life_days` (None: for ever).

    `cap` is the most, up or down, that all events of the kind give together; None: no limit.
    """

    kind: str
    points: int
    half_life_days: float | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """One version of the rules. `fit_cap` and `engagement_cap`: the most, up or down, that each side gives."""

    version: int
    fit: tuple[ScoreRule, ...] = ()
    engagement: tuple[EventRule, ...] = ()
    fit_cap: int | None = None
    engagement_cap: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; `read_scoring(s.to_dict()) == s`."""
        return {
            "version": self.version,
            "fit": [
                {"rule": to_dict(one.rule), "points": one.points, "reason": one.reason} for one in self.fit
            ],
            "engagement": [
                {
                    "kind": one.kind,
                    "points": one.points,
                    "half_life_days": one.half_life_days,
                    "cap": one.cap,
                }
                for one in self.engagement
            ],
            "fit_cap": self.fit_cap,
            "engagement_cap": self.engagement_cap,
        }


def read_scoring(given: Any, custom: Mapping[str, Kind] | None = None) -> Scoring:
    """The scoring that `Scoring.to_dict` writes; everything but `version` may be left out.

    Raises Refused("scoring_malformed", path=..., want=...), and what a rule is refused for.
    """
    _table(given, "", frozenset({"version", "fit", "engagement", "fit_cap", "engagement_cap"}))
    fit = _list(given, "fit")
    engagement = tuple(
        _event_rule(one, f"engagement[{n}]") for n, one in enumerate(_list(given, "engagement"))
    )
    if len({one.kind for one in engagement}) != len(engagement):
        raise Refused("scoring_malformed", path="engagement", want="each kind once")
    return Scoring(
        version=_whole(given.get("version"), "version", 1, 1 << 31),
        fit=tuple(_score_rule(one, f"fit[{n}]", custom) for n, one in enumerate(fit)),
        engagement=engagement,
        fit_cap=_cap(given, "", "fit_cap"),
        engagement_cap=_cap(given, "", "engagement_cap"),
    )


def _score_rule(given: Any, path: str, custom: Mapping[str, Kind] | None) -> ScoreRule:
    _table(given, path, frozenset({"rule", "points", "reason"}))
    try:
        rule = from_dict(given.get("rule"), custom)
    except Refused as refused:
        raise Refused(
            refused.code, **{**refused.facts, "path": f"{path}.{refused.facts['path']}"}
        ) from refused
    if any(one.field == "points" for one in conditions(rule)):
        want = "a rule that does not ask for the points it gives"
        raise Refused("scoring_malformed", path=f"{path}.rule", want=want)
    points = _points(given, path)
    return ScoreRule(rule=rule, points=points, reason=_name(given, path, "reason"))


def _event_rule(given: Any, path: str) -> EventRule:
    _table(given, path, frozenset({"kind", "points", "half_life_days", "cap"}))
    half_life = given.get("half_life_days")
    if half_life is not None:
        if (
            isinstance(half_life, bool)
            or not isinstance(half_life, int | float)
            or not math.isfinite(half_life)
        ):
            raise Refused("scoring_malformed", path=f"{path}.half_life_days", want="a number of days")
        if not 0 < half_life <= LONGEST_HALF_LIFE:
            raise Refused(
                "scoring_malformed", path=f"{path}.half_life_days", want="more than 0, at most 3650 days"
            )
        half_life = float(half_life)
    return EventRule(
        kind=_name(given, path, "kind"),
        points=_points(given, path),
        half_life_days=half_life,
        cap=_cap(given, path, "cap"),
    )


def _table(given: Any, path: str, keys: frozenset[str]) -> None:
    if not isinstance(given, Mapping) or not set(given) <= keys:
        raise Refused("scoring_malformed", path=path, want=", ".join(sorted(keys)))


def _list(given: Mapping[str, Any], key: str) -> list[Any]:
    found = given.get(key, [])
    if not isinstance(found, list) or len(found) > MOST_RULES:
        raise Refused("scoring_malformed", path=key, want=f"a list of at most {MOST_RULES}")
    return found


def _whole(given: Any, path: str, low: int, high: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise Refused("scoring_malformed", path=path, want=f"a whole number from {low} to {high}")
    return given


def _points(given: Mapping[str, Any], path: str) -> int:
    return _whole(given.get("points"), f"{path}.points", -MOST_POINTS, MOST_POINTS)


def _cap(given: Mapping[str, Any], path: str, key: str) -> int | None:
    found = given.get(key)
    return None if found is None else _whole(found, f"{path}.{key}".lstrip("."), 0, MOST_POINTS)


def _name(given: Mapping[str, Any], path: str, key: str) -> str:
    found = given.get(key)
    if not isinstance(found, str) or not found.strip() or len(found) > LONGEST_NAME:
        raise Refused(
            "scoring_malformed", path=f"{path}.{key}", want=f"text of at most {LONGEST_NAME} letters"
        )
    return found.strip()
