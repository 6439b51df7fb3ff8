"""People, organisation, tokens, audit and what is put aside: done on pages by whoever may, refused to others."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def invited(desk: Desk, name: str = "Sara", role: str = "rep") -> UUID:
    """A member, invited on the page."""
    from firstreply.store.models import Member

    answer = desk.post("/people/invite", name=name, email=f"{name}@team.example".lower(), role=role)
    assert answer.status_code == 201, said(answer)
    with desk.office.acting():
        return Member.objects.get(name=name).pk


def test_somebody_invited_gets_a_link_that_is_shown_once(desk: Desk) -> None:
    answer = desk.post("/people/invite", name="Sara", email="sara@team.example", role="rep")
    link = re.search(r"/invitation/fr_[\w-]+", answer.content.decode())
    assert (answer.status_code, link is not None) == (201, True)
    assert "/invitation/fr_" not in desk.get("/people").content.decode()
    assert desk.client.get(link[0] if link else "").status_code == 200


def test_what_was_typed_is_offered_back_when_an_invitation_is_refused(desk: Desk) -> None:
    answer = desk.post("/people/invite", name="Sara", email="no address", role="rep")
    assert answer.status_code == 422
    assert 'value="no address"' in answer.content.decode()


def test_a_member_is_changed_with_numbers_in_any_digits(desk: Desk) -> None:
    from firstreply.store.models import Member

    member = invited(desk)
    desk.get(f"/people/{member}")
    answer = desk.post(
        f"/people/{member}", name="Sara K", email="sara@team.example", role="manager", capacity="۱۲",
        per_day="٧", weight="0٫5", skills="cranes\nferries", languages="fa",
    )  # fmt: skip
    assert answer.status_code == 303, said(answer)
    with desk.office.acting():
        row = Member.objects.get(pk=member)
        found = (row.name, row.role, row.capacity, row.per_day, row.weight, row.skills, row.languages)
    assert found == ("Sara K", "manager", 12, 7, 0.5, ["cranes", "ferries"], ["fa"])


def test_two_who_change_one_member_see_each_other(desk: Desk) -> None:
    member = invited(desk)
    page = desk.get(f"/people/{member}").content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    fields: dict[str, Any] = {"email": "sara@team.example", "role": "rep", "revision": revision[1]}
    assert desk.post(f"/people/{member}", name="First", **fields).status_code == 303
    second = desk.post(f"/people/{member}", name="Second", **fields)
    assert (second.status_code, 'value="Second"' in second.content.decode()) == (409, True)


def test_what_was_typed_of_a_member_stays_beside_what_somebody_else_saved(desk: Desk) -> None:
    from firstreply.store.models import Calendar

    member = invited(desk)
    with desk.office.acting():
        hours = Calendar.objects.earliest("id").pk
    seen = re.search(r'name="revision" value="(\d+)"', desk.get(f"/people/{member}").content.decode())
    assert seen
    fields: dict[str, Any] = {"email": "sara@team.example", "role": "rep", "revision": seen[1], "weight": "1"}
    assert desk.post(f"/people/{member}", name="First", **fields).status_code == 303
    mine = {"teams": str(desk.office.founded.team), "languages": "fa", "calendar": str(hours)}
    answer = desk.post(f"/people/{member}", name="Second", **fields, **mine)
    page = answer.content.decode()
    ticked = re.findall(r'name="(\w+)" value="([\w-]+)" checked', page)
    assert ticked == [("teams", mine["teams"]), ("languages", "fa")]
    assert f'<option value="{hours}" selected>' in page
    assert "Name: First" in said(answer)
    again = re.search(r'name="revision" value="(\d+)"', page)
    assert again
    fields["revision"] = again[1]
    assert desk.post(f"/people/{member}", name="Second", **fields, **mine).status_code == 303


def test_two_who_change_the_organisation_see_each_other(desk: Desk) -> None:
    def seen() -> str:
        found = re.search(r'name="seen" value="(\w+)"', desk.get("/organisation").content.decode())
        assert found
        return found[1]

    before = seen()
    first = {"name": "First", "zone": "Asia/Dubai", "region": "AE", "language": "en"}
    assert desk.post("/organisation/change", **first, seen=before).status_code == 303
    second = first | {"name": "Second", "zone": "Asia/Tehran"}
    answer = desk.post("/organisation/change", **second, seen=before)
    assert (answer.status_code, 'value="Second"' in answer.content.decode()) == (409, True)
    assert ("Name: First" in said(answer), "Time zone: Asia/Dubai" in said(answer)) == (True, True)
    found = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert found
    assert desk.post("/organisation/change", **second, seen=found[1]).status_code == 303


def test_two_who_change_one_team_see_each_other_and_another_refusal_hides_nobody(desk: Desk) -> None:
    team = desk.office.founded.team
    desk.post("/organisation/teams", name="Gulf")

    def seen(answer: Any) -> str:
        found = re.search(rf'teams/{team}".*?name="seen" value="(\d+)"', answer.content.decode())
        assert found
        return found[1]

    before = seen(desk.get("/organisation"))
    assert desk.post(f"/organisation/teams/{team}", name="First", seen=before).status_code == 303
    without = desk.post(f"/organisation/teams/{team}", name=" ", seen=before)
    assert (without.status_code, seen(without)) == (422, before)
    answer = desk.post(f"/organisation/teams/{team}", name="Second", seen=before)
    assert (answer.status_code, 'value="Second"' in answer.content.decode()) == (409, True)
    assert "Name: First" in said(answer)
    assert desk.post(f"/organisation/teams/{team}", name="Second", seen=seen(answer)).status_code == 303


def test_what_a_person_has_open_leads_to_their_leads(desk: Desk) -> None:
    member = invited(desk)
    (path,) = re.findall(
        rf'href="([^"]*{member})"><?[^<]*<span class="unseen">', desk.get("/people").content.decode()
    )
    page = desk.get(path).content.decode()
    assert re.findall(r'<option value="([0-9a-f-]{36})" selected>', page) == [str(member)]


def test_people_come_page_by_page_each_once_and_are_found_by_name_and_address(desk: Desk) -> None:
    members = {desk.office.founded.member} | {desk.office.member("rep", f"P{n} X")[0] for n in range(55)}
    found, path = [], "/people"
    while path:
        page = desk.get(path).content.decode()
        found += re.findall(r'<th scope="row"><a href="/people/([0-9a-f-]{36})"', page)
        onward = re.search(r'href="(/people\?after=[^"]+)"', page)
        path = onward[1] if onward else ""
    assert (len(found), set(found)) == (56, {str(one) for one in members})
    assert set(re.findall(r"P\d+ X", said(desk.get("/people?q=p17")))) == {"P17 X"}
    assert set(re.findall(r"P\d+ X", said(desk.get("/people?q=P42%40example")))) == {"P42 X"}
    assert "Nobody here is called that." in said(desk.get("/people?q=100%25"))


def test_the_list_of_people_asks_as_often_for_many_as_for_few(desk: Desk) -> None:
    from tests.statements import counted

    def asked() -> int:
        with counted() as seen:
            desk.get("/people?q=example")
        return len(seen)

    desk.office.member("rep", "P0 X")
    before = asked()
    for number in range(1, 4):
        desk.office.member("rep", f"P{number} X", (desk.office.founded.team,))
    assert asked() == before


def test_the_last_owner_stays(desk: Desk) -> None:
    answer = desk.post(f"/people/{desk.member}/retire")
    assert answer.status_code == 422
    assert "owner" in said(answer).lower()


@pytest.mark.parametrize("path", ["/tokens", "/audit", "/quarantine"])
def test_rooms_of_the_organisation_are_closed_to_reps(office: Office, desk: Desk, path: str) -> None:
    rep = Desk(office, member=invited(desk))
    assert (desk.get(path).status_code, rep.get(path).status_code) == (200, 403)


def test_a_rep_invites_nobody(office: Office, desk: Desk) -> None:
    from firstreply.store.models import Member

    rep = Desk(office, member=invited(desk))
    answer = rep.post("/people/invite", name="Tom", email="tom@team.example", role="owner")
    assert answer.status_code == 403
    with office.acting():
        assert not Member.objects.filter(name="Tom").exists()


def test_a_token_is_shown_once_and_lets_in_until_it_is_revoked(desk: Desk) -> None:
    from firstreply.journey.access import caller, forget

    made = desk.post("/tokens/new", name="Shop", scopes="intake")
    text = re.search(r"fr_[a-z0-9]{10}_[\w-]{20,}", made.content.decode())
    assert text
    assert caller(text[0]) is not None
    listed = desk.get("/tokens").content.decode()
    assert text[0] not in listed
    token = re.search(r'action="/tokens/([0-9a-f-]{36})/revoke"', listed[listed.find("Shop") :])
    assert token
    assert desk.post(f"/tokens/{token[1]}/revoke").status_code == 303
    forget()
    assert caller(text[0]) is None


def test_the_audit_says_who_changed_what(desk: Desk) -> None:
    invited(desk, "Aya")
    desk.post("/organisation/change", name="Renamed", zone="Asia/Tehran", region="IR", language="fa")
    told = said(desk.get("/audit"))
    assert "Renamed" in told
    assert "Aya" in told


def test_the_audit_pages_show_each_line_once(desk: Desk) -> None:
    from firstreply.store.queries import audit
    from firstreply.store.tenancy import acting

    for number in range(7):
        invited(desk, f"Person {number}".replace(" ", ""))
    with acting(desk.office.id):
        every, _ = audit.entries(None, 1000)
        seen, before = [], None
        while True:
            lines, before = audit.entries(before, 3)
            seen += lines
            if before is None:
                break
    assert seen == every


def test_a_zone_that_is_none_is_refused_in_words(desk: Desk) -> None:
    answer = desk.post("/organisation/change", name="X", zone="Mars/Olympus", region="", language="en")
    assert answer.status_code == 422
    assert "Mars/Olympus" in said(answer)


def test_what_was_typed_stands_beside_the_zone_that_is_none(desk: Desk) -> None:
    typed = {"name": "Acme & Sons", "zone": "Mars/Olympus", "region": "ae", "language": "ar"}
    page = desk.post("/organisation/change", **typed).content.decode()
    boxes = (
        'value="Acme &amp; Sons"',
        'value="Mars/Olympus"',
        'value="ae"',
        '<option value="ar" lang="ar" selected>',
    )
    assert [one for one in boxes if one not in page] == []


def test_a_team_whose_name_is_taken_keeps_what_was_typed(desk: Desk) -> None:
    from firstreply.store.models import Calendar, Team

    desk.post("/organisation/teams", name="Gulf")
    with desk.office.acting():
        hours, team = Calendar.objects.earliest("id").pk, Team.objects.get(name="Gulf").pk
        taken = Team.objects.exclude(pk=team).get().name
    chosen = f'<option value="{hours}" selected>'
    before = desk.get("/organisation").content.decode().count(chosen)
    for path in ("/organisation/teams", f"/organisation/teams/{team}"):
        answer = desk.post(path, name=taken, calendar=str(hours))
        page = answer.content.decode()
        assert (answer.status_code, page.count(chosen), page.count(f'value="{taken}"')) == (
            422,
            before + 1,
            2,
        )


def test_teams_are_added_and_renamed(desk: Desk) -> None:
    from firstreply.store.models import Team

    assert desk.post("/organisation/teams", name="Gulf").status_code == 303
    with desk.office.acting():
        team = Team.objects.get(name="Gulf").pk
    assert desk.post(f"/organisation/teams/{team}", name="Levant").status_code == 303
    with desk.office.acting():
        assert Team.objects.get(pk=team).name == "Levant"


def test_what_is_put_aside_is_worked_on_again(desk: Desk) -> None:
    from firstreply.store.models import Arrival

    with desk.office.acting():
        source = desk.office.founded.source
        row = Arrival.objects.create(
            organisation_id=desk.office.id, source_id=source, external_id="x", kind="inquiry",
            state="quarantined", reason="defect", payload={}, digest=b"1", received_at=desk.office.now,
        )  # fmt: skip
    assert str(row.pk) in desk.get("/quarantine").content.decode()
    assert desk.post("/quarantine/again", arrival=str(row.pk)).status_code == 303
    with desk.office.acting():
        assert Arrival.objects.get(pk=row.pk).state == "new"


def undone(desk: Desk, answer: Any) -> Any:
    """What the page that follows offers to undo, undone."""
    page = desk.get(answer.url).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket, said(answer)
    return desk.post("/undo", ticket=ticket[1], to="/people")


def test_a_change_of_the_organisation_is_undone_unless_somebody_changed_it_since(desk: Desk) -> None:
    from firstreply.store.models import Organisation

    fields = {"zone": "Asia/Tehran", "region": "IR", "language": "fa"}
    changed = desk.post("/organisation/change", name="Renamed", **fields)
    assert undone(desk, changed).status_code == 303
    with desk.office.acting():
        row = Organisation.objects.get()
    assert (row.name, row.zone, row.region, row.language) == ("Example", "Europe/Berlin", "DE", "en")
    changed = desk.post("/organisation/change", name="Once", **fields)
    desk.post("/organisation/change", name="Twice", **fields)
    assert undone(desk, changed).status_code == 409
    nothing = desk.post("/organisation/change", name="Twice", **fields)
    assert "undo=" not in nothing.url


def test_a_change_of_a_team_is_undone(desk: Desk) -> None:
    from firstreply.store.models import Team

    team = desk.office.founded.team
    with desk.office.acting():
        before = Team.objects.values_list("name", "calendar_id").get(pk=team)
    assert undone(desk, desk.post(f"/organisation/teams/{team}", name="Levant")).status_code == 303
    with desk.office.acting():
        assert Team.objects.values_list("name", "calendar_id").get(pk=team) == before


def test_a_change_of_a_member_is_undone_with_their_teams(desk: Desk) -> None:
    from firstreply.store.queries import members

    member = invited(desk)
    with desk.office.acting():
        before = members.member(member, desk.office.now)
    changed = desk.post(
        f"/people/{member}", name="Sara K", email="new@team.example", role="manager", capacity="12", weight="2",
        skills="cranes", languages="fa", teams=str(desk.office.founded.team),
    )  # fmt: skip
    assert undone(desk, changed).status_code == 303
    with desk.office.acting():
        now = members.member(member, desk.office.now)
    assert before
    assert now
    assert now._replace(revision=0) == before._replace(revision=0)


def test_whoever_decides_sees_how_old_the_last_backup_is_and_whether_it_came_back(
    office: Office, desk: Desk, home: Path
) -> None:
    from datetime import timedelta

    from firstreply.store import backups

    def told() -> tuple[bool, bool, bool, bool]:
        text = said(desk.get("/organisation"))
        says = ("No backup of this installation", "was made", "more than a week", "every table was the same")
        return tuple(one in text for one in says)  # type: ignore[return-value]

    file = home / backups.FILE
    try:
        file.unlink(missing_ok=True)
        assert told() == (True, False, False, False)
        made = backups.Backup(office.now - timedelta(days=2), "a")
        backups.keep(home, made)
        assert (backups.last(home), told()) == (made, (False, True, False, False))
        older = backups.Backup(office.now - timedelta(days=9), "b", office.now)
        backups.compared(home, older)
        assert backups.last(home) == made
        backups.keep(home, older)
        assert told() == (False, True, True, True)
        file.write_text("{}")
        assert told() == (True, False, False, False)
    finally:
        file.unlink(missing_ok=True)
    rep = Desk(office, member=invited(desk))
    assert "No backup" not in said(rep.get("/organisation"))
