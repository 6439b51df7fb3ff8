"""Local day, weekday and hour of instants, as columns."""

from typing import Any

import numpy as np
import numpy.typing as npt

from firstreply.insights.local_time import local_time
from firstreply.insights.statistics.survival import Ints


def local_columns(at: Ints, zone: str) -> dict[str, npt.NDArray[Any]]:
    """`day` (since 1970), `weekday` (Monday 0) and `hour` of each instant in an IANA zone."""
    local = local_time(np.asarray(at, dtype=np.int64), zone)
    return {
        "day": local.day.astype(np.int32),
        "weekday": local.weekday.astype(np.int8),
        "hour": local.hour.astype(np.int8),
    }
