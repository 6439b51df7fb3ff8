"""Files by the API: brought in parts, looked at, begun, and what failed as a list to be mended."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres

LIST = (
    b"Name,E-Mail,Met,Budget\nAnn,ann@example.com,03/04/2026,10\n"
    b"Ben,,03/05/2026,=1+1\nCem,cem@example.com,04/05/2026,5\n"
)


def send(office: Office, path: str, octets: bytes, method: str = "post") -> Any:
    given = {"data": octets, "content_type": "application/octet-stream"}
    return getattr(office.client, method)(
        f"/api/v1{path}", headers={"Authorization": f"Bearer {office.token}"}, **given
    )


@pytest.fixture
def file(office: Office) -> str:
    """A file that is here and not begun."""
    return str(send(office, "/files?name=fair.csv", LIST).json()["id"])


def bring(office: Office, file: str) -> None:
    """As a worker does."""
    from firstreply.journey.file.bring import bring

    assert bring(office.id, UUID(file), clock=lambda: office.now)


MET = {"options": {"dates": {"Met": "gregorian:dmy"}, "clock": "contacts"}, "mapping": {
    "name": "Name", "emails": ["E-Mail"], "occurred_at": 2, "budget": 3}}  # fmt: skip


def test_a_preview_shows_rows_as_people_and_asks_what_it_cannot_know(office: Office, file: str) -> None:
    told = office.get(f"/files/{file}/preview").json()
    assert (told["kind"], told["encoding"], told["delimiter"], told["header"]) == ("csv", "utf-8", ",", 1)
    assert [(one["header"], one["field"]) for one in told["columns"]] == [
        ("Name", "name"), ("E-Mail", "emails"), ("Met", "custom.met"), ("Budget", "budget"),
    ]  # fmt: skip
    assert told["open"] == []
    told = office.ask("POST", f"/files/{file}/preview", {"mapping": MET["mapping"]}).json()
    assert told["open"] == [
        {"column": 2, "header": "Met", "field": "occurred_at", "choices": ["gregorian:dmy", "gregorian:mdy"]}
    ]
    assert told["clock"] == "inquiries"
    assert [(one["row"], one["outcome"]) for one in told["rows"]] == [
        (2, "created"),
        (3, "failed"),
        (4, "created"),
    ]
    assert told["rows"][0]["persona"] == {"name": "Ann", "emails": ["ann@example.com"], "budget": "10"}
    assert {name: told["trial"][name] for name in ("created", "updated", "failed", "whole", "rows")} == {
        "created": 2, "updated": 0, "failed": 1, "whole": True, "rows": 4,
    }  # fmt: skip
    assert [(one["row"], one["code"]) for one in told["trial"]["lines"]] == [(3, "lead_fields_invalid")]


def test_nothing_is_begun_before_the_dates_are_told(office: Office, file: str) -> None:
    refused = office.ask("POST", f"/files/{file}/begin", {"mapping": MET["mapping"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "file_dates_open")
    begun = office.ask("POST", f"/files/{file}/begin", MET)
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    bring(office, file)
    told = office.get(f"/files/{file}").json()
    assert (told["state"], told["row"], told["rows"], told["left_s"]) == ("done", 4, 4, None)
    assert told["counts"] == {"created": 2, "updated": 0, "repeated": 0, "skipped": 0, "failed": 1}


def test_the_failed_rows_come_back_with_reasons_and_without_formulas(office: Office, file: str) -> None:
    office.ask("POST", f"/files/{file}/begin", MET)
    bring(office, file)
    answer = office.get(f"/files/{file}/failed")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "row,Name,E-Mail,Met,Budget,why not taken"
    assert lines[1].startswith("3,Ben,,03/05/2026,'=1+1,")
    assert answer["Content-Disposition"] == f'attachment; filename="failed-{file}.csv"'


def test_a_file_may_come_in_parts_in_any_order(office: Office) -> None:
    made = send(office, f"/files?name=parts.csv&size={len(LIST)}", b"").json()
    path = f"/files/{made['id']}"
    assert send(office, f"{path}/parts?number=1", LIST[50:], "put").json() == {"parts": 0, "octets": 0}
    refused = office.get(f"{path}/preview")
    assert (refused.status_code, refused.json()["code"]) == (409, "file_incomplete")
    assert send(office, f"{path}/parts?number=0", LIST[:50], "put").json() == {
        "parts": 2,
        "octets": len(LIST),
    }
    assert len(office.get(f"{path}/preview").json()["rows"]) == 3


def test_a_file_is_taken_back_and_says_who_stayed(office: Office, file: str) -> None:
    from firstreply.journey.file.undo import undo

    office.ask("POST", f"/files/{file}/begin", MET)
    bring(office, file)
    leads = office.get("/leads").json()["items"]
    ann = next(one["id"] for one in leads if one["name"] == "Ann")
    assert office.ask("POST", f"/leads/{ann}/notes", {"text": "met her"}).status_code == 200
    assert office.ask("POST", f"/files/{file}/undo").json()["state"] == "undoing"
    assert undo(office.id, UUID(file), clock=lambda: office.now)
    assert office.get(f"/files/{file}").json()["undone"] == {"withdrawn": 1, "restored": 0, "kept": 1}
    assert office.get(f"/files/{file}/kept").json()["items"] == [{"lead": ann, "name": "Ann", "why": "noted"}]
    assert [one["id"] for one in office.get("/leads").json()["items"]] == [ann]
    gone = next(one["id"] for one in leads if one["id"] != ann)
    assert office.get(f"/leads/{gone}").status_code == 404
    assert office.ask("POST", f"/leads/{gone}/notes", {"text": "x"}).status_code == 404


def test_what_is_under_way_can_be_stopped_and_what_is_over_not(office: Office, file: str) -> None:
    office.ask("POST", f"/files/{file}/begin", MET)
    assert office.ask("POST", f"/files/{file}/cancel").status_code == 202
    bring(office, file)
    assert office.get(f"/files/{file}").json()["state"] == "cancelled"
    assert office.ask("POST", f"/files/{file}/cancel").json()["code"] == "file_over"
    assert office.get("/leads").json()["items"] == []


def test_a_rep_sees_no_files(office: Office, file: str) -> None:
    _, token = office.member("rep")
    assert office.get(f"/files/{file}", token=token).status_code == 403
    assert office.get("/files", token=token).status_code == 403


def test_a_file_is_no_source_that_anybody_looks_after(office: Office, file: str) -> None:
    assert [one["kind"] for one in office.get("/sources").json()["items"]] == ["api"]
    assert [one["kind"] for one in office.get("/health").json()["items"]] == ["api"]
    told = office.get(f"/files/{file}").json()
    assert office.get(f"/sources/{told['source']}").json()["kind"] == "file"
