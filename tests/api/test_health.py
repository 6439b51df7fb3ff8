"""The API says how each account is, the bad ones first, in the caller's language."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.statements import counted

pytestmark = pytest.mark.postgres


def add(office: Office, name: str) -> Any:
    return office.ask("POST", "/sources", {"name": name, "kind": "api"}).json()["id"]


def noted(office: Office, source: str, at: datetime) -> None:
    from uuid import UUID

    from firstreply.journey import watch

    with office.acting():
        watch.failed(UUID(source), "channel_check_slow", {"seconds": 40}, at)
    watch.looked(office.id, [watch.Looked(source=UUID(source))], now=at)


def test_what_fails_comes_first_with_its_reason(office: Office) -> None:
    bad, at = add(office, "Zebra"), datetime.now(UTC).replace(microsecond=0)
    noted(office, bad, at)
    first, second = office.get("/health").json()["items"]
    assert (first["source"], first["name"], first["state"], first["code"]) == (
        bad, "Zebra", "failing", "channel_check_slow",
    )  # fmt: skip
    assert first["detail"]
    assert first["since"] == first["last_error_at"] == at.isoformat()
    assert (second["state"], second["code"], second["detail"], second["usual"]) == ("fine", "", "", None)


def test_usual_days_and_the_moment_when_silence_would_be_unusual_are_shown(office: Office) -> None:
    from firstreply.journey import flow, watch
    from firstreply.store.models import Hour

    now = datetime.now(UTC)
    with office.acting():
        whose: Any = {"organisation_id": office.id, "source_id": office.founded.source}
        hours = [now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=n) for n in range(1, 600)]
        Hour.objects.bulk_create(Hour(**whose, hour=hour, count=2, last_at=hour) for hour in hours)
    office.ask("POST", "/inquiries", {"email": "ada@customer.example"})
    flow.arrived(office.id, now=now)
    watch.looked(office.id, [watch.Looked(source=office.founded.source)], now=now)
    (shown,) = office.get("/health").json()["items"]
    assert {day: round(count / 48) for day, count in shown["usual"].items()} == dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1
    )
    assert timedelta(hours=2) < datetime.fromisoformat(shown["quiet_from"]) - now < timedelta(hours=9)
    assert shown["last_in_at"] is not None


def test_three_accounts_cost_as_many_statements_as_one(office: Office) -> None:
    office.get("/health")
    sent = []
    for names in ((), ("A", "B")):
        for name in names:
            add(office, name)
        with counted() as seen:
            assert office.get("/health").status_code == 200
        sent.append(len(seen))
    assert sent[0] == sent[1]
