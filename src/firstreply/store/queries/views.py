"""Views: lists as people like them: the conditions that stand in a page's address, under a name."""

from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from firstreply.store.models import View

PAGES: Final = ("inbox", "leads", "pipeline", "insights")


class ViewShown(NamedTuple):
    """A view. `mine`: whoever asks saved it."""

    id: UUID
    page: str
    name: str
    query: str
    shared: bool
    opens: bool
    position: int
    revision: int
    mine: bool


def views(page: str, member: UUID | None) -> list[ViewShown]:
    """One's own of a page and what others share, one's own first, in order; one query."""
    rows = View.objects.filter(Q(member_id=member) | Q(shared=True), page=page)
    found = [
        ViewShown(
            row.pk, row.page, row.name, row.query, row.shared, row.opens, row.position, row.revision,
            member is not None and row.member_id == member,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.mine, one.position, one.name))


def opening(page: str, member: UUID | None) -> str | None:
    """What a page opens with where its address says nothing: one's own choice, else one that is shared."""
    found = [one for one in views(page, member) if one.opens]
    return found[0].query if found else None
