"""The desk: what may be done there, and what a page may never do. In and out: test_account.py."""

import re
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.statements import counted
from tests.web.desk import Desk, alerts, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Any) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.mark.parametrize("proof", ["", "x", "ü", "a" * 5000])
def test_a_form_without_the_proof_of_its_page_changes_nothing(desk: Desk, office: Office, proof: str) -> None:
    from firstreply.store.models import Source

    answer = desk.client.post("/channels/new/form", {"proof": proof, "name": "Foreign"})
    assert (answer.status_code, len(alerts(answer))) == (403, 1)
    with office.acting():
        assert Source.objects.filter(name="Foreign").count() == 0


def test_the_proof_of_somebody_else_is_none(desk: Desk, office: Office) -> None:
    other = Desk(office, token=office.member("admin")[1])
    answer = desk.client.post("/channels/new/form", {"proof": other.proof, "name": "Foreign"})
    assert answer.status_code == 403


def test_what_a_button_does_no_link_does(desk: Desk) -> None:
    source = desk.add("form", "Contact")
    statuses = {
        act: desk.get(f"/channels/{source}/{act}").status_code
        for act in (
            "check",
            "tell",
            "secret",
            "switch",
            "test",
            "again",
            "compare",
            "connect",
            "rules/drop",
            "templates/again",
        )
    }
    assert statuses == dict.fromkeys(statuses, 405)
    assert desk.get("/looks").status_code == 405


@pytest.mark.parametrize(
    ("role", "adds", "sees"), [("marketer", 200, 200), ("rep", 403, 200), ("viewer", 403, 200)]
)
def test_who_may_see_and_who_may_add(office: Office, role: str, adds: int, sees: int) -> None:
    desk = Desk(office, token=office.member(role)[1])
    assert (desk.get("/channels").status_code, desk.get("/channels/new/form").status_code) == (sees, adds)
    posted = desk.post("/channels/new/form", name="Contact").status_code
    assert posted == (201 if adds == 200 else 403)


def test_another_organisations_accounts_files_and_webhooks_are_not_there(desk: Desk, office: Office) -> None:
    source = desk.add("form", "Contact")
    file = desk.post("/files/begin", name="people.csv", size="10").json()["path"]
    desk.post("/webhooks/new", url="https://hooks.example.com/x")
    webhook = re.search(r"/webhooks/[0-9a-f-]{36}", desk.get("/webhooks").content.decode())
    assert webhook is not None
    stranger = Desk(Office("Stranger"))
    paths = (
        f"/channels/{source}",
        f"/channels/{source}/form",
        f"/channels/{source}/form/preview",
        file,
        webhook[0],
    )
    assert [stranger.get(path).status_code for path in paths] == [404] * len(paths)
    assert [stranger.post(f"/channels/{source}/switch", to="off").status_code] == [404]
    # the file's octets are not all here yet: its page says so
    assert [desk.get(path).status_code for path in paths] == [200, 200, 200, 422, 200]


def test_pages_load_nothing_of_others_and_are_put_into_no_frame(desk: Desk) -> None:
    source = desk.add("form", "Contact")
    for path in ("/channels", "/channels/new", f"/channels/{source}", "/files", "/webhooks"):
        answer = desk.get(path)
        policy = answer["Content-Security-Policy"]
        nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
        assert nonce is not None
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        tags = re.findall(r"<(?:script|link rel=\"stylesheet\")[^>]*>", answer.content.decode())
        assert all(f'nonce="{nonce[1]}"' in tag for tag in tags)
        assert " style=" not in answer.content.decode()
        assert "http" not in "".join(re.findall(r'(?:src|href)="([^"]+)"', answer.content.decode()))


def test_what_was_typed_into_a_page_of_a_session_that_ended_counts_again(desk: Desk, office: Office) -> None:
    session = desk.client.cookies.pop("firstreply_session")
    lost = desk.client.post("/channels/new/form", {"proof": desk.proof, "name": "Typed"})
    assert (lost.status_code, "still on the page" in said(lost)) == (401, True)
    desk.client.cookies["firstreply_session"] = session.value
    assert desk.client.post("/channels/new/form", {"proof": desk.proof, "name": "Typed"}).status_code == 201


def test_language_and_colours_are_kept_in_the_browser(desk: Desk) -> None:
    desk.post("/looks", lang="fa", theme="dark", to="/channels")
    tag = re.search("<html [^>]*>", desk.get("/channels").content.decode())
    assert tag is not None
    assert [one in tag[0] for one in ('lang="fa"', 'dir="rtl"', 'data-theme="dark"')] == [True] * 3
    other = Desk(desk.office)  # another browser of the same member
    assert 'lang="fa"' in other.get("/channels").content.decode()


def test_the_list_asks_as_often_for_three_as_for_one(desk: Desk) -> None:
    desk.add("form", "One")
    with counted() as one:
        desk.get("/channels")
    desk.add("form", "Two")
    desk.add("webhook", "Three")
    with counted() as three:
        desk.get("/channels")
    assert len(three) == len(one)


def test_what_is_too_large_is_refused_before_it_is_read(desk: Desk) -> None:
    from django.conf import settings
    from django.test import Client

    octets, kind = b"x" * (settings.FIRSTREPLY_MAX_BODY_BYTES + 1), "multipart/form-data; boundary=b"
    for client, path in (
        (Client(), "/sign-in"),
        (desk.client, "/channels/new/form"),
        (desk.client, "/sign-out"),
    ):
        assert (path, client.post(path, octets, content_type=kind).status_code) == (path, 413)
    assert desk.get("/channels").status_code == 200
