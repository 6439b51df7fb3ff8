"""What somebody saw is what they change: versions, roles, and what may never happen."""

from typing import Any

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres

WEEK = {"zone": "Europe/Berlin", "versions": [{"week": {"mon": [["10:00", "12:00"]]}}]}
#: What is made, and how it is changed: path, body to make it, body to change it, a field and its value afterwards.
CHANGES: list[tuple[str, dict[str, Any], dict[str, Any], str, Any]] = [
    ("/members", {"name": "Rita", "email": "rita@example.com"}, {"skills": ["fair"]}, "skills", ["fair"]),
    ("/teams", {"name": "South"}, {"name": "North"}, "name", "North"),
    ("/calendars", {"name": "Short", "value": WEEK}, {"name": "Shorter"}, "name", "Shorter"),
    ("/pools", {"name": "Fair"}, {"value": {"mode": "least_loaded"}}, "name", "Fair"),
    ("/sources", {"name": "Web", "kind": "form"}, {"disabled": True}, "kind", "form"),
    ("/webhooks", {"url": "https://example.com/a"}, {"events": ["assigned"]}, "events", ["assigned"]),
    ("/slas", {"name": "Fast", "seconds": 300}, {"seconds": 600, "covers": "next"}, "covers", "next"),
]


@pytest.mark.parametrize(
    ("path", "new", "changes", "field", "after"), CHANGES, ids=[one[0] for one in CHANGES]
)
def test_change_needs_the_version_that_was_seen(
    office: Office, path: str, new: dict[str, Any], changes: dict[str, Any], field: str, after: Any
) -> None:
    made = office.ask("POST", path, new)
    one = f"{path}/{made.json()['id']}"
    seen = office.get(one)["ETag"]
    without, stale = office.ask("PATCH", one, changes), office.ask("PATCH", one, changes, match='"77"')
    done = office.ask("PATCH", one, changes, match=seen)
    assert [made.status_code, without.status_code, stale.status_code, done.status_code] == [
        201,
        428,
        412,
        200,
    ]
    assert (without.json()["code"], stale.json()["code"]) == ("if_match_missing", "changed_meanwhile")
    assert done.json()[field] == after
    if path != "/calendars":  # a name is not a version of the hours
        assert office.get(f"{path}/{done.json()['id']}")["ETag"] == done["ETag"] != seen


def test_the_last_owner_stays_owner(office: Office) -> None:
    own = f"/members/{office.founded.member}"
    demoted = office.ask("PATCH", own, {"role": "rep"}, match="*")
    retired = office.ask("DELETE", own, match="*")
    assert [(one.status_code, one.json()["code"]) for one in (demoted, retired)] == [(409, "last_owner")] * 2
    second, _ = office.member("owner", "Otto Owner")
    assert office.ask("DELETE", own, match="*").status_code == 204
    assert office.ask("GET", "/me").status_code in (200, 401)  # the token is believed for a few seconds
    with office.acting():
        from firstreply.store.models import Member

        assert set(Member.objects.filter(left_at=None).values_list("pk", flat=True)) == {second}


def test_an_admin_makes_no_owner(office: Office) -> None:
    _, token = office.member("admin", "Ada Admin")
    refused = office.ask(
        "POST", "/members", {"name": "X", "email": "x@example.com", "role": "owner"}, token=token
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "role_above_own")


def test_an_admin_takes_over_no_owner(office: Office) -> None:
    _, token = office.member("admin", "Ada Admin")
    own = f"/members/{office.founded.member}"
    refused = [
        office.ask("PATCH", own, {"email": "ada@example.net"}, token=token, match="*"),
        office.ask("PATCH", own, {"role": "rep"}, token=token, match="*"),
        office.ask("DELETE", own, token=token, match="*"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "role_above_own")] * 3


def test_a_token_that_may_write_decides_nothing(office: Office) -> None:
    from firstreply.journey import access

    with office.acting():
        _, token = access.issue(name="robot", scopes=["write"])
    refused = office.ask(
        "PATCH", f"/members/{office.founded.member}", {"role": "rep"}, token=token, match="*"
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "token_lacks_scope")


@pytest.mark.parametrize("given", ["3", '"x"', '"1", "2"'])
def test_a_version_that_cannot_be_read_is_refused(office: Office, given: str) -> None:
    refused = office.ask("PATCH", f"/teams/{office.founded.team}", {"name": "X"}, match=given)
    assert (refused.status_code, refused.json()["code"]) == (400, "if_match_malformed")


@pytest.mark.parametrize("role", ["rep", "viewer", "marketer"])
def test_who_does_not_decide_is_refused_and_changes_nothing(office: Office, role: str) -> None:
    _, token = office.member(role)
    refused = office.ask("POST", "/calendars", {"name": "Mine", "value": WEEK}, token=token)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert len(office.get("/calendars").json()["items"]) == 1


def test_a_manager_decides_on_hours_and_on_nobodys_role(office: Office) -> None:
    member, token = office.member("manager")
    hours = office.ask("POST", "/calendars", {"name": "Mine", "value": WEEK}, token=token)
    role = office.ask("PATCH", f"/members/{member}", {"role": "admin"}, token=token, match="*")
    assert [hours.status_code, role.status_code] == [201, 403]


def test_a_manager_decides_for_the_teams_they_manage(office: Office) -> None:
    member, token = office.member("manager", "Mia Manager")
    mine = office.ask("POST", "/teams", {"name": "Mine"}).json()["id"]
    office.ask("POST", f"/teams/{mine}/memberships", {"member": str(member), "manages": True})
    theirs = office.ask("PATCH", f"/teams/{office.founded.team}", {"name": "X"}, token=token, match="*")
    own = office.ask("PATCH", f"/teams/{mine}", {"name": "Ours"}, token=token, match="*")
    assert [theirs.status_code, own.status_code] == [403, 200]


def test_everyone_changes_what_is_their_own_and_no_more(office: Office) -> None:
    member, token = office.member("rep")
    own = office.ask("PATCH", f"/members/{member}", {"languages": ["fa"]}, token=token, match="*")
    more = office.ask("PATCH", f"/members/{member}", {"capacity": 1000}, token=token, match="*")
    other = office.ask("PATCH", f"/members/{office.founded.member}", {"name": "X"}, token=token, match="*")
    assert [own.status_code, more.status_code, other.status_code] == [200, 403, 403]
    assert own.json()["languages"] == ["fa"]


def test_a_new_member_takes_turns_in_the_pools_of_their_teams_and_a_retired_one_does_not(
    office: Office,
) -> None:
    body = {"name": "Rita", "email": "rita@example.com", "teams": [str(office.founded.team)]}
    member = office.ask("POST", "/members", body).json()
    pool = f"/pools/{office.founded.pool}"
    seated = [one["member"] for one in office.get(pool).json()["value"]["seats"]]
    office.ask("DELETE", f"/members/{member['id']}", match="*")
    left = [one["member"] for one in office.get(pool).json()["value"]["seats"]]
    assert (member["teams"], seated, left) == (
        [str(office.founded.team)],
        [str(office.founded.member), member["id"]],
        [str(office.founded.member)],
    )


def test_changed_hours_are_a_new_version_and_the_past_keeps_its_own(office: Office) -> None:
    path = f"/calendars/{office.founded.calendar}"
    before = office.get(path).json()
    after = office.ask("PATCH", path, {"value": WEEK}, match='"1"').json()
    versions = office.get(f"{path}/versions").json()["items"]
    assert [(one["number"], one["value"]) for one in versions] == [(2, WEEK), (1, before["value"])]
    assert (after["number"], after["value"]) == (2, WEEK)


def test_hours_that_never_open_are_refused(office: Office) -> None:
    refused = office.ask(
        "POST", "/calendars", {"name": "Never", "value": {"zone": "UTC", "versions": [{"week": {}}]}}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "never_due")


def test_rules_are_drafted_published_and_rolled_back_and_versions_never_change(office: Office) -> None:
    first = office.get("/rules?kind=routing").json()["items"][0]
    pool = first["value"]["fallback"][0]
    value = {"rules": [{"id": "all", "action": "pool", "target": pool}], "fallback": [pool]}
    second = office.ask("POST", "/rules", {"kind": "routing", "value": value}).json()
    assert (second["number"], second["state"], second["value"]["version"]) == (2, "draft", 2)
    assert office.ask("POST", f"/rules/{second['id']}/publish").json()["state"] == "published"
    assert office.get(f"/rules/{first['id']}").json()["state"] == "retired"
    again = office.ask("POST", f"/rules/{first['id']}/roll-back").json()
    assert (again["number"], again["state"], again["value"]) == (
        3,
        "published",
        {**first["value"], "version": 3},
    )
    assert office.ask("POST", f"/rules/{second['id']}/publish").json()["code"] == "definition_not_a_draft"
    states = {one["number"]: one["state"] for one in office.get("/rules?kind=routing").json()["items"]}
    assert states == {1: "retired", 2: "retired", 3: "published"}


@pytest.mark.parametrize(
    ("kind", "value", "code", "field"),
    [
        ("routing", {"rules": [{"id": "a", "action": "pool"}]}, "routing_target_missing", "rules[0].target"),
        ("routing", {"rules": 3}, "routing_value_wrong", "rules"),
        (
            "routing",
            {"rules": [{"id": "a", "action": "capturer", "condition": {"version": 1, "rule": {"any": 3}}}]},
            "rule_malformed",
            "rules[0].condition",
        ),
        ("qualification", {"qualified": 3}, "rule_malformed", ""),
        ("score", {"fit": 3}, "scoring_malformed", "fit"),
    ],
)
def test_rules_that_cannot_be_read_are_refused_with_their_path(
    office: Office, kind: str, value: dict[str, Any], code: str, field: str
) -> None:
    refused = office.ask("POST", "/rules", {"kind": kind, "value": value})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["field"].startswith(field)


def test_routing_to_a_pool_that_is_not_there_is_not_published(office: Office) -> None:
    value = {"rules": [], "fallback": ["01970000-0000-7000-8000-000000000001"]}
    draft = office.ask("POST", "/rules", {"kind": "routing", "value": value}).json()
    refused = office.ask("POST", f"/rules/{draft['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (422, "routing_pool_unknown")
    assert office.get(f"/rules/{draft['id']}").json()["state"] == "draft"


def test_a_pool_that_routing_names_is_not_retired(office: Office) -> None:
    refused = office.ask("DELETE", f"/pools/{office.founded.pool}", match="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "pool_in_use")


def test_a_changed_promise_is_a_new_number(office: Office) -> None:
    first = office.get("/slas").json()["items"][0]
    second = office.ask("PATCH", f"/slas/{first['id']}", {"seconds": 1800}, match='"1"').json()
    assert (second["number"], second["seconds"], second["warn_at"]) == (2, 1800, [50, 80])
    every = office.get("/slas?retired=true").json()["items"]
    kept = {one["number"]: one["seconds"] for one in every if one["name"] == first["name"]}
    assert kept == {1: 3600, 2: 1800}
    again = office.ask("PATCH", f"/slas/{first['id']}", {"seconds": 60}, match="*")
    assert (again.status_code, again.json()["code"]) == (409, "sla_retired")


@pytest.mark.parametrize("name", ["/teams", "/pools"])
def test_names_are_given_once(office: Office, name: str) -> None:
    first, second = (office.ask("POST", name, {"name": "Twice"}).status_code for _ in range(2))
    assert (first, second) == (201, 409)


def test_an_address_is_ours_from_and_to_a_date(office: Office) -> None:
    body = {"kind": "list", "value": "Sales@Example.com", "since": "2026-01-01T00:00:00Z"}
    made = office.ask("POST", "/identities", body).json()
    again = office.ask("POST", "/identities", body)
    ended = office.ask("DELETE", f"/identities/{made['id']}")
    found = [one for one in office.get("/identities").json()["items"] if one["kind"] == "list"]
    assert (made["value"], again.json()["code"], ended.status_code) == (
        "sales@example.com",
        "identity_taken",
        204,
    )
    assert [one["until"] is None for one in found] == [False]


def test_every_decision_is_recorded_with_before_and_after(office: Office) -> None:
    from firstreply.store.models import Fact

    team = f"/teams/{office.founded.team}"
    office.ask("PATCH", team, {"name": "North"}, match="*")
    with office.acting():
        last = Fact.objects.order_by("-id").values_list("kind", "member_id", "data").first()
    assert last == (
        "decided",
        office.founded.member,
        {
            "what": "team",
            "id": str(office.founded.team),
            "before": {"name": "Team"},
            "after": {"name": "North"},
        },
    )


def test_a_delivery_is_tried_again_only_when_it_failed(office: Office) -> None:
    from firstreply.store.models import Delivery

    with office.acting():
        made = [
            Delivery.objects.create(
                organisation_id=office.id,
                key=state,
                channel="email",
                not_before=office.now,
                state=state,
                attempts=9,
            ).pk
            for state in ("failed", "sent")
        ]
    again, refused = (office.ask("POST", f"/deliveries/{one}/again") for one in made)
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (200, "pending", 0)
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_not_failed")
