"""Limits: too fast, too large, of the wrong kind, at the wrong address; each is a problem that says so."""

from typing import Any

import pytest

from tests.api.conftest import Office

SARA = {"name": "Sara"}


@pytest.fixture
def rate() -> Any:
    """Other limits for the time of a `with`."""
    from django.test import override_settings

    return lambda quota: override_settings(FIRSTREPLY_RATE_LIMIT=quota)


def test_a_burst_is_let_through_once_and_an_even_pace_for_ever() -> None:
    from firstreply.core.pace import Rate

    taken = Rate()
    burst = [taken.take("a", 60, 100.0) for _ in range(61)]
    assert [one.wait_s for one in burst] == [0.0] * 60 + [1.0]
    assert [one.remaining for one in burst[:3] + burst[-2:]] == [59, 58, 57, 0, 0]
    assert [taken.take("a", 60, 101.0 + n).wait_s for n in range(600)] == [0.0] * 600
    assert taken.take("b", 60, 100.0).remaining == 59


def test_what_is_refused_costs_nothing() -> None:
    from firstreply.core.pace import Rate

    taken = Rate()
    for _ in range(60):
        taken.take("a", 60, 0.0)
    assert {taken.take("a", 60, 0.5).wait_s for _ in range(100)} == {0.5}
    assert taken.take("a", 60, 1.0).wait_s == 0.0


@pytest.mark.postgres
def test_too_fast_says_when_to_come_again(office: Office, rate: Any) -> None:
    with rate(3):
        answers = [office.ask("POST", "/inquiries", SARA) for _ in range(4)]
    assert [one.status_code for one in answers] == [202, 202, 202, 429]
    assert [one["RateLimit"] for one in answers[:2]] == ['"default";r=2;t=20', '"default";r=1;t=40']
    last = answers[-1]
    assert (last["RateLimit-Policy"], last["Retry-After"]) == ('"default";q=3;w=60', "20")
    assert (last["Content-Type"], last.json()["code"]) == ("application/problem+json", "too_many_requests")


@pytest.mark.postgres
def test_who_guesses_tokens_is_stopped_and_others_are_not(office: Office, rate: Any) -> None:
    guess = f"fr_aaaaaaaaaa_{'A' * 43}"
    with rate(5):
        found = [office.client.get("/api/v1/me", headers={"Authorization": f"Bearer {guess}"},
                                   REMOTE_ADDR="192.0.2.7").status_code for _ in range(7)]  # fmt: skip
        assert found == [401] * 5 + [429] * 2
        assert office.get("/arrivals").status_code == 200


@pytest.mark.postgres
@pytest.mark.parametrize("path", ["inquiries", "sources", "mappings/preview", "files"])
def test_too_large_is_refused_before_it_is_read(office: Office, path: str) -> None:
    from django.conf import settings

    class Unread:
        def read(self, *_: int) -> bytes:
            raise AssertionError("it was read")

        readline = read

    headers = {"Authorization": f"Bearer {office.token}"}
    size = str(settings.FIRSTREPLY_MAX_BODY_BYTES + 1)
    more: Any = {"CONTENT_LENGTH": size, "wsgi.input": Unread(), "CONTENT_TYPE": "application/json"}
    response = office.client.generic("POST", f"/api/v1/{path}", headers=headers, **more)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.postgres
@pytest.mark.parametrize("path", ["inquiries", "files"])
def test_without_a_length_nothing_is_read(office: Office, path: str) -> None:
    headers = {"Authorization": f"Bearer {office.token}", "Transfer-Encoding": "chunked"}
    environ = office.client._base_environ(
        PATH_INFO=f"/api/v1/{path}", REQUEST_METHOD="POST", CONTENT_TYPE="application/json"
    )
    environ.pop("CONTENT_LENGTH", None)
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    response = office.client.request(**environ)
    assert (response.status_code, response.json()["code"]) == (411, "length_missing")


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["inquiries", "sources", "mappings/preview"])
def test_another_content_type_is_refused(office: Office, kind: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {office.token}"}
    response = office.client.generic(
        "POST", f"/api/v1/{path}", b'{"name": "S"}', content_type=kind, headers=headers
    )
    assert (response.status_code, response.json()["code"]) == (415, "content_type_unknown")


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/arrivals/7", 422, "fields_invalid"),
        ("GET", "/inquiries", 405, "method_not_allowed"),
        ("PUT", "/inquiries", 405, "method_not_allowed"),
        ("GET", "/arrivals?limit=0", 422, "fields_invalid"),
        ("GET", "/arrivals?state=lost", 422, "fields_invalid"),
        ("GET", "/arrivals?cursor=x", 422, "fields_invalid"),
    ],
)
def test_every_refusal_is_a_problem(office: Office, method: str, path: str, status: int, code: str) -> None:
    response = office.ask(method, path)
    told = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:firstreply:problem:{code}")
    assert told["request_id"] == response["X-Request-ID"]
    if status == 405:
        assert response["Allow"] == "POST"


@pytest.mark.postgres
def test_a_defect_tells_nothing_but_its_id(office: Office) -> None:
    from django.test import RequestFactory

    from firstreply.api.api import api

    request = RequestFactory().get("/api/v1/me")
    response = api.on_exception(request, ZeroDivisionError("the secret of the house"))
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert b"secret" not in response.content
