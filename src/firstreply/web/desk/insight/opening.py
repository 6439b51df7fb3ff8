"""Opening: every figure leads to the waits behind it; charts that the report draws lead there too."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from firstreply.insights.report.svg_columns import BUCKETS
from firstreply.web.desk.insight.asking import Question

BEHIND: Final = "/insights/waits"
#: As the report's charts write what they open: `href="#d-buckets" data-f="first;b=3"`.
_LINK: Final = re.compile(r'href="#d-[a-z0-9_]*" data-f="(?:first)?;?([a-z]?)=?(\d*)"')


def figure(text: str, asked: Question, **behind: str) -> Markup:
    """A number that opens."""
    return Markup('<a href="{}">{}</a>').format(asked.address(BEHIND, **behind), text)


def linked(chart: Markup, asked: Question, points: Sequence[Mapping[str, Any]] = ()) -> Markup:
    """A chart of the report whose shapes lead to the waits behind them here."""

    def there(found: re.Match[str]) -> str:
        return str(Markup('href="{}"').format(asked.address(BEHIND, **_behind(found[1], found[2], points))))

    return Markup(_LINK.sub(there, str(chart)))  # noqa: S704 (what is put in is escaped)


def _behind(kind: str, value: str, points: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    if kind == "b":
        return {"bucket": BUCKETS[int(value)][0]}
    if kind == "t" and int(value) < len(points):
        began = datetime.fromisoformat(points[int(value)]["from"])
        return {"group": "trend", "key": str(int(began.timestamp()))}
    return {}
