"""One archive twice: read by `analyze`, and brought into an organisation that a copy follows."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.core.calendar import Calendar
from firstreply.core.team import Team, from_dict
from firstreply.insights.document import document
from firstreply.insights.look import Look
from firstreply.insights.look_back import Question, look_back
from tests.journey.test_archive_equals_live import NOW, arrivals, bring, found_organisation, split

HOURS: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "name": "Week",
    "versions": [
        {
            "week": {
                day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
            }
        }
    ],
}


@dataclass(frozen=True)
class Twice:
    """What `analyze` says, and where the same lies."""

    look: Look
    document: dict[str, Any]
    organisation: UUID


def read_twice(
    files: list[str], team: Team, scratch: Path, *, hours: dict[str, Any] | None, size: int = 500, **more: Any
) -> Twice:
    """Both. `more` goes to the question that `analyze` answers."""
    archive = Archive(mailboxes=open_sources(files, scratch=scratch))
    calendar = None if hours is None else Calendar.from_dict(hours)
    question = Question(team=team, calendar=calendar, count_words=True, **more)
    look = look_back(archive, question, int(NOW.timestamp())).look
    organisation = found_organisation(team)
    settle(organisation, hours)
    bring(organisation, split(arrivals(archive), size))
    return Twice(look=look, document=document(look), organisation=organisation)


def settle(organisation: UUID, hours: dict[str, Any] | None) -> None:
    """The organisation's hours and zone."""
    from firstreply.store.models import Calendar as CalendarRow
    from firstreply.store.models import CalendarVersion, Organisation
    from firstreply.store.tenancy import acting

    if hours is None:
        return
    with acting(organisation):
        Organisation.objects.update(zone=hours["zone"])
        row = CalendarRow.objects.create(organisation_id=organisation, name=hours["name"])
        CalendarVersion.objects.create(organisation_id=organisation, calendar=row, number=1, value=hours)


def sample(folder: Path) -> tuple[list[str], Team]:
    """The archive that the product makes up, and its team."""
    from firstreply.channels.email.sample.archive import write

    write(folder)
    team = from_dict(json.loads((folder / "team.json").read_text()))
    return [str(folder / "inbox.mbox"), str(folder / "sent.mbox")], team


def moment(epoch: int) -> datetime:
    """An instant."""
    return datetime.fromtimestamp(epoch, UTC)
