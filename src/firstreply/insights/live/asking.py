"""Asking: the questions that pages, the API and digests ask of live data."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypedDict, TypeVar, Unpack
from uuid import UUID

import numpy as np
from django.conf import settings

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.sight import Viewer
from firstreply.insights.csv_line import line
from firstreply.insights.instants import iso, iso_or_none
from firstreply.insights.live import drill as pages
from firstreply.insights.live import funnel
from firstreply.insights.live.asked import Answer, Asked, Where, Which
from firstreply.insights.live.choices import Choices, choices
from firstreply.insights.live.chosen import Chosen
from firstreply.insights.live.file import Mirror, State
from firstreply.insights.live.fresh import Mirrors
from firstreply.insights.live.parts import PARTS
from firstreply.insights.live.size import FOLDER
from firstreply.insights.metrics.registry import EVERY, definitions
from firstreply.insights.rows import CSV_COLUMNS
from firstreply.insights.statistics.buckets import buckets
from firstreply.store.tenancy import acting

if TYPE_CHECKING:  # tables are loaded when waits are shown: numbers need none
    from firstreply.store.queries.waits import WaitShown

_KEPT: Final = 512  #: answers that are kept until the copy changes
_BADGE_DAYS: Final = 90
_CSV_PAGE: Final = 500
_Found = TypeVar("_Found")


class WaitBehind(NamedTuple):
    """A wait behind a number: its row, and what the copy knows beside it. `team` is a name."""

    wait: "WaitShown"
    wall_s: int
    business_s: int
    off_hours: bool
    team: str | None
    mailbox: str


class BehindPage(NamedTuple):
    """Waits, newest first; where the next page begins; how many there are in all, and on each side of a share."""

    rows: list[WaitBehind]
    after: str | None
    total: int
    sides: Mapping[str, int]


@lru_cache(maxsize=1)
def mirrors() -> Mirrors:
    """The copies of this process, in the home folder."""
    return Mirrors(Path(settings.FIRSTREPLY_HOME) / FOLDER, settings.FIRSTREPLY_DSN)


def ask(organisation: UUID, who: Viewer, asked: Asked, *parts: str, now: datetime | None = None) -> Answer:
    """The named parts (`parts.PARTS`) of an answer. Outside a transaction: it may wait two seconds for the copy.

    `now` is not asked for: what is open was watched until the copy was made, which `as_of` says.

    Refuses `question_malformed` for a part there is not.
    """
    for name in parts:
        if name not in PARTS:
            raise Refused("question_malformed", field="part", value=name)

    def read(chosen: Chosen) -> dict[str, tuple[Any, float]]:
        kept = chosen.state.kept
        if len(kept) > _KEPT:
            kept.clear()
        found = {}
        for name in parts:
            answer = kept.get((who, asked, name))
            if answer is None:
                answer = kept[who, asked, name] = PARTS[name](chosen)
            found[name] = answer
        return found

    mirror = mirrors().current(organisation)
    there = _read(mirror, who, asked, read)
    if there is None:
        return _preparing(mirror)
    found, (mark, standing, _) = there
    return Answer(
        as_of=datetime.fromtimestamp(mark.at, UTC),
        preparing=None,
        precision=max((precision for _, precision in found.values()), default=0.0),
        zone=standing.zone,
        parts={name: part for name, (part, _) in found.items()},
        definitions=definitions(EVERY),
    )


def _preparing(mirror: Mirror) -> Answer:
    """Nothing yet: how far the copy is, and how long it will take."""
    return Answer(
        as_of=None,
        preparing=mirror.share,
        precision=0.0,
        zone="UTC",
        parts={},
        definitions={},
        left_s=mirror.left_s(monotonic()),
    )


def behind(
    organisation: UUID,
    who: Viewer,
    asked: Asked,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = 50,
    **which: Unpack[Which],
) -> BehindPage:
    """The waits that a number was counted from, their rows read under row-level security.

    Refuses `question_malformed`.
    """
    from firstreply.store.queries import waits

    mirror = mirrors().current(organisation)
    there = _read(mirror, who, asked, lambda chosen: pages.behind(chosen, which, after, limit))
    if there is None:
        return BehindPage([], None, 0, {})
    page, state = there
    with acting(organisation):
        rows = waits.some(who, [one.id for one in page.waits], now)
    # Others are gone since, or no longer to be seen.
    shown = [_shown(rows[one.id], one, state.standing.teams) for one in page.waits if one.id in rows]
    return BehindPage(shown, page.after, page.total, page.sides)


def waits_csv(
    organisation: UUID, who: Viewer, asked: Asked, *, now: datetime, **which: Unpack[Which]
) -> Iterator[str]:
    """All of them as CSV, in the columns of `analyze --csv`."""
    from firstreply.store.queries import waits

    yield "\ufeff" + line(CSV_COLUMNS)
    after: str | None = None
    while True:
        page = behind(organisation, who, asked, now=now, after=after, limit=_CSV_PAGE, **which)
        with acting(organisation):
            ids = waits.message_ids([one.wait.id for one in page.rows])
        for one in page.rows:
            yield line(_cells(one, *ids.get(one.wait.id, ("", ""))))
        if page.after is None:
            return
        after = page.after


def behind_funnel(
    organisation: UUID, who: Viewer, asked: Asked, stage: str, *, after: str | None = None, limit: int = 50
) -> funnel.Reached:
    """The leads that reached a stage of the funnel, the newest first; of any other stage nobody.

    Refuses `question_malformed`.
    """
    mirror = mirrors().current(organisation)
    found = _read(mirror, who, asked, lambda chosen: funnel.reached(chosen, stage, after, limit))
    return found[0] if found else funnel.Reached([], None, 0)


def known(
    organisation: UUID, who: Viewer, now: datetime | None = None
) -> Mapping[str, list[tuple[str, str]]]:
    """What each field of `Where` can be: (value, name), the most frequent first, of what the viewer may see. Of many
    waits it may be a minute old.
    """

    mirror = mirrors().current(organisation)
    kept: Choices | None = mirror.choices.get(who)
    if kept is not None and kept.will_do(mirror, monotonic()):
        return kept.offered
    found = _read(mirror, who, Asked(where=Where(first=False)), choices)
    if found is None:
        return {}
    if len(mirror.choices) > _KEPT:
        mirror.choices.clear()
    mirror.choices[who] = found[0]
    return found[0].offered


class Typical(TypedDict):
    """How fast a team typically answers first: the median, working seconds, and in which bucket it lies."""

    median_s: int
    bucket: str


def typical(organisation: UUID, now: datetime) -> Typical | None:
    """The typical first response of the last 90 days, for the public badge; None where there are too few to say.

    Of real people: sample data are left out.
    """
    from firstreply.store.queries import samples

    since = int((now - timedelta(days=_BADGE_DAYS)).timestamp())
    with acting(organisation):
        invented = samples.sources()
    asked = Asked(where=Where(since=since - since % 86_400, without=invented))
    found = ask(organisation, Viewer(member=None, role=Role.ADMIN), asked, "headline")
    median = found.parts["headline"]["median_s"] if found.parts else None
    if median is None:
        return None
    told = buckets(np.array([median], dtype=np.int64), 0)
    return {"median_s": median, "bucket": next(name for name, count in told.items() if count)}


def meanings() -> dict[str, dict[str, str]]:
    """What each figure means, by its name: title, unit, better, sentence (English, the keys of their translations)."""
    return definitions(EVERY)


def _read(
    mirror: Mirror, who: Viewer, asked: Asked, read: Callable[[Chosen], _Found]
) -> tuple[_Found, State] | None:
    """One question over one state of the copy, and that state; None while there is nothing in it."""
    with mirror.still() as there:
        if there is None:
            return None
        state, cursor = there
        as_of = state.mark.at if asked.as_of is None else asked.as_of
        return read(Chosen(state, cursor, who, asked, as_of)), state


def _shown(wait: "WaitShown", one: pages.Found, teams: Mapping[UUID, tuple[str, UUID | None]]) -> WaitBehind:
    return WaitBehind(
        wait=wait,
        wall_s=one.wall_s,
        business_s=one.business_s,
        off_hours=one.off_hours,
        team=teams[one.team][0] if one.team is not None and one.team in teams else None,
        mailbox=one.mailbox,
    )


def _cells(one: WaitBehind, opened_by: str, ended_by: str) -> list[object]:
    wait = one.wait
    answered = wait.outcome == "answered"
    values = {
        "inquiry_message_id": opened_by,
        "conversation": wait.conversation_id,
        "party": wait.party,
        "received_at": iso(int(wait.started_at.timestamp())),
        "outcome": wait.outcome,
        "answer_message_id": ended_by if answered else None,
        "answered_at": iso_or_none(int(wait.ended_at.timestamp())) if answered and wait.ended_at else None,
        "author": wait.author_name,
        "wall_s": one.wall_s,
        "business_s": one.business_s,
        "off_hours": one.off_hours,
        "evidence": wait.evidence,
    }
    return [values[name] for name in CSV_COLUMNS]
