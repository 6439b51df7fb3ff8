"""Cursor: where the next page of a list goes on, the newest first; a text that addresses carry."""

from uuid import UUID

from firstreply.core.refusal import Refused


def written(at: int, own: UUID) -> str:
    """The last row of a page: its instant and its id."""
    return f"{at}.{own}"


def beyond(after: str | None, column: str) -> str:
    """The condition on rows that follow, by that column and their ids. Refuses `question_malformed`."""
    if after is None:
        return "true"
    try:
        start, _, own = after.partition(".")
        at, last = int(start), UUID(own)
    except ValueError as error:
        raise Refused("question_malformed", field="after", value=after) from error
    return f"{column} <= {at} AND ({column} < {at} OR id < '{last}')"
