"""Ids: UUID version 7 (RFC 9562), so that a table's newest rows lie together and an id tells its age."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """The next id of this process; ids of one process ascend."""
    return uuid7()
