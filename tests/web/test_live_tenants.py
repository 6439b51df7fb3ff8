"""No event of one organisation reaches a screen of another, however it asks and whichever wall is left to keep it."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test.utils import override_settings

from firstreply.core.respond.alert import Change
from tests.journey.office import Office, alert, office, tell
from tests.postgres import Database
from tests.web.listener import Screen, bearer, streaming, token

pytestmark = pytest.mark.postgres


@pytest.fixture(params=["both walls", "queries alone"])
def walls(request: pytest.FixtureRequest, database: Database) -> Iterator[str]:
    """Whether row-level security stands behind the queries of the stream."""
    with ExitStack() as stack:
        if request.param == "queries alone":
            stack.enter_context(override_settings(FIRSTREPLY_DSN=database.admin))
        yield request.param


def happen(own: Office, *kinds: str) -> list[int]:
    """Changes that everyone of it may see, and an alert to each; the ids of the events."""
    from firstreply.journey import telling
    from firstreply.store.models import LiveEvent
    from firstreply.store.tenancy import acting

    with acting(own.id):
        telling.tell([], now=datetime.now(UTC), changes=[Change(kind=kind) for kind in kinds])
    tell(own.id, *(alert(member, key=f"{kinds}{member}") for member in own.members.values()))
    with acting(own.id):
        return list(LiveEvent.objects.order_by("id").values_list("id", flat=True))


def passes(own: Office) -> list[dict[str, str]]:
    """Every way to be let in: tokens and tickets, of a member and of the organisation."""
    from firstreply.store import ticket

    member = own.members["one"]
    tickets = [ticket.made(ticket.Pass(own.id, whose, None)) for whose in (member, None)]
    tokens = [token(own.id, whose) for whose in (member, None)]
    return [*(bearer(one) for one in tokens), *({"query": f"ticket={one}"} for one in tickets)]


def test_nobody_hears_of_another_organisation_live_or_by_resuming(database: Database, walls: str) -> None:
    own, theirs = office(one={"role": "owner"}), office(one={"role": "owner"})
    before = happen(theirs, "theirs")
    mine = happen(own, "own")
    allowed = passes(own)

    async def story() -> list[Screen]:
        async with streaming() as application:
            screens = []
            for way in allowed:
                for resumed in ("", "0", *map(str, before), str(before[-1] + 10**6)):
                    asked = {"last_event_id": resumed} if resumed else {}
                    screens.append(await Screen(application, **way, **asked).ready())
            await asyncio.to_thread(happen, theirs, "theirs")
            await asyncio.to_thread(happen, own, "end")
            for screen in screens:
                await screen.until(lambda s=screen: "end" in s.kinds())
            await asyncio.gather(*(screen.close() for screen in screens))
            return screens

    screens = asyncio.run(story())
    assert len(screens) == len(allowed) * (3 + len(before))
    known = {str(theirs.id), str(theirs.members["one"])}
    for screen in screens:
        assert {"theirs"} & set(screen.kinds()) == set()
        assert [one for one in known if one.encode() in screen.body] == []
        ids = [one.id for one in screen.heard]
        assert set(ids) & set(before) == set()
        assert ids == sorted(ids)
    assert (
        mine[0] > before[-1]
    )  # so that resuming after theirs would show all of one's own, were they of one row


def test_event_of_another_organisation_resumes_nothing(database: Database, walls: str) -> None:
    own, theirs = office(one={"role": "owner"}), office(one={"role": "owner"})
    first = happen(own, "a", "b")
    (foreign, *_) = happen(theirs, "theirs")
    last = happen(own, "c")[-1]

    async def story(resumed: int) -> list[str]:
        async with streaming() as application:
            headers = bearer(await asyncio.to_thread(token, own.id, own.members["one"]))
            screen = await Screen(application, last_event_id=str(resumed), **headers).ready()
            await screen.close()
            assert screen.last_id == last
            return [one.kind for one in screen.heard]

    # After an event that is not one's own nothing is known to be missed or not: the screen begins anew.
    assert asyncio.run(story(foreign)) == ["reset", "ready"]
    assert asyncio.run(story(first[0])) == ["b", "alert.breach", "c", "alert.breach", "ready"]


def test_ticket_of_who_left_opens_nothing(database: Database, walls: str) -> None:
    from firstreply.store import ticket
    from firstreply.store.models import Member, Token
    from firstreply.store.tenancy import acting

    own = office(one={"role": "owner"}, two={"role": "owner"})
    with acting(own.id):
        shown = Token.objects.create(
            organisation_id=own.id, member_id=own.members["two"], name="t", prefix="p" * 10, hashed=b"", scopes=["live"]
        ).pk  # fmt: skip
    left = [ticket.made(ticket.Pass(own.id, own.members["one"], None))]
    left += [ticket.made(ticket.Pass(own.id, own.members["two"], shown))]

    def go() -> None:
        with acting(own.id):
            Member.objects.filter(pk=own.members["one"]).update(left_at=datetime.now(UTC))
            Token.objects.filter(pk=shown).update(revoked_at=datetime.now(UTC))

    async def story() -> tuple[list[int], list[tuple[int, str]]]:
        async with streaming() as application:
            before = [await Screen(application, query=f"ticket={one}").ready() for one in left]
            await asyncio.gather(*(screen.close() for screen in before))
            await asyncio.to_thread(go)
            after = [Screen(application, query=f"ticket={one}") for one in left]
            for screen in after:
                await screen.until(lambda s=screen: s.ended)
            return [one.status for one in before], [
                (one.status, json.loads(one.body)["code"]) for one in after
            ]

    before, after = asyncio.run(story())
    assert before == [200, 200]
    assert after == [(401, "member_left"), (401, "token_unknown")]


@pytest.mark.parametrize("whose", ["member", "token"])
def test_pass_into_another_organisation_opens_nothing(database: Database, walls: str, whose: str) -> None:
    """Even one that we had signed: their organisation with a member or a token of ours."""
    from firstreply.store import ticket
    from firstreply.store.models import Token
    from firstreply.store.tenancy import acting

    own, theirs = office(one={"role": "owner"}), office(one={"role": "owner"})
    token(own.id, own.members["one"])
    with acting(own.id):
        shown: UUID = Token.objects.values_list("pk", flat=True)[0]
    member = own.members["one"] if whose == "member" else None
    made = ticket.made(ticket.Pass(theirs.id, member, shown if whose == "token" else None))

    async def story() -> int:
        async with streaming() as application:
            screen = Screen(application, query=f"ticket={made}")
            await screen.until(lambda: screen.ended)
            return screen.status

    assert asyncio.run(story()) == 401
