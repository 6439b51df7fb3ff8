"""The frame: parts and wholes, actions with and without script, undo, the palette, what went wrong, what is loaded."""

import gzip
import json
import re
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.statements import counted
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres
PART = {"HX-Request": "true"}


@pytest.fixture
def office(database: Any) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def told(answer: Any) -> Any:
    return json.loads(answer["HX-Trigger"])


def asked(desk: Desk, path: str = "/channels", **headers: str) -> Any:
    """The visit of a request that would be made at that desk."""
    from firstreply.web.desk.visit import visit

    return visit(desk.client.get(path, headers=headers).wsgi_request)


def test_a_part_is_one_block_and_the_page_without_script_is_the_same_in_whole(desk: Desk) -> None:
    part, whole = desk.get("/palette?q=chan", **PART), desk.get("/palette?q=chan")
    assert part.content.decode().strip().startswith('<div id="found" ')
    assert "<html" in whole.content.decode()
    assert 'href="/channels"' in part.content.decode()


@pytest.mark.parametrize("kind", ["full", "partial"])
def test_whoever_chooses_from_a_page_gets_the_page(desk: Desk, kind: str) -> None:
    answer = desk.get("/palette?q=chan", **PART, **{"HX-Request-Type": kind})
    assert ("<html" in answer.content.decode()) == (kind == "full")


def test_a_part_carries_a_nonce_of_its_own_that_nobody_could_know(desk: Desk) -> None:
    answer = desk.get("/workers", **PART)
    found = re.findall(r'hx-nonce="([^"]+)"', answer.content.decode())
    policy = answer["Content-Security-Policy"]
    assert [f"script-src 'nonce-{one}'" in policy for one in found] == [True]
    assert desk.get("/workers", **PART)["Content-Security-Policy"] != policy


@pytest.mark.parametrize("given", [{"on": "x"}, {"trigger": "click[ctrlKey]"}, {"headers": "js:x"}])
def test_no_attribute_is_written_that_would_run_text_as_script(desk: Desk, given: dict[str, str]) -> None:
    from firstreply.web.desk.sheet.marks import Marks

    with pytest.raises(ValueError, match=r"not written|run as script"):
        Marks(asked(desk)).hx(**given)


def test_what_users_wrote_leaves_no_attribute(desk: Desk) -> None:
    from firstreply.web.desk.sheet.marks import Marks, ltr, name

    hx = Marks(asked(desk)).hx(get='/x"><script>', vals={"a": "\"'<"})
    assert '"><script>' not in hx
    assert name("<b>\u202eA") == "<bdi>&lt;b&gt; A</bdi>"
    assert ltr("+49 30") == '<bdi dir="ltr">+49 30</bdi>'


def test_a_refusal_of_a_part_is_a_toast_and_swaps_nothing(desk: Desk) -> None:
    answer = desk.client.post("/undo", {"ticket": "x", "proof": desk.proof}, headers=PART)
    assert (answer.status_code, answer["HX-Reswap"], answer.content) == (422, "none", b"")
    assert told(answer)["fr:toast"]["kind"] == "refused"
    assert "too late" in told(answer)["fr:toast"]["said"]


def test_whoever_is_signed_out_in_a_part_is_told_so_and_not_led_away(desk: Desk) -> None:
    desk.client.cookies.clear()
    answer = desk.client.get("/palette", headers=PART)
    assert (answer.status_code, answer["HX-Reswap"]) == (401, "none")
    assert "fr:signed-out" in told(answer)


class Snoozed:
    """What a room of its own would register."""

    def __init__(self) -> None:
        self.undone: list[tuple[str, str]] = []

    def undo(self, who: Any, lead: str) -> None:
        self.undone.append((str(who.organisation), lead))


@pytest.fixture
def snoozed() -> Any:
    from firstreply.web.desk.frame import undo

    made = Snoozed()
    undo.register("test-unsnooze", made.undo)
    yield made
    del undo.UNDO["test-unsnooze"]


def test_undo_works_once_for_its_doer_and_says_so(desk: Desk, office: Office, snoozed: Snoozed) -> None:
    from firstreply.web.desk.frame import undo

    ticket = undo.ticket(asked(desk), "test-unsnooze", lead=office.id)
    first = desk.client.post("/undo", {"ticket": ticket, "proof": desk.proof}, headers=PART)
    again = desk.client.post("/undo", {"ticket": ticket, "proof": desk.proof}, headers=PART)
    assert (first.status_code, again.status_code) == (200, 422)
    assert told(first)["fr:toast"]["said"] == "Undone."
    assert told(first)["fr:undone"] == {"name": "test-unsnooze"}
    assert "before" in told(again)["fr:toast"]["said"]
    assert snoozed.undone == [(str(office.id), str(office.id))]


def test_undo_without_script_leads_back_to_the_page(desk: Desk, office: Office, snoozed: Snoozed) -> None:
    from firstreply.web.desk.frame import undo

    ticket = undo.ticket(asked(desk), "test-unsnooze", lead="7")
    page = desk.get(f"/channels?done=saved&undo={ticket}").content.decode()
    assert f'name="ticket" value="{ticket}"' in page
    answer = desk.post("/undo", ticket=ticket, to="/webhooks")
    assert (answer.status_code, answer["Location"]) == (303, "/webhooks?done=undone")


def test_what_the_reverse_refuses_leaves_the_ticket_good(desk: Desk, snoozed: Snoozed) -> None:
    from firstreply.core.refusal import Refused
    from firstreply.web.desk.frame import undo

    ticket = undo.ticket(asked(desk), "test-unsnooze", lead="7")
    works = undo.UNDO["test-unsnooze"]

    def refuses(who: Any, lead: str) -> None:
        raise Refused("changed_meanwhile")

    undo.UNDO["test-unsnooze"] = refuses
    assert desk.post("/undo", ticket=ticket).status_code == 409
    undo.UNDO["test-unsnooze"] = works
    assert desk.post("/undo", ticket=ticket).status_code == 303


def test_a_ticket_is_nobody_elses(desk: Desk, office: Office, snoozed: Snoozed) -> None:
    from firstreply.web.desk.frame import undo

    ticket = undo.ticket(asked(desk), "test-unsnooze", lead="7")
    colleague = Desk(office, member=office.member("admin")[0])
    stranger = Desk(Office("Stranger"))
    assert [one.post("/undo", ticket=ticket).status_code for one in (colleague, stranger)] == [422, 422]
    assert snoozed.undone == []


def test_a_ticket_is_over_after_a_minute(desk: Desk, snoozed: Snoozed) -> None:
    from datetime import UTC, datetime, timedelta

    from django.core import signing
    from django.core.signing import TimestampSigner

    from firstreply.web.desk.frame import undo

    class Then(TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int((datetime.now(UTC) - timedelta(seconds=61)).timestamp()))

    ticket = undo.ticket(asked(desk), "test-unsnooze", lead="7")
    old = Then(salt="firstreply.desk.undo").sign_object(signing.loads(ticket, salt="firstreply.desk.undo"))
    assert desk.post("/undo", ticket=old).status_code == 422


def _asks(office: Office, *names: str) -> None:
    """People who ask, and whose words were read."""
    from firstreply.journey.flow import arrived
    from firstreply.journey.tidy import tidy

    for one in names:
        body = {"name": one, "email": f"{one.split()[0].lower()}@example.com"}
        assert office.ask("POST", "/inquiries", body).status_code == 202
    while arrived(office.id, now=office.now):
        pass
    while tidy(office.id):
        pass


def test_the_palette_finds_people_whom_one_may_see_and_asks_as_often_for_three_as_for_one(
    desk: Desk, office: Office
) -> None:
    _asks(office, "Sara Ahmadi")
    desk.get("/palette?q=sar")
    with counted() as one:
        found = said(desk.get("/palette?q=sar"))
    _asks(office, "Sarah", "Saro")
    with counted() as three:
        desk.get("/palette?q=sar")
    assert ("Sara Ahmadi" in found, len(three)) == (True, len(one))
    assert "Sara" not in said(Desk(Office("Stranger")).get("/palette?q=sar"))


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("owner", set()),
        ("rep", {"/files", "/people"}),
        ("marketer", {"/people"}),
        ("viewer", {"/inbox", "/templates", "/files", "/people"}),
    ],
)
def test_pages_that_are_not_for_somebody_are_not_shown_to_them(
    office: Office, role: str, hidden: set[str]
) -> None:
    from firstreply.web.desk.sheet.places import PLACES, is_there

    member = office.founded.member if role == "owner" else office.member(role)[0]
    page = Desk(office, member=member).get("/channels").content.decode()
    side = page[page.index('<nav class="places"') : page.index("</nav>")]
    shown = set(re.findall(r'href="([^"]+)"', side))
    assert shown == {one.path for one in PLACES if is_there(one.path)} - hidden
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', side) == ["/channels"]


def test_the_way_to_the_stream_is_by_the_name_that_the_browser_used(desk: Desk) -> None:
    answer = desk.client.post("/ticket/live", {"proof": desk.proof}, headers={"host": "office.lan:8000"})
    page = desk.client.get("/channels", headers={"host": "office.lan:8000"})
    assert answer.json()["url"].startswith("http://office.lan:8001/live?ticket=")
    assert "connect-src 'self' http://office.lan:8001;" in page["Content-Security-Policy"]
    assert (
        "connect-src 'self' *:8001;"
        in desk.client.get("/channels", headers={"host": "[::1]:8000"})["Content-Security-Policy"]
    )


def test_nobody_gets_a_pass_to_the_stream_by_get_or_without_proof(desk: Desk) -> None:
    statuses = [desk.client.get("/ticket/live").status_code, desk.client.post("/ticket/live").status_code]
    assert statuses == [405, 403]


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_an_address_without_a_page_is_said_in_the_readers_language_with_a_number(
    desk: Desk, lang: str
) -> None:
    answer = desk.get("/nowhere", **{"Accept-Language": lang, "X-Request-ID": "number-of-it"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Language"], len(alerts(answer))) == (404, lang, 1)
    assert "number-of-it" in page


def test_programs_are_told_in_their_own_form(desk: Desk) -> None:
    for path in ("/api/v1/nowhere", "/in/nowhere", "/live/nowhere"):
        answer = desk.client.get(path)
        assert (path, answer.status_code, answer["Content-Type"]) == (path, 404, "application/problem+json")


def test_a_defect_shows_no_stack_and_asks_nothing_of_the_database(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firstreply.web.desk import listing

    def breaks(*_: Any) -> Any:
        raise RuntimeError("secret of ours")

    monkeypatch.setattr(listing, "show", breaks)
    desk.client.raise_request_exception = False
    answer = desk.client.get("/channels", headers={"X-Request-ID": "number-of-it"})
    page = answer.content.decode()
    assert (answer.status_code, len(alerts(answer)), "secret" in page, "Traceback" in page) == (
        500,
        1,
        False,
        False,
    )
    assert "number-of-it" in page


def test_a_database_that_is_away_is_said_on_a_page_and_to_programs_as_a_problem(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from firstreply.web.desk import listing

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("gone")

    monkeypatch.setattr(listing, "show", away)
    answer = desk.client.get("/channels")
    assert (answer.status_code, answer["Retry-After"], len(alerts(answer))) == (503, "2", 1)


def test_robots_are_sent_away_and_the_icon_is_there(desk: Desk) -> None:
    assert desk.client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    icon = desk.client.get("/favicon.ico")
    assert (icon.status_code, icon["Content-Type"]) == (200, "image/svg+xml")


def test_style_and_script_are_packed_for_whoever_can_unpack_them(desk: Desk) -> None:
    import gzip

    from firstreply.web.desk import asset

    packed = desk.client.get(asset.url("frame.css"), headers={"Accept-Encoding": "br, gzip"})
    plain = desk.client.get(asset.url("frame.css"))
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert desk.client.get(asset.url("frame.css").replace(".css", ".js")).status_code == 404


def test_a_module_names_the_modules_that_it_needs_in_their_version(desk: Desk) -> None:
    from firstreply.web.desk import asset

    text = desk.client.get(asset.url("frame.js")).content.decode()
    named = re.findall(r'import "\./([^"]+)"', text)
    assert len(named) == 10
    assert [desk.client.get(f"/desk/{one}").status_code for one in named] == [200] * 10


def test_countdowns_say_how_it_stands_in_words_and_by_a_name(desk: Desk) -> None:
    from datetime import timedelta

    from firstreply.web.desk.sheet.marks import Marks

    who = asked(desk)
    marks, hour = Marks(who), timedelta(hours=1)
    begun = who.now - timedelta(hours=9)
    shown = [marks.countdown(who.now + left, begun) for left in (hour * 9, hour, -hour)]
    found = [re.findall(r'class="clock (\w+)".*>(.*)</time>', one)[0] for one in shown]
    assert found == [("fine", "9 h left"), ("soon", "1 h left"), ("late", "1 h late")]
    assert marks.countdown(None) == '<span class="clock none">–</span>'


@pytest.mark.parametrize(
    ("origin", "host", "let_in"),
    [
        ("http://office.lan:8000", "office.lan:8001", True),
        ("https://office.lan", "office.lan:8001", True),
        ("http://[::1]:8000", "[::1]:8001", True),
        ("http://evil.example", "office.lan:8001", False),
        ("http://office.lan.evil.example", "office.lan:8001", False),
        ("file://office.lan", "office.lan:8001", False),
        ("http://[", "office.lan:8001", False),
        ("null", "office.lan:8001", False),
        ("", "office.lan:8001", False),
    ],
)
def test_the_stream_is_read_by_pages_of_the_same_name_only(
    desk: Desk, origin: str, host: str, let_in: bool
) -> None:
    from firstreply.web.live.app import _cors

    given = dict(_cors(origin, host))
    assert given.get(b"access-control-allow-origin") == (origin.encode() if let_in else None)


def test_pages_are_packed_for_whoever_can_unpack_them_and_other_answers_are_not(desk: Desk) -> None:
    page, packed = desk.get("/channels"), desk.client.get("/channels", headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in page, packed["Content-Encoding"]) == (False, "gzip")
    assert "Accept-Encoding" in packed["Vary"]
    assert re.findall(r"<h1>.*?</h1>", gzip.decompress(packed.content).decode()) == ["<h1>Channels</h1>"]
    table = desk.client.get("/leads/export.csv", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in table
