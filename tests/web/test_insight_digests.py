"""Figures by mail: their month and their days are of the calendar that their reader chose."""

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(database: Database, home: object) -> Desk:
    return Desk(Office())


@pytest.mark.parametrize(
    ("looks", "calendar"),
    [
        ({"language": "en"}, "gregorian"),
        ({"language": "fa"}, "jalali"),
        ({"language": "en", "calendar": "jalali"}, "jalali"),
        ({"language": "fa", "calendar": "gregorian"}, "gregorian"),
    ],
)
def test_a_letter_of_a_quarter_begins_with_a_month_of_its_reader(
    desk: Desk, looks: dict[str, str], calendar: str
) -> None:
    from firstreply.channels.file.days import jalali_month
    from firstreply.core.digest import gregorian
    from firstreply.journey.organise import digests
    from firstreply.store.models import Digest, Member

    months = jalali_month if calendar == "jalali" else gregorian
    with desk.office.acting():
        Member.objects.filter(pk=desk.member).update(looks=looks)
    desk.post("/insights/digests/new", every="quarter", at="08:00", query="")
    with desk.office.acting():
        row = Digest.objects.get()
        due = digests.one(row.pk, desk.member, now=desk.office.now)
    assert due.calendar == calendar
    for at in (due.since, due.until, row.next_at):
        month, number = months(at.astimezone(due.since.tzinfo).date())
        assert (month % 3, number) == (1, 1)
