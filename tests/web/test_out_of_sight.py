"""What is another team's: a rep and a manager who work in one team see and touch nothing of it, wherever they ask."""

import re
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from tests.api.tenants import desk, sums
from tests.api.test_tenant_matrix import Call, Two
from tests.browser.places import path_of
from tests.postgres import Database
from tests.web.desk import Desk, said
from tests.web.tenants_things import form, sent
from tests.web.two_teams import WORD, TwoTeams, text_of

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
SEATS = pytest.mark.parametrize("seat", ["rep", "manager"])
#: What is done to a lead, or to what somebody else has: to what is out of sight nothing of it is done.
TOUCHING = {
    "inbox/snooze", "inbox/wake", "inbox/assign", "inbox/close", "inbox/spam", "inbox/call", "inbox/more",
    "inbox/done", "inbox/offers/<uuid:offer>/claim", "inbox/offers/<uuid:offer>/decline", "pipeline/move",
    "pipeline/move/<uuid:lead>", "templates/look", "views/<uuid:view>", "views/<uuid:view>/drop", "views/order",
    "undo", "leads/<uuid:lead>/quick", "leads/<uuid:lead>/quick/approved", "templates/<uuid:template>/write",
    "templates/<uuid:template>/change", "templates/<uuid:template>/retire",
}  # fmt: skip
_RAW = "leads/<uuid:lead>/messages/<uuid:message>/raw"
#: Where Bea meets her lead.
MET = {
    "search", "palette", "leads", "inbox", "inbox/rows", "pipeline", "pipeline/move/<uuid:lead>", "insights",
    "insights/waits", "insights/leads", "insights/waits.csv", "inbox/more", "templates/leads",
}  # fmt: skip


@pytest.fixture
def teams(database: Database) -> TwoTeams:
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.live import Asked, ask

    made = TwoTeams()
    end = time.monotonic() + 60
    while (
        ask(made.office.id, Viewer(member=None, role=Role.OWNER), Asked(), "headline").preparing is not None
    ):
        assert time.monotonic() < end
        time.sleep(0.1)
    return made


def _of_leads() -> set[str]:
    return {one for one in desk() if one.startswith("leads/<uuid:lead>")}


def _told(at: Desk, teams: TwoTeams) -> dict[str, str]:
    """The places that say the word, each with the address."""
    return {place: path for place, path in teams.pages() if WORD in text_of(at.client.get(path))}


@SEATS
def test_no_page_says_anything_of_it(teams: TwoTeams, seat: str) -> None:
    at = teams.desk(teams.seats[seat])
    assert _told(at, teams) == {}


def test_whose_it_is_meets_it_there(teams: TwoTeams) -> None:
    told = set(_told(teams.desk(teams.bea), teams))
    assert MET - told == set()
    assert {"by_person", "by_team", "by_product", "by_tag"} <= _parts_that_tell(teams, teams.bea, "rep")


@SEATS
def test_none_of_its_pages_is_found(teams: TwoTeams, seat: str) -> None:
    at = teams.desk(teams.seats[seat])
    found = {
        (place, at.client.get(path).status_code) for place, path in teams.pages() if place in _of_leads()
    }
    assert {status for _, status in found} == {404, 405}
    assert {place for place, _ in found} == _of_leads()


@SEATS
def test_nothing_is_done_to_it(database: Database, teams: TwoTeams, seat: str) -> None:
    """Every form of the desk, with all that is Bea's; what is done to a lead alone changes nothing at all."""
    at = teams.desk(teams.seats[seat])
    told, found = {}, {}
    hidden, everything = teams.sums(database), sums(database, teams.office.id)
    for place in sorted(_of_leads() | TOUCHING):
        answer = _sent(at, teams, place)
        found[place] = answer.status_code
        told |= {place: WORD} if WORD in text_of(answer) else {}
    done = {place: one for place, one in found.items() if one not in (403, 404, 405, 422)}
    assert done == {"views/order": 303}  # only their own are put in order
    assert {found[place] for place in _of_leads() - {_RAW}} <= {404, 405}
    assert sums(database, teams.office.id) == everything
    for place in sorted(set(desk()) - _of_leads() - TOUCHING):
        if not place.startswith(("desk/", "wall/", "badge/")):
            told |= {place: WORD} if WORD in text_of(_sent(at, teams, place)) else {}
    assert told == {}
    assert teams.sums(database) == hidden


def _sent(at: Desk, teams: TwoTeams, place: str) -> Any:
    """A form with all that any of them asks for, each of it Bea's."""
    ids = {**teams.ids, "colleague": teams.bea}
    path = path_of(place, {name: str(one) for name, one in ids.items()})
    if "/parts/" in place:
        return sent(at, path, ids)
    lead, wait = ids["lead"], ids["wait"]
    more = {
        "stage": "contacted", "to": teams.bea, "lead": ids["other"] if "merge" in place else lead,
        "writing": "no", "item": f"{lead}.{wait}", "views": str(ids["view"]), "reason": "x", "reached": "yes",
        "until": "2030-01-04", "take": "yes", "q": "quokka",
    }  # fmt: skip
    return at.client.post(path, form(ids, proof=at.proof, **more))


@SEATS
def test_neither_is_it_joined_to_what_they_see(database: Database, teams: TwoTeams, seat: str) -> None:
    """The other of two leads that look alike, and what is Bea's at an address of Ann's lead."""
    at, own = teams.desk(teams.seats[seat]), teams.own["lead"]
    ids = {name: str(one) for name, one in teams.ids.items()} | {"lead": str(own)}
    ids |= {"other": str(teams.ids["lead"]), "suggestion": str(teams.ids["alike"])}
    named = re.compile(r"<uuid:(other|suggestion|message|wait|task|file|offer)>")
    everything = sums(database, teams.office.id)
    found = {}
    for place in sorted(one for one in _of_leads() if named.search(one)):
        path = path_of(place, ids)
        given = form({**teams.ids, "colleague": teams.bea}, proof=at.proof, lead=teams.ids["lead"])
        answers = [at.client.get(path), at.client.post(path, given)]
        assert [one for one in answers if WORD in text_of(one)] == [], place
        found[place] = {one.status_code for one in answers}
    wrong = {place: one for place, one in found.items() if not one <= {404, 405}}
    assert wrong == {_RAW: {403, 405}}  # of any lead, for their role
    assert len(found) >= 12
    assert at.client.post(
        f"/leads/{own}/unmerge", {"proof": at.proof, "lead": teams.ids["lead"]}
    ).status_code == 404  # fmt: skip
    assert sums(database, teams.office.id) == everything


@SEATS
def test_what_bea_may_undo_nobody_else_does(database: Database, teams: TwoTeams, seat: str) -> None:
    bea, at = teams.desk(teams.bea), teams.desk(teams.seats[seat])
    lead, wait = teams.ids["lead"], teams.ids["wait"]
    sheet = {
        "item": f"{lead}.{wait}",
        "reason": "x",
        "until": "2030-01-04",
        "to": teams.office.founded.member,
    }
    acts = [
        bea.client.post(f"/leads/{lead}/note", {"proof": bea.proof, "text": "x"}),
        bea.client.post("/inbox/call", {"proof": bea.proof, **sheet, "to": "/inbox"}),
        bea.client.post(f"/leads/{lead}/give", {"proof": bea.proof, **sheet}),
    ]
    tickets = [
        ticket for one in acts for ticket in parse_qs(urlsplit(one.get("Location", "")).query).get("undo", ())
    ]
    assert len(tickets) == len(acts)
    everything = sums(database, teams.office.id)
    answers = [at.client.post("/undo", {"proof": at.proof, "ticket": one, "to": "/inbox"}) for one in tickets]
    assert [one.status_code for one in answers] == [422] * len(tickets)
    assert sums(database, teams.office.id) == everything


@SEATS
def test_numbers_count_what_they_see(teams: TwoTeams, seat: str) -> None:
    """Two asked them, two leads stand in their lists; whose the others are, and of which product, is not told."""
    at, token = teams.desk(teams.seats[seat]), {"rep": teams.ann_token, "manager": teams.max_token}[seat]
    numbers = teams.office.get("/insights?period=all&part=headline&part=funnel", token=token).json()["parts"]
    leads = teams.office.get("/leads?limit=100", token=token).json()["items"]
    waits = teams.office.get("/waits?limit=100", token=token).json()["items"]
    assert {one["name"] for one in leads} == {"Otto Own", "Olive Own"}
    assert {one["lead"] for one in waits} == {one["id"] for one in leads}
    assert numbers["headline"]["inquiries"] == len(waits) == 2
    assert numbers["funnel"]["leads"] == len(leads)
    for narrowed in (f"person={teams.bea}", f"team={teams.team_b}", "product=xanthippe+quokka"):
        path = f"/insights?period=all&part=headline&{narrowed}"
        assert teams.office.get(path, token=token).json()["parts"]["headline"]["inquiries"] == 0, narrowed
    assert _parts_that_tell(teams, at.member, seat) == set()
    assert "2 waits behind the number" in said(at.get("/insights/waits?period=all"))
    assert len(text_of(at.client.get("/insights/waits.csv?period=all")).strip().split("\n")) == 3


def _parts_that_tell(teams: TwoTeams, member: UUID, role: str) -> set[str]:
    """The parts of an answer that name Bea, her team, or what they asked for."""
    from firstreply.core.member import Role
    from firstreply.insights.live import Asked, ask
    from firstreply.insights.live.parts import PARTS
    from firstreply.store.queries import sight

    with teams.office.acting():
        viewer = sight.viewer(member, Role(role), datetime.now(UTC))
    parts = ask(teams.office.id, viewer, Asked(), *PARTS).parts
    named = (WORD, str(teams.bea), str(teams.team_b))
    return {name for name, part in parts.items() if any(one in repr(part).lower() for one in named)}


class Calls(Two):
    """Every operation of the API, asked for by who does not see it, with each id in turn that is Bea's."""

    def __init__(self, teams: TwoTeams, token: str) -> None:
        self.own, self.mine, self.ids, self.token = teams.office, teams.own, teams.ids, token

    def ask(self, call: Call) -> Any:
        return self.own.ask(call.method, call.path, call.body, token=self.token, match="*")


@SEATS
def test_the_api_tells_and_changes_nothing_of_it(database: Database, teams: TwoTeams, seat: str) -> None:
    token = {"rep": teams.ann_token, "manager": teams.max_token}[seat]
    calls = Calls(teams, token)
    hidden = teams.sums(database)
    told, found = [], {}
    for call in calls.calls():
        answer = calls.ask(call)
        told += [call.operation] if WORD in text_of(answer) else []
        if re.fullmatch(r"path: (lead|wait|message|offer|reply|delivery|all)", call.foreign):
            found[call.operation] = answer.status_code
    for path in (
        "/search?q=quokka",
        "/leads?text=quokka",
        "/inbox?whose=all",
        "/inbox?whose=all&split=tasks",
    ):
        told += [path] if WORD in text_of(teams.office.get(path, token=token)) else []
    assert told == []
    assert {call: status for call, status in found.items() if status not in (403, 404)} == {}
    read = {call: one for call, one in found.items() if call.startswith("GET") and "/webhooks/" not in call}
    assert set(read.values()) == {404}
    assert len(found) >= 25
    assert teams.sums(database) == hidden
