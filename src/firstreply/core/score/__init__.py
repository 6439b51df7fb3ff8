"""Score: points for who a lead is and what it does, each with its reason."""

from firstreply.core.score.score import Event, Points, Score, score, score_many
from firstreply.core.score.scoring import EventRule, ScoreRule, Scoring, read_scoring

__all__ = [
    "Event",
    "EventRule",
    "Points",
    "Score",
    "ScoreRule",
    "Scoring",
    "read_scoring",
    "score",
    "score_many",
]
