"""The way in to the stream by the API, and trying out whether alerts arrive."""

import asyncio
import json
from uuid import uuid4

import pytest

from tests.api.conftest import Office
from tests.journey.office import hook, rows
from tests.postgres import Database
from tests.web.listener import Screen, streaming, token

pytestmark = pytest.mark.postgres


@pytest.fixture
def place(database: Database) -> Office:
    from firstreply.api import auth

    auth.forget()
    return Office()


def test_ticket_of_a_member_opens_their_stream_and_a_revoked_token_closes_it(place: Office) -> None:
    from firstreply.store.models import Token

    member, text = place.member("rep")
    answer = place.ask("POST", "/live/tickets", token=text)
    made = answer.json()
    assert (answer.status_code, made["seconds"]) == (201, 60)
    assert made["url"].endswith(f"/live?ticket={made['ticket']}")

    def revoke() -> None:
        from django.utils.timezone import now

        with place.acting():
            Token.objects.filter(member_id=member).update(revoked_at=now())

    async def story() -> tuple[list[str], int]:
        async with streaming() as application:
            screen = await Screen(application, query=f"ticket={made['ticket']}").ready()
            answer = await asyncio.to_thread(place.ask, "POST", "/me/test-alert", {}, token=text)
            assert answer.status_code == 202, answer.content
            await screen.until(lambda: screen.kinds() == ["alert.test"])
            await asyncio.to_thread(revoke)
            await screen.until(lambda: screen.ended, 5)
            late = Screen(application, query=f"ticket={made['ticket']}")
            await late.until(lambda: late.ended)
            return screen.kinds(), late.status

    assert asyncio.run(story()) == (["alert.test"], 401)


def test_test_alert_goes_every_way_of_the_member_and_to_nobody_else(place: Office) -> None:
    member, text = place.member("rep")
    hook(place.id, "https://hooks.example/")
    answer = place.ask("POST", "/me/test-alert", {}, token=text)
    assert (answer.status_code, answer.json()) == (202, {"channels": ["in_app"]})
    assert rows(place.id, "channel", "kind", "member_id") == [("in_app", "test", member)]


def test_program_that_is_nobody_cannot_test_itself(place: Office) -> None:
    text = token(place.id, None, "admin")
    answer = place.ask("POST", "/me/test-alert", {}, token=text)
    assert (answer.status_code, answer.json()["code"]) == (403, "member_needed")


def test_webhook_is_tested_by_who_may_decide(place: Office) -> None:
    one, other = (
        hook(place.id, "https://hooks.example/1"),
        hook(place.id, "https://hooks.example/2", "assigned"),
    )
    _, text = place.member("rep")
    asked = [
        place.ask("POST", f"/webhooks/{other}/test", {}),
        place.ask("POST", f"/webhooks/{other}/test", {}, token=text),
        place.ask("POST", f"/webhooks/{uuid4()}/test", {}),
        Office("Another").ask("POST", f"/webhooks/{one}/test", {}),
    ]
    assert [answer.status_code for answer in asked] == [202, 403, 404, 404]
    assert rows(place.id, "channel", "kind", "endpoint_id", "state") == [
        ("webhook", "test", other, "pending")
    ]


def test_stream_and_api_ask_for_the_scope(place: Office) -> None:
    text = token(place.id, None, "read")
    answers = [
        place.ask("POST", "/live/tickets", token=text),
        place.ask("POST", "/me/test-alert", {}, token=text),
        place.ask("GET", "/push-key", token=text),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert len(json.loads(answers[2].content)["key"]) == 87


def test_a_stream_that_a_page_opened_ends_with_the_session(place: Office) -> None:
    from allauth.usersessions.models import UserSession

    from tests.web.desk import Desk

    desk = Desk(place)
    url, session = desk.post("/ticket/live").json()["url"], UserSession.objects.get()

    async def story() -> tuple[bool, int]:
        async with streaming() as application:
            screen = await Screen(application, query=url.partition("?")[2]).ready()
            await asyncio.to_thread(session.end)
            await screen.until(lambda: screen.ended, 5)
            late = Screen(application, query=url.partition("?")[2])
            await late.until(lambda: late.ended)
            return screen.ended, late.status

    assert asyncio.run(story()) == (True, 401)
