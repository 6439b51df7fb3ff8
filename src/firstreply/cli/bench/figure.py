"""One measured figure, as `firstreply bench NAME --json` prints it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its unit and, if there is one, the goal it is held against."""

    name: str
    value: float
    unit: str
    goal: float | None = None  #: None for a peer that is run beside it
    better: Literal["more", "less"] = "more"

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.better == "more" else self.value <= self.goal
