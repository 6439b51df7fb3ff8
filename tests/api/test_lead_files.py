"""Files with an answer by the API: laid beside the lead, named in the answer, refused where they do not lie there."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.journey.test_beside import asks

pytestmark = pytest.mark.postgres


def account(office: Office, kind: str = "email") -> UUID:
    from firstreply.store.models import Source

    settings = {"address": "sales@own.example", "smtp_host": "smtp.own.example"}
    with office.acting():
        return Source.objects.create(
            organisation_id=office.id, kind=kind, name=kind, settings=settings if kind == "email" else {}
        ).pk


def lay(
    office: Office,
    lead: UUID,
    octets: bytes = b"%PDF",
    query: str = "?name=offer.pdf",
    kind: str = "application/pdf",
) -> Any:
    return office.client.generic(
        "POST",
        f"/api/v1/leads/{lead}/files{query}",
        octets,
        content_type=kind,
        headers={"Authorization": f"Bearer {office.token}"},
    )


def test_a_file_is_laid_listed_and_goes_with_an_answer(office: Office) -> None:
    lead, source = asks(office), account(office)
    laid = lay(office, lead, query="?name=..%2Foffer.pdf")
    assert laid.status_code == 201
    told = laid.json()
    assert {name: told[name] for name in ("name", "content_type", "size")} == {
        "name": "offer.pdf", "content_type": "application/pdf", "size": 4,
    }  # fmt: skip
    assert [one["id"] for one in office.get(f"/leads/{lead}/files").json()["items"]] == [told["id"]]
    new = {"text": "Here it is.", "source": str(source), "files": [told["id"]]}
    answer = office.ask("POST", f"/leads/{lead}/replies", new)
    assert (answer.status_code, answer.json()["files"]) == (202, [told["id"]])
    assert office.get(f"/replies/{answer.json()['id']}").json()["files"] == [told["id"]]


def test_what_cannot_go_is_refused_with_its_code(office: Office) -> None:
    lead, source = asks(office), account(office)
    other = asks(office, name="Omid", email="omid@example.net")
    foreign, mine = lay(office, other).json()["id"], lay(office, lead).json()["id"]
    sms = account(office, "twilio")

    def refused(**said: Any) -> tuple[int, str]:
        answer = office.ask("POST", f"/leads/{lead}/replies", {"text": "x", "source": str(source), **said})
        return answer.status_code, answer.json()["code"]

    assert refused(files=[foreign]) == (404, "not_found")
    assert refused(files=[mine], source=str(sms), to="+4930123456") == (422, "files_not_carried")
    empty = lay(office, lead, b"")
    assert (empty.status_code, empty.json()["code"]) == (422, "file_missing")
    large = lay(office, lead, b"x" * ((10 << 20) + 1))
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")


def test_a_strange_kind_is_octets(office: Office) -> None:
    lead = asks(office)
    assert lay(office, lead, kind="what is this").json()["content_type"] == "application/octet-stream"
    assert lay(office, lead, query="").json()["name"] == "file"
