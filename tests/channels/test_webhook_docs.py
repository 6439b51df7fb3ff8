"""The page on webhooks: its receiver believes us and nobody else, its lists are complete."""

import time
from typing import Any

from firstreply.core.respond.alert import AlertKind
from firstreply.jobs.retry import MOST
from tests.channels.test_webhook_standard import sent
from tests.docs.pages import blocks, names, rows, section, text

PAGE = text("docs/channels/webhooks-out.md")


def genuine(*given: Any) -> bool:
    (source,) = blocks(PAGE, "python")
    room: dict[str, Any] = {}
    exec(source, room)
    found: bool = room["genuine"](*given)
    return found


def test_the_receiver_of_the_page_believes_us_and_nobody_else() -> None:
    from firstreply.channels.webhook import new_secret

    old, new = new_secret(), new_secret()
    got = sent(new, old)
    late = sent(new, at=int(time.time()) - 301)
    assert [genuine(secret, got.headers, got.body) for secret in (new, old, new_secret())] == [
        True,
        True,
        False,
    ]
    assert genuine(new, got.headers, got.body + b" ") is False
    assert genuine(new, late.headers, late.body) is False


def test_every_event_is_on_the_page() -> None:
    from firstreply.journey.programs import EVENTS

    listed = [names(row[0])[0] for row in rows(section(PAGE, "What is sent"))]
    assert sorted(listed) == sorted(EVENTS)
    assert {one.removeprefix("alert.") for one in names(PAGE) if one.startswith("alert.")} <= set(AlertKind)


def test_the_page_says_how_often_and_how_long() -> None:
    assert MOST["webhook"] == 10
    assert "ten tries in three days" in PAGE
