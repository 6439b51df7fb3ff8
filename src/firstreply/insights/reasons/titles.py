"""Titles of problems, by status: what kind of answer it is, in a few words."""

from typing import Final

from firstreply.insights.reasons.marking import mark

TITLES: Final[dict[int, str]] = {
    400: mark("Not readable"),
    401: mark("Not signed in"),
    403: mark("Not permitted"),
    404: mark("Nothing there"),
    405: mark("Not possible at this address"),
    409: mark("Does not fit what is there"),
    410: mark("No longer there"),
    411: mark("Length not told"),
    412: mark("Changed by somebody else"),
    413: mark("Too large"),
    415: mark("Another type is needed"),
    422: mark("Not accepted as it is"),
    428: mark("Version not told"),
    429: mark("Too fast"),
    500: mark("A defect on our side"),
    503: mark("Not right now"),
}
ANY_TITLE: Final = mark("Refused")
