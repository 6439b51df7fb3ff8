"""Story: what facts say of a wait besides its messages: whose it is, what was promised for it, whether that was missed.

They count in the order in which they were recorded, which their ids tell.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.story import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStory:
    """A wait as its facts tell it."""

    owner: UUID | None = None
    first_owner: UUID | None = None
    sla: UUID | None = None
    calendar_version: UUID | None = None
    due_at: datetime | None = None  #: None while its clock stands still
    missed_at: datetime | None = None  #: as far as it was recorded; what ended it has the last word
    pauses: tuple[tuple[str, datetime], ...] = ()


Stories = dict[UUID, WaitStory]


def fold(told: Iterable[Told], before: Mapping[UUID, WaitStory] | None = None) -> Stories:
    """Waits by id as they are after these facts, `before` being what earlier ones came to. In any order given."""
    stories = dict(before or {})
    for one in sorted(told, key=attrgetter("id")):
        for wait in _of(one):
            stories[wait] = _STEPS[one.kind](stories.get(wait, _NEW), one)
    return stories


_NEW: Final = WaitStory()


def _of(one: Told) -> Iterable[UUID]:
    """The waits that a fact changes: the one it names, else those of the lead that it lists."""
    if one.kind not in _STEPS:
        return ()
    return (one.wait,) if one.wait is not None else map(UUID, one.data.get("waits", ()))


def _held(story: WaitStory, owner: UUID | None) -> WaitStory:
    return replace(story, owner=owner, first_owner=story.first_owner or story.owner or owner)


def _assigned(story: WaitStory, one: Told) -> WaitStory:
    return _held(story, _id(one.data["member"]))


def _offered(story: WaitStory, one: Told) -> WaitStory:
    return replace(story, owner=None)


def _joined(story: WaitStory, one: Told) -> WaitStory:
    """Its lead is another one from now on, or its own again."""
    return _held(story, _id(one.data["holder"]))


def _promised(story: WaitStory, one: Told) -> WaitStory:
    """Worked out anew, whatever was promised before."""
    data = one.data
    return replace(
        story,
        owner=_id(data["owner"]),
        first_owner=_id(data["first_owner"]),
        sla=_id(data["sla"]),
        calendar_version=_id(data["calendar_version"]),
        due_at=_instant(data["due_at"]),
        missed_at=None,
    )


def _missed(story: WaitStory, one: Told) -> WaitStory:
    return replace(story, missed_at=one.at)


def _paused(story: WaitStory, one: Told) -> WaitStory:
    late = story.missed_at is not None or (story.due_at is not None and story.due_at <= one.at)
    return replace(
        story, due_at=story.due_at if late else None, pauses=(*story.pauses, (one.kind.value, one.at))
    )


def _resumed(story: WaitStory, one: Told) -> WaitStory:
    due_at = _instant(one.data["due_at"]) if story.missed_at is None else story.due_at
    return replace(story, due_at=due_at, pauses=(*story.pauses, (one.kind.value, one.at)))


def _id(given: str | None) -> UUID | None:
    return None if given is None else UUID(given)


def _instant(given: str | None) -> datetime | None:
    return None if given is None else datetime.fromisoformat(given)


_STEPS: Final[Mapping[FactKind, Callable[[WaitStory, Told], WaitStory]]] = {
    FactKind.ASSIGNED: _assigned,
    FactKind.OFFERED: _offered,
    FactKind.MERGED: _joined,
    FactKind.UNMERGED: _joined,
    FactKind.PROMISED: _promised,
    FactKind.MISSED: _missed,
    FactKind.PAUSED: _paused,
    FactKind.RESUMED: _resumed,
}
KINDS: Final = frozenset(_STEPS)
