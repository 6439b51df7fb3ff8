"""Leads fetched from Meta: one by its notice, and those that were never told of, page by page."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from firstreply.channels.answer import TryAgain
from firstreply.channels.base import Fetched, Setup
from firstreply.channels.meta_leads.fetching import EVERY_S, fetch
from firstreply.channels.meta_leads.graph import check, connect
from firstreply.channels.meta_leads.peer import Meta
from firstreply.channels.meta_leads.reading import read
from firstreply.core.capture.brought import Asked, Wanted
from firstreply.core.lead import Persona
from firstreply.core.lead.inquiry import asked
from tests.channels.meta_leads.account import setup

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LOOK = Wanted(id="")
_HOUR = 3600


@pytest.fixture
def peer() -> Iterator[Meta]:
    with Meta().running() as running:
        yield running


def fetched(wanted: Wanted, account: Setup) -> Fetched:
    found = fetch(wanted, account)
    assert isinstance(found, Fetched)
    return found


def lead(peer: Meta, mapping: dict[str, str] | None = None, **answers: str) -> Any:
    """What one who answered so is read as."""
    peer.fill_in("444001", at=1_770_000_000, **answers)
    account = setup(peer, mapping=mapping)
    (piece,) = fetched(Wanted(id="444001"), account).pieces
    assert piece.id == "lead:444001"
    found = read(piece.payload, account, NOW)
    assert isinstance(found, Asked)
    return dict(found.fields)


def test_lead_of_a_notice_is_an_inquiry_with_its_answers_and_its_ad(peer: Meta) -> None:
    told = lead(
        peer, full_name="Lea Lead", email="lea@there.example", phone_number="+491701234567", company_name="Acme",
        how_many_do_you_need="50-100",
    )  # fmt: skip
    assert told == {
        "name": "Lea Lead",
        "emails": ["lea@there.example"],
        "phones": ["+491701234567"],
        "company": "Acme",
        "custom": {"how_many_do_you_need": "50-100"},
        "touch": {
            "utm_source": "instagram",
            "utm_medium": "lead_ad",
            "utm_campaign": "Spring",
            "utm_content": "Blue ad",
            "utm_term": "Spring fair",
        },
        "campaign": "Spring",
        "occurred_at": "2026-02-02T02:40:00+0000",
    }
    assert asked(told).given["name"] == "Lea Lead"


def test_mapping_of_the_account_goes_first(peer: Meta) -> None:
    told = lead(peer, {"need": "what_do_you_need?"}, first_name="Lea", last_name="Lead",
                **{"what_do_you_need?": "A quotation"})  # fmt: skip
    assert (told["name"], told["need"], told["custom"]) == ("Lea Lead", "A quotation", {})


def test_test_lead_is_marked_and_its_dummies_are_no_addresses(peer: Meta) -> None:
    told = lead(
        peer, full_name="<test lead: dummy data for full_name>", email="test@meta.com",
        phone_number="<test lead: dummy data for phone_number>",
    )  # fmt: skip
    assert told["tags"] == ["test"]
    assert "phones" not in told
    assert Persona.from_dict({key: told[key] for key in ("name", "emails", "tags")}).emails == (
        "test@meta.com",
    )


def test_token_that_may_not_see_ads_still_brings_the_lead(peer: Meta) -> None:
    peer.sees_ads = False
    told = lead(peer, full_name="Lea Lead")
    assert told["name"] == "Lea Lead"
    assert "campaign" not in told


@pytest.mark.parametrize(
    ("status", "code", "answer"),
    [
        (401, 190, TryAgain(reason="meta_token_refused", unreachable=True)),
        (400, 4, TryAgain(reason="meta 4")),
        (500, 2, TryAgain(reason="meta 2")),
        (400, 100, TryAgain(reason="meta 100", after=300.0)),
    ],
)
def test_what_meta_does_not_give_now_is_asked_for_again(
    peer: Meta, status: int, code: int, answer: TryAgain
) -> None:
    peer.failing.append((status, {"error": {"code": code, "message": "no"}}))
    assert fetch(Wanted(id="444001"), setup(peer)) == answer


def test_nobody_there_is_asked_again() -> None:
    with Meta().running() as gone:
        account = setup(gone)
    assert isinstance(fetch(Wanted(id="444001"), account), TryAgain)
    assert isinstance(fetch(LOOK, account), TryAgain)


def everything(account: Setup, facts: dict[str, Any]) -> tuple[list[str], Fetched]:
    """One whole look, in as many goes as it takes: the ids of pieces, and the last answer."""
    names: list[str] = []
    for _ in range(100):
        found = fetched(Wanted(id="", facts=facts), account)
        names += [one.id for one in found.pieces]
        facts = dict(found.facts)
        if found.after == EVERY_S:
            return names, found
    raise AssertionError("it never ends")


@pytest.mark.parametrize("size", [1, 3, 100])
def test_look_finds_whatever_was_never_told_of_page_by_page(peer: Meta, size: int) -> None:
    peer.page_size = size
    now = time.time()
    for n in range(30):
        peer.fill_in(f"4440{n:02}", form=list(peer.forms)[n % 2], at=now - n * 600)
    peer.fill_in("555000", at=now - 10 * 86_400)
    names, last = everything(setup(peer), {"since": str(int(now) - 20 * 600 - 1)})
    assert sorted(names) == [f"lead:4440{n:02}" for n in range(21)]
    peer.fill_in("666000", at=now + 1)
    again, _ = everything(setup(peer), dict(last.facts))
    assert "lead:666000" in again
    assert "lead:555000" not in again


def test_first_look_goes_back_as_far_as_the_account_says(peer: Meta) -> None:
    peer.fill_in("444001", at=time.time() - 5 * 86_400)
    assert everything(setup(peer), {})[0] == []
    assert everything(setup(peer, history_days=7), {})[0] == ["lead:444001"]


def test_account_says_whether_the_page_tells_us(peer: Meta) -> None:
    assert check(setup(peer)).code == "page_not_subscribed"
    assert connect(setup(peer)).ok
    assert check(setup(peer)).facts == {"page": "Acme"}
    assert check(setup(peer, token="other")).code == "channel_token_refused"
