"""The live stream: who hears what, nothing lost and nothing twice, whatever breaks."""

import asyncio
import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test.utils import override_settings

from firstreply.core.member import Role
from firstreply.core.respond.alert import Change
from firstreply.web.live.line import LONGEST
from tests.journey.office import alert, office, tell
from tests.postgres import Database
from tests.web.listener import Screen, bearer, streaming, token

pytestmark = pytest.mark.postgres


def show(own: UUID, *changes: Change) -> None:
    from firstreply.journey import telling
    from firstreply.store.tenancy import acting

    with acting(own):
        telling.tell([], now=datetime.now(UTC), changes=changes)


def change(n: int, owner: UUID | None = None, team: UUID | None = None) -> Change:
    return Change(kind="assigned", owner=owner, team=team, facts={"n": n})


def numbers(screen: Screen) -> list[int]:
    return [one.data["facts"]["n"] for one in screen.heard if one.kind == "assigned"]


def teams(own: UUID, **teams_: dict[UUID, bool]) -> dict[str, UUID]:
    """Teams by name; whose members manage or not."""
    from firstreply.store.models import Membership, Team
    from firstreply.store.tenancy import acting

    made = {}
    with acting(own):
        for name, people in teams_.items():
            made[name] = Team.objects.create(organisation_id=own, name=name).pk
            for member, manages in people.items():
                Membership.objects.create(
                    organisation_id=own, member_id=member, team_id=made[name], manages=manages
                )
    return made


def test_change_reaches_the_screen_with_all_it_says(database: Database) -> None:
    own = office(ana={})
    ana, lead, wait = own.members["ana"], uuid4(), uuid4()

    async def story() -> Screen:
        async with streaming() as application:
            screen = await Screen(application, **bearer(await asyncio.to_thread(token, own.id, ana))).ready()
            told = Change(kind="assigned", owner=ana, lead=lead, wait=wait, facts={"name": "امید\n\nx"})
            await asyncio.to_thread(show, own.id, told)
            await asyncio.to_thread(tell, own.id, alert(ana))
            await screen.until(lambda: len(screen.kinds()) == 2)
            await screen.close()
            return screen

    screen = asyncio.run(story())
    assert screen.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert screen.headers["cache-control"] == "no-store, no-transform"
    assert screen.body.startswith(b"retry: 1000\n\n")
    assert screen.kinds() == ["assigned", "alert.breach"]
    shown, alerted = screen.heard[1].data, screen.heard[2].data
    assert (shown["lead"], shown["wait"], shown["facts"]) == (str(lead), str(wait), {"name": "امید\n\nx"})
    assert (alerted["member"], alerted["facts"]["name"]) == (str(ana), "Omid")
    assert screen.heard[1].id < screen.heard[2].id


def test_everybody_sees_what_their_role_and_teams_let_them_see(database: Database) -> None:
    people = {role.value: {"role": role.value} for role in Role} | {
        "other": {"role": "rep"},
        "stranger": {"role": "rep"},
    }
    own, theirs = office(**people), office(ben={"role": "owner"})
    m = own.members
    made = teams(
        own.id, north={m["rep"]: False, m["other"]: False, m["manager"]: True}, south={m["manager"]: False}
    )
    north, south = made["north"], made["south"]
    cases = {
        1: change(1, m["rep"], north),
        2: change(2, m["other"], north),
        3: change(3, None, north),
        4: change(4, None, south),
        5: change(5, m["stranger"], south),
        6: change(6, None, None),
        7: change(7, m["manager"], None),
    }
    expected = {
        **{name: [1, 2, 3, 4, 5, 6, 7] for name in ("owner", "admin", "marketer", "viewer")},
        "manager": [1, 2, 3, 4, 5, 7],
        "rep": [1, 2, 3],
        "other": [1, 2, 3],
        "stranger": [5],
        "program": [1, 2, 3, 4, 5, 6, 7],
        "ben": [],
    }
    last = Change(kind="end")

    async def story() -> dict[str, list[int]]:
        async with streaming() as application:
            screens = {}
            for name, member in [*m.items(), ("program", None)]:
                screens[name] = Screen(application, **bearer(await asyncio.to_thread(token, own.id, member)))
            screens["ben"] = Screen(
                application, **bearer(await asyncio.to_thread(token, theirs.id, theirs.members["ben"]))
            )
            for screen in screens.values():
                await screen.ready()
            await asyncio.to_thread(show, own.id, *cases.values())
            await asyncio.to_thread(tell, own.id, *(alert(member, key=name) for name, member in m.items()))
            await asyncio.to_thread(show, theirs.id, last)
            await screens["ben"].until(lambda: "end" in screens["ben"].kinds())
            for name in m:
                await screens[name].until(lambda name=name: "alert.breach" in screens[name].kinds())
            alerted = {name: screen.kinds().count("alert.breach") for name, screen in screens.items()}
            assert alerted == dict.fromkeys(m, 1) | {"program": 0, "ben": 0}
            await screens["program"].until(lambda: len(numbers(screens["program"])) == 7)
            found = {name: numbers(screen) for name, screen in screens.items()}
            await asyncio.gather(*(screen.close() for screen in screens.values()))
            return found

    assert asyncio.run(story()) == expected


def test_nothing_is_lost_or_repeated_over_1000_events_and_forced_disconnections(database: Database) -> None:
    """Connections break at any moment, and writers commit at the same time from four sides."""
    own = office(ana={"role": "admin"})
    chance = random.Random(7)

    def write(first: int) -> None:
        from django.db import connection

        for n in range(first, first + 250, 5):
            show(own.id, *(change(one) for one in range(n, n + 5)))
        connection.close()

    async def story() -> tuple[list[int], list[int], int]:
        heard, ids, connections = [], [], 0
        async with streaming() as application:
            headers = bearer(await asyncio.to_thread(token, own.id, own.members["ana"]))
            screen = await Screen(application, **headers).ready()
            writers = asyncio.gather(*(asyncio.to_thread(write, first) for first in (0, 250, 500, 750)))
            while True:
                connections += 1
                wanted = chance.randint(1, 60)
                try:
                    await screen.until(lambda s=screen, w=wanted: len(numbers(s)) >= w, 1)
                except TimeoutError:
                    pass
                await screen.close()
                heard += numbers(screen)
                ids += [one.id for one in screen.heard if one.kind == "assigned"]
                if len(heard) >= 1000 or connections > 500:
                    break
                screen = await Screen(application, last_event_id=str(screen.last_id), **headers).ready()
            await writers
        return heard, ids, connections

    heard, ids, connections = asyncio.run(story())
    assert sorted(heard) == list(range(1000))
    assert ids == sorted(set(ids))
    assert connections >= 5


def test_transactions_that_commit_in_reverse_order_hide_nothing_from_who_resumes(database: Database) -> None:
    import threading

    own = office(ana={"role": "admin"})
    wrote, commit = threading.Event(), threading.Event()

    def slow() -> None:
        from django.db import connection

        from firstreply.journey import telling
        from firstreply.store.tenancy import acting

        with acting(own.id):
            telling.tell([], now=datetime.now(UTC), changes=[change(1)])
            wrote.set()
            commit.wait(10)
        connection.close()

    async def story() -> list[int]:
        async with streaming() as application:
            headers = bearer(await asyncio.to_thread(token, own.id, own.members["ana"]))
            screen = await Screen(application, **headers).ready()
            first = asyncio.create_task(asyncio.to_thread(slow))
            await asyncio.to_thread(wrote.wait, 10)
            second = asyncio.create_task(asyncio.to_thread(show, own.id, change(2)))
            await asyncio.wait([second], timeout=0.3)
            await screen.close()
            again = await Screen(application, last_event_id=str(screen.last_id), **headers).ready()
            commit.set()
            await asyncio.gather(first, second)
            await again.until(lambda: len(numbers(again)) == 2)
            await again.close()
            return numbers(screen) + numbers(again)

    assert asyncio.run(story()) == [1, 2]


def test_slow_screen_is_told_to_begin_anew_and_holds_nobody(database: Database) -> None:
    own = office(ana={"role": "admin"}, omid={"role": "admin"})

    async def story() -> tuple[Screen, Screen]:
        async with streaming() as application:
            slow = await Screen(
                application, **bearer(await asyncio.to_thread(token, own.id, own.members["ana"]))
            ).ready()
            quick = await Screen(
                application, **bearer(await asyncio.to_thread(token, own.id, own.members["omid"]))
            ).ready()
            slow.pause()
            for first in range(0, 1500, 50):
                await asyncio.to_thread(show, own.id, *(change(n) for n in range(first, first + 50)))
                await quick.until(lambda n=first: len(numbers(quick)) >= n + 50)
            slow.go_on()
            await slow.until(lambda: slow.ended)
            await quick.close()
            return slow, quick

    slow, quick = asyncio.run(story())
    assert numbers(quick) == list(range(1500))
    assert slow.heard[-1].kind == "reset"
    assert slow.heard[-1].data == {"reason": "too_slow"}
    assert slow.last_id == quick.last_id
    assert len(slow.heard) < LONGEST


def test_who_was_away_too_long_begins_anew(database: Database) -> None:
    from firstreply.store.models import LiveEvent
    from firstreply.store.tenancy import acting

    own = office(ana={"role": "admin"})
    show(own.id, *(change(n) for n in range(3)))
    with acting(own.id):
        first, *_, last = LiveEvent.objects.order_by("id").values_list("id", flat=True)
        LiveEvent.objects.filter(id=first).delete()

    async def story(resumed: str, by: str = "header") -> list[tuple[str, int]]:
        async with streaming() as application:
            headers = bearer(await asyncio.to_thread(token, own.id, own.members["ana"]))
            asked = {"last_event_id": resumed} if by == "header" else {"query": f"last_event_id={resumed}"}
            screen = await Screen(application, **asked, **headers).ready()
            await screen.close()
            return [(one.kind, one.id) for one in screen.heard]

    assert asyncio.run(story(str(first))) == [("reset", last), ("ready", last)]
    assert asyncio.run(story(str(last + 1000))) == [("reset", last), ("ready", last)]
    assert asyncio.run(story(str(last - 1), by="query")) == [("assigned", last), ("ready", last)]
    assert asyncio.run(story(str(last))) == [("ready", last)]
    assert asyncio.run(story("nonsense")) == [("ready", last)]


def test_who_may_no_longer_listen_is_cut_off_within_5_seconds(database: Database) -> None:
    from firstreply.store.models import Member, Token
    from firstreply.store.tenancy import acting

    own = office(leaver={}, revoked={}, mover={}, stays={})
    made = teams(own.id, north={}, south={})

    def happen() -> None:
        from firstreply.store.models import Membership

        with acting(own.id):
            Member.objects.filter(pk=own.members["leaver"]).update(left_at=datetime.now(UTC))
            Token.objects.filter(member_id=own.members["revoked"]).update(revoked_at=datetime.now(UTC))
            Membership.objects.create(
                organisation_id=own.id, member_id=own.members["mover"], team_id=made["south"]
            )

    async def story() -> dict[str, Any]:
        async with streaming() as application:
            screens = {}
            for name, member in own.members.items():
                screens[name] = await Screen(
                    application, **bearer(await asyncio.to_thread(token, own.id, member))
                ).ready()
            await asyncio.to_thread(show, own.id, change(1, None, made["south"]))
            await asyncio.to_thread(happen)
            for name in ("leaver", "revoked"):
                await screens[name].until(lambda name=name: screens[name].ended, 5)
            await asyncio.to_thread(
                show, own.id, change(2, None, made["south"]), change(3, own.members["stays"])
            )
            await screens["stays"].until(lambda: numbers(screens["stays"]) == [3])
            await screens["mover"].until(lambda: numbers(screens["mover"]) == [2])
            for name in ("mover", "stays"):
                await screens[name].close()
            return {name: numbers(screen) for name, screen in screens.items()}

    assert asyncio.run(story()) == {"leaver": [], "revoked": [], "mover": [2], "stays": [3]}


def test_lost_database_connections_lose_no_event(database: Database) -> None:
    """Every connection of the stream is ended by the server; what is committed meanwhile comes all the same."""
    import psycopg

    own = office(ana={"role": "admin"})

    def end_all() -> None:
        with psycopg.connect(database.admin, autocommit=True) as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'firstreply live'"
            )
            assert ended.rowcount >= 2

    async def story() -> list[int]:
        async with streaming() as application:
            screen = await Screen(
                application, **bearer(await asyncio.to_thread(token, own.id, own.members["ana"]))
            ).ready()
            for n in range(5):
                await asyncio.to_thread(end_all)
                await asyncio.to_thread(show, own.id, change(n))
                await screen.until(lambda n=n: numbers(screen) == list(range(n + 1)), 10)
            await screen.close()
            return numbers(screen)

    assert asyncio.run(story()) == [0, 1, 2, 3, 4]


@override_settings(FIRSTREPLY_ADDRESS="https://us.example")
def test_who_is_not_let_in_and_why(database: Database) -> None:
    own = office(ana={})
    good = token(own.id, own.members["ana"])
    bad_scope = token(own.id, own.members["ana"], "read")
    cases: list[tuple[dict[str, str], int, str]] = [
        ({}, 401, "token_missing"),
        (bearer("fr_unknown1_" + "a" * 40), 401, "token_unknown"),
        (bearer(good[:-1] + ("a" if good[-1] != "a" else "b")), 401, "token_unknown"),
        (bearer("nonsense"), 401, "token_unknown"),
        (bearer(bad_scope), 403, "token_lacks_scope"),
        ({"query": "ticket=nonsense"}, 401, "ticket_over"),
        ({"path": "/elsewhere"}, 404, "not_found"),
        ({"method": "POST"}, 405, "method_not_allowed"),
    ]

    async def story() -> list[tuple[int, str, str]]:
        found = []
        async with streaming() as application:
            for headers, _, _ in cases:
                screen = Screen(application, **headers)
                await screen.until(lambda s=screen: s.ended)
                import json

                found.append((screen.status, json.loads(screen.body)["code"], screen.headers["content-type"]))
        return found

    assert asyncio.run(story()) == [(status, code, "application/problem+json") for _, status, code in cases]


@override_settings(FIRSTREPLY_ADDRESS="https://us.example")
def test_ticket_lets_a_browser_of_our_own_pages_in(database: Database) -> None:
    from django.core import signing

    from firstreply.store import ticket

    own = office(ana={})
    made = ticket.made(ticket.Pass(own.id, own.members["ana"], None))

    async def story() -> list[Screen]:
        async with streaming() as application:
            ours = await Screen(application, query=f"ticket={made}", origin="https://us.example").ready()
            theirs = await Screen(application, query=f"ticket={made}", origin="https://evil.example").ready()
            asked = Screen(application, method="OPTIONS", origin="https://us.example")
            await asked.until(lambda: asked.ended)
            for screen in (ours, theirs):
                await screen.close()
            return [ours, theirs, asked]

    ours, theirs, asked = asyncio.run(story())
    allowed = "access-control-allow-origin"
    assert [one.headers.get(allowed) for one in (ours, theirs, asked)] == [
        "https://us.example",
        None,
        "https://us.example",
    ]
    assert asked.status == 204
    forged = signing.dumps([str(own.id), "", ""], salt="another")
    assert (ticket.read(forged), ticket.read(made[:-1]), ticket.read("")) == (None, None, None)


def test_one_holder_cannot_take_every_connection(database: Database) -> None:
    from firstreply.web.live.hub import MOST_OF_ONE

    own = office(ana={})

    async def story() -> tuple[int, int]:
        async with streaming() as application:
            headers = bearer(await asyncio.to_thread(token, own.id, own.members["ana"]))
            screens = [await Screen(application, **headers).ready() for _ in range(MOST_OF_ONE)]
            more = Screen(application, **headers)
            await more.until(lambda: more.ended)
            await screens[0].close()
            again = await Screen(application, **headers).ready()
            await asyncio.gather(again.close(), *(screen.close() for screen in screens[1:]))
            return more.status, application.hub.connected

    assert asyncio.run(story()) == (429, 0)
