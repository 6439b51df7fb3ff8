"""The page of one lead: what was said, what is known, what comes next."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.journey.test_beside import asks
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def test_the_page_shows_who_they_are_and_what_they_asked(office: Office, desk: Desk) -> None:
    lead = asks(office, company="Seats Ltd", phone="+4930123456")
    page = desk.get(f"/leads/{lead}")
    text = said(page)
    assert page.status_code == 200
    for known in ("Lena Lead", "Seats Ltd", "lena@example.org", "+4930123456", "200 chairs", "Asked for the first time"):
        assert known in text
