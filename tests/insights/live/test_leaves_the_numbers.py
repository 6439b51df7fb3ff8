"""What is dismissed, left out, merged or taken back after it was counted is counted so at the next look, and back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.insights.live import asking
from firstreply.insights.live.asked import Asked, Where
from firstreply.insights.live.parts import PARTS
from tests.insights.live.conftest import Looking, Office
from tests.journey.clockwork import asks
from tests.journey.conftest import NOW

pytestmark = pytest.mark.postgres

ADMIN = Viewer(member=None, role=Role.ADMIN)
LATER = NOW + timedelta(hours=1)
ALL = Asked(where=Where(first=False), clock="wall", as_of=int(LATER.timestamp()) + 3600)
COUNTS = ("waits", "answered", "dismissed", "voided", "open")


@pytest.fixture
def three(office: Office, mirrors: Looking, monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, UUID]]:
    """(lead, wait) of three who asked, all of them counted."""
    monkeypatch.setattr(asking, "mirrors", lambda: mirrors)
    mirrors.always = True
    found = [asks(office, n) for n in range(3)]
    assert told(office) == (3, 0, 0, 0, 3)
    return found


def told(office: Office) -> tuple[int, ...]:
    block = asking.ask(office.organisation, ADMIN, ALL, "headline").parts["headline"]
    return tuple(block[name] for name in COUNTS)


def act(office: Office, name: str, *given: Any, **more: Any) -> None:
    from firstreply.journey import acted

    getattr(acted, name)(office.organisation, *given, by=office.owner, now=LATER, **more)


def as_if_made_anew(office: Office, mirrors: Looking) -> None:
    """Every part is told as by a copy that never knew what was before."""
    followed = asking.ask(office.organisation, ADMIN, ALL, *PARTS).parts
    mirrors(office.organisation).mark = None
    assert asking.ask(office.organisation, ADMIN, ALL, *PARTS).parts == followed


def test_one_that_needs_no_reply_waits_no_longer(
    office: Office, mirrors: Looking, three: list[tuple[UUID, UUID]]
) -> None:
    (_, wait), *_ = three
    act(office, "dismiss", wait)
    assert told(office) == (3, 0, 1, 0, 2)
    as_if_made_anew(office, mirrors)
    act(office, "reopen", wait)
    assert told(office) == (3, 0, 0, 0, 3)


def test_spam_leaves_every_number_but_its_own(
    office: Office, mirrors: Looking, three: list[tuple[UUID, UUID]]
) -> None:
    (_, wait), *_ = three
    act(office, "void", wait, reason="spam")
    assert told(office) == (2, 0, 0, 1, 2)
    assert asking.behind(office.organisation, ADMIN, ALL, now=LATER).total == 2
    as_if_made_anew(office, mirrors)


def test_leads_that_are_one_are_counted_as_one(
    office: Office, mirrors: Looking, three: list[tuple[UUID, UUID]]
) -> None:
    (first, _), (second, _), (third, _) = three
    act(office, "merge", second, first)
    waiting = len(office.rows("Wait", "id", outcome="open"))
    assert told(office)[-1] == waiting
    funnel = asking.ask(office.organisation, ADMIN, ALL, "funnel").parts["funnel"]["stages"]
    assert funnel[0]["reached"] == 2
    assert set(asking.behind_funnel(office.organisation, ADMIN, ALL, funnel[0]["stage"]).ids) == {
        first,
        third,
    }
    as_if_made_anew(office, mirrors)
    act(office, "unmerge", second)
    assert told(office) == (3, 0, 0, 0, 3)
    assert asking.ask(office.organisation, ADMIN, ALL, "funnel").parts["funnel"]["stages"][0]["reached"] == 3


def test_a_lead_that_is_taken_back_takes_its_waits_out_of_the_numbers(
    office: Office, mirrors: Looking, three: list[tuple[UUID, UUID]]
) -> None:
    (lead, wait), *_ = three
    office.change("Lead", {"pk": lead}, withdrawn_at=LATER)
    assert told(office) == (2, 0, 0, 0, 2)
    rows = asking.behind(office.organisation, ADMIN, ALL, now=LATER).rows
    assert wait not in {one.wait.id for one in rows}
    as_if_made_anew(office, mirrors)
    office.change("Lead", {"pk": lead}, withdrawn_at=None)
    assert told(office) == (3, 0, 0, 0, 3)
