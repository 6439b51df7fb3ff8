"""Programs are told what happens to leads, waits and messages: once, by ids, and only what they asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.journey.clockwork import ALWAYS, hours, passes, promises
from tests.journey.conftest import Office
from tests.journey.office import hook
from tests.statements import counted

pytestmark = pytest.mark.postgres
NOW = datetime.now(UTC).replace(microsecond=0)  #: what is older than a month is told to nobody


def told(office: Office) -> list[tuple[str, Any]]:
    """Kinds and what they are about, in order."""
    found = office.rows("Delivery", "kind", "payload", channel="webhook")
    return [(kind, payload.get("data")) for kind, payload in found]


def kinds(office: Office) -> set[str]:
    return {kind for kind, _ in told(office)}


def asks(office: Office, email: str = "ada@customer.example", at: datetime = NOW) -> None:
    office.submit({"email": email, "name": "Ada Wynn", "need": "An offer"}, at=at)
    office.arrived(now=at)


def test_a_lead_that_comes_in_is_told_with_its_ids_and_nothing_of_the_person(office: Office) -> None:
    hook(office.organisation, "https://hooks.example/")
    asks(office)
    (lead, wait, owner), *_ = office.rows("Wait", "lead_id", "id", "owner_id")
    assert kinds(office) == {"lead.created", "lead.assigned", "wait.opened", "message.received", "assigned"}
    found = dict(told(office))
    assert {kind: data["lead"] for kind, data in found.items() if data} == dict.fromkeys(
        ("lead.created", "lead.assigned", "wait.opened", "message.received"), str(lead)
    )
    assert (found["lead.assigned"]["member"], found["lead.assigned"]["wait"]) == (str(owner), str(wait))
    assert found["wait.opened"]["wait"] == str(wait)
    assert [one for one in ("wynn", "@", "offer") if one in str(found).lower()] == []


def test_a_wait_that_ends_is_told(office: Office) -> None:
    from firstreply.journey import acted

    hook(office.organisation, "https://hooks.example/", "wait.*")
    asks(office)
    (wait,) = office.rows("Wait", "id")
    later = NOW + timedelta(minutes=3)
    acted.dismiss(office.organisation, wait, reason="no_reply_needed", by=office.owner, now=later)
    assert [kind for kind, _ in told(office)] == ["wait.opened", "wait.dismissed"]
    assert told(office)[1][1]["ended_at"] == later.isoformat()


def test_a_promise_that_is_broken_is_told_once(office: Office) -> None:
    promises(office, seconds=600, calendar_id=hours(office, ALWAYS))
    hook(office.organisation, "https://hooks.example/", "wait.breached")
    asks(office)
    for _ in range(2):
        passes(office, NOW + timedelta(minutes=11))
    assert [(kind, data["due_at"]) for kind, data in told(office)] == [
        ("wait.breached", (NOW + timedelta(minutes=10)).isoformat())
    ]


def test_somebody_who_asks_again_is_no_new_lead(office: Office) -> None:
    hook(office.organisation, "https://hooks.example/", "lead.created", "lead.inquired")
    asks(office)
    asks(office, at=NOW + timedelta(hours=1))
    assert [kind for kind, _ in told(office)] == ["lead.created", "lead.inquired"]


def test_each_webhook_is_told_what_it_asked_for(office: Office) -> None:
    wanted = {
        hook(office.organisation, f"https://hooks.example/{n}", *events): events
        for n, events in enumerate(
            [("lead.*",), ("alert.assigned",), ("assigned", "wait.opened"), ("message.sent",)]
        )
    }
    asks(office)
    found: dict[UUID, list[str]] = {one: [] for one in wanted}
    for own, kind in office.rows("Delivery", "endpoint_id", "kind", channel="webhook"):
        found[own].append(kind)
    assert [sorted(kinds) for kinds in found.values()] == [
        ["lead.assigned", "lead.created"], ["assigned"], ["assigned", "wait.opened"], [],
    ]  # fmt: skip


def test_what_happened_long_ago_is_told_to_nobody(office: Office) -> None:
    hook(office.organisation, "https://hooks.example/", "lead.*", "wait.*", "message.*")
    long_ago = NOW - timedelta(days=40)
    asks(office, at=long_ago)
    assert told(office) == []


def test_an_account_that_fails_is_told_and_when_it_works_again(office: Office) -> None:
    from firstreply.journey import watch
    from firstreply.store.tenancy import acting

    hook(office.organisation, "https://hooks.example/", "channel.*")
    look = [watch.Looked(source=office.source)]
    with acting(office.organisation):
        watch.failed(office.source, "imap_gone", {}, NOW)
    watch.looked(office.organisation, look, now=NOW)
    with acting(office.organisation):
        watch.fine(office.source, NOW + timedelta(minutes=1))
    for minutes in (1, 4):
        watch.looked(office.organisation, look, now=NOW + timedelta(minutes=minutes))
    assert [(kind, data["source"], data["code"]) for kind, data in told(office)] == [
        ("channel.failing", str(office.source), "imap_gone"), ("channel.fine", str(office.source), ""),
    ]  # fmt: skip


def test_without_a_webhook_a_batch_costs_no_statement_more_for_more_leads(office: Office) -> None:
    sent = []
    for count in (1, 1, 5):
        office.submit(*({"email": f"p{count}{n}{len(sent)}@customer.example"} for n in range(count)), at=NOW)
        with counted() as seen:
            office.arrived(now=NOW)
        sent.append(len(seen))
    assert sent[1] == sent[2]
