"""What lists, search, the board and files show is one organisation's, behind each wall by itself."""

from contextlib import ExitStack
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.api.tenants import queries_alone, row_security_alone, sums
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
SHOWING = (
    "/pipeline?all=1", "/leads?all=1", "/leads?order=rotting", "/leads?q=secret", "/leads?tag=secret",
    "/search?q=secret", "/pipeline?q=secret", "/pipeline?points=-5", "/leads/export.csv",
    "/leads/export.csv?q=secret", "/pipeline/stages",
)  # fmt: skip


def furnished(name: str, word: str) -> tuple[Office, Any]:
    """An organisation with one lead that bears that word wherever it can, and a stage and view named after it."""
    from firstreply.core.lead.stage import STAGES, Stage, StageKind
    from firstreply.core.member import Role
    from firstreply.journey.flow import arrived
    from firstreply.journey.organise import By, stages, views
    from firstreply.journey.tidy import tidy
    from firstreply.store.models import Lead

    office = Office(name)
    body = {
        "name": f"A secret of {word}",
        "email": f"secret@{word}.example",
        "tags": ["secret"],
        "need": "secret",
    }
    assert office.ask("POST", "/inquiries", body).status_code == 202
    arrived(office.id, now=office.now)
    by = By(office.founded.member, Role.OWNER, office.now)
    with office.acting():
        stages.edit([*STAGES, Stage(key=word, kind=StageKind.OPEN, name=f"Stage of {word}")], by)
        views.keep("leads", f"View of {word}", "q=secret", by, shared=True)
    while tidy(office.id):
        pass
    with office.acting():
        return office, Lead.objects.get().pk


@pytest.mark.parametrize("wall", ["both walls", "row security alone", "queries alone"])
def test_nothing_of_theirs_is_shown_found_counted_or_taken_out(database: Database, wall: str) -> None:
    own, _ = furnished("Own", "ours")
    _, lead = furnished("Theirs", "theirs")
    at = Desk(own)
    before = sums(database)
    with ExitStack() as walls:
        if wall == "row security alone":
            walls.enter_context(row_security_alone())
        if wall == "queries alone":
            walls.enter_context(queries_alone(database))
        shown = {path: text_of(at.client.get(path)) for path in SHOWING}
        moved = at.client.post("/pipeline/move", {"proof": at.proof, "lead": str(lead), "stage": "contacted"})
    assert {path for path, text in shown.items() if "theirs" in text} == set()
    assert {path for path, text in shown.items() if "ours" not in text} == set()
    assert moved.status_code == 404
    after = sums(database)
    assert {name for name in before if before[name] != after[name]} <= {"audit_entry"}


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    octets = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(octets.decode())
