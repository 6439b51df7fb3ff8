"""Templates: drafted, published, rolled back; whose they are, who may write them, and the set to begin with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from tests.api.conftest import Office

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
LANGUAGES = ("ar", "en", "fa")


@pytest.fixture
def office(database: Any) -> Office:
    return Office()


def by(office: Office, role: Role = Role.ADMIN, member: UUID | None = None) -> Any:
    from firstreply.journey.organise import By

    return By(member, role, NOW)


def made(office: Office, name: str = "Offer", text: str = "Hello {first_name|there}", **more: Any) -> UUID:
    """A template of the team that is in force in English."""
    from firstreply.journey.organise import templates

    with office.acting():
        own = templates.add(name, by(office), **more)
        templates.write(own, "en", "", text, by(office))
        templates.publish(own, "en", by(office))
    return own


def shown(office: Office, template: UUID, member: UUID | None = None) -> Any:
    from firstreply.store.queries import templates

    with office.acting():
        return templates.one(member, template)


def refused(office: Office, step: str, /, *given: Any, **more: Any) -> str:
    from firstreply.journey.organise import templates

    with office.acting(), pytest.raises(Refused) as caught:
        getattr(templates, step)(*given, **more)
    return caught.value.code


def test_a_new_organisation_has_the_standard_set_in_three_languages_and_nothing_in_it_is_wrong(
    office: Office,
) -> None:
    from firstreply.core.template import PURPOSES, gaps, lint, render
    from firstreply.store.queries import templates

    with office.acting():
        rows = templates.visible(None)
    assert sorted(one.purpose for one in rows) == sorted(PURPOSES)
    assert {one.name for one in rows} >= {"Introduction", "Thank you", "No free samples"}
    for row in rows:
        assert sorted(row.published) == list(LANGUAGES)
        for language, said in row.published.items():
            assert lint(said.body, subject=said.subject, language=language, wants_subject=True) == ()
            alone = render(said.body, {"organisation": "Acme"}, language, subject=said.subject)
            assert (alone.missing, gaps(alone.text)) == ((), ())


def test_the_set_is_named_in_the_language_of_the_organisation(database: Any) -> None:
    from firstreply.journey.organise import found
    from firstreply.store.queries import templates
    from firstreply.store.tenancy import acting

    own = found(
        name="نمونه", zone="Asia/Tehran", region="IR", language="fa", owner_name="سارا",
        owner_email="s@example.org", now=NOW,
    ).organisation  # fmt: skip
    with acting(own):
        assert {"سپاس", "درخواست جلسه"} <= {one.name for one in templates.visible(None)}


def test_completing_the_set_leaves_alone_what_was_edited_or_retired(office: Office) -> None:
    from firstreply.journey.organise import templates as keeping
    from firstreply.store.models import Template, TemplateVersion
    from firstreply.store.queries import templates

    with office.acting():
        rows = {one.purpose: one for one in templates.visible(None)}
        keeping.write(rows["thanks"].id, "en", "", "Our own thanks", by(office))
        keeping.publish(rows["thanks"].id, "en", by(office))
        keeping.retire(rows["launch"].id, by(office))
        TemplateVersion.objects.filter(template_id=rows["busy"].id).delete()
        Template.objects.filter(pk=rows["busy"].id).delete()
        Template.objects.filter(pk=rows["meeting"].id).update(
            standard="", name="Out of capacity", shortcut="busy"
        )
        assert keeping.install("en", by(office)) == 2
        after = {one.purpose: one for one in templates.visible(None) if one.standard}
        assert keeping.install("en", by(office)) == 0
    assert after["thanks"].published["en"].body == "Our own thanks"
    assert "launch" not in after
    assert (after["busy"].name, after["busy"].shortcut) == ("Out of capacity (2)", "")
    assert after["meeting"].published.keys() == set(LANGUAGES)


def test_a_draft_changes_nothing_until_it_is_published_and_what_was_said_stays_known(office: Office) -> None:
    from firstreply.journey.organise import templates
    from firstreply.store.queries import templates as asked

    own = made(office, text="One")
    with office.acting():
        first = templates.write(own, "en", "S", "Two", by(office))
        assert templates.write(own, "en", "S\r\nT", "Three\r\n", by(office)) == first
    row = shown(office, own)
    assert (row.published["en"].body, row.drafts["en"].body, row.drafts["en"].subject) == (
        "One",
        "Three",
        "S T",
    )
    with office.acting():
        templates.publish(own, "en", by(office))
        templates.write(own, "fa", "", "سلام", by(office))
        versions = asked.history(own, "en", None, 10).rows
    row = shown(office, own)
    assert (row.published["en"].body, list(row.drafts)) == ("Three", ["fa"])
    assert [(one.number, one.state, one.body) for one in versions] == [
        (2, "published", "Three"), (1, "retired", "One"),
    ]  # fmt: skip


def test_rolling_back_says_again_what_was_said_before_and_leaves_a_draft_alone(office: Office) -> None:
    from firstreply.journey.organise import templates
    from firstreply.store.queries import templates as asked

    own = made(office, text="One")
    with office.acting():
        templates.write(own, "en", "", "Two", by(office))
        templates.publish(own, "en", by(office))
        templates.write(own, "en", "", "Not yet", by(office))
        old = asked.history(own, "en", None, 10).rows[-1]
        templates.roll_back(old.id, by(office))
    row = shown(office, own)
    assert (row.published["en"].body, row.published["en"].number) == ("One", 4)
    assert row.drafts["en"].body == "Not yet"
    assert refused(office, "roll_back", row.published["en"].id, by(office)) == "template_not_retired"


def test_a_language_can_be_taken_out_and_a_draft_thrown_away(office: Office) -> None:
    from firstreply.journey.organise import templates

    own = made(office)
    with office.acting():
        templates.write(own, "ar", "", "مرحبا", by(office))
        templates.discard(own, "ar", by(office))
        templates.withdraw(own, "en", by(office))
    assert shown(office, own).languages == []
    assert refused(office, "discard", own, "ar", by(office)) == "template_no_draft"
    assert refused(office, "withdraw", own, "en", by(office)) == "template_not_published"
    assert refused(office, "publish", own, "en", by(office)) == "template_no_draft"


@pytest.mark.parametrize(
    ("text", "code"),
    [("{nobody|x}", "template_field_unknown"), ("{name", "template_brace_alone"), ("  ", "template_empty")],
)
def test_what_is_gravely_wrong_is_kept_as_a_draft_and_not_published(
    office: Office, text: str, code: str
) -> None:
    from firstreply.journey.organise import templates

    own = made(office)
    with office.acting():
        templates.write(own, "en", "", text, by(office))
    assert refused(office, "publish", own, "en", by(office)) == code
    assert shown(office, own).published["en"].body == "Hello {first_name|there}"


def test_two_who_edit_one_see_each_other(office: Office) -> None:
    from firstreply.journey.organise import templates

    own = made(office)
    seen = shown(office, own).revision
    with office.acting():
        templates.write(own, "en", "", "Mine", by(office), revision=seen)
    assert refused(office, "write", own, "en", "", "Theirs", by(office), revision=seen) == "changed_meanwhile"
    assert refused(office, "change", own, {"name": "X"}, by(office), revision=seen) == "changed_meanwhile"


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_what(office: Office, role: Role) -> None:
    """Owners, admins, managers and marketers write the team's; all but viewers their own; nobody another's."""
    from firstreply.journey.organise import templates

    team = made(office)
    member, _ = office.member(role.value, "Rita")
    other, _ = office.member("rep", "Omid")
    who = by(office, role, member)
    with office.acting():
        theirs = templates.add("His", by(office, Role.REP, other), own=True)
    allowed = {}
    steps: dict[str, Callable[[], object]] = {
        "team": lambda: templates.write(team, "en", "", "x", who),
        "own": lambda: templates.add("Mine", who, own=True),
        "another's": lambda: templates.write(theirs, "en", "", "x", who),
    }
    for name, step in steps.items():
        try:
            with office.acting():
                step()
            allowed[name] = ""
        except Refused as found:
            allowed[name] = found.code
    writes = role in (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.MARKETER)
    assert allowed == {
        "team": "" if writes else "not_allowed",
        "own": "not_allowed" if role is Role.VIEWER else "",
        "another's": "not_found",
    }
    assert shown(office, theirs, member) is None
    assert shown(office, theirs, other).name == "His"


def test_names_and_shortcuts_differ_for_whoever_sees_them(office: Office) -> None:
    from firstreply.journey.organise import templates

    member, _ = office.member("rep", "Rita")
    other, _ = office.member("rep", "Omid")
    own = by(office, Role.REP, member)
    made(office, "Offer", shortcut="/Offer")
    assert refused(office, "add", "Offer", by(office)) == "name_taken"
    assert refused(office, "add", "Another", by(office), shortcut="OFFER") == "shortcut_taken"
    assert refused(office, "add", "Mine", own, own=True, shortcut="offer") == "shortcut_taken"
    with office.acting():
        first = templates.add("Offer", own, own=True, shortcut="پیشنهاد")
        templates.add("Offer", by(office, Role.REP, other), own=True, shortcut="پيشنهاد")
        templates.retire(first, own)
        again = templates.add("Offer", own, own=True, shortcut="پيشنهاد")
    assert shown(office, again, member).shortcut == "پیشنهاد"
    assert refused(office, "restore", first, own) == "shortcut_taken"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 121}, "name_missing"),
        ({"name": "a", "shortcut": "two words"}, "shortcut_wrong"),
        ({"name": "a", "shortcut": "x" * 31}, "shortcut_wrong"),
        ({"name": "a", "purpose": "spam"}, "template_purpose_unknown"),
        ({"name": "a", "channel": "pigeon"}, "template_channel_unknown"),
    ],
)
def test_what_does_not_fit_is_refused(office: Office, given: dict[str, str], code: str) -> None:
    assert refused(office, "add", by=by(office), **given) == code


def test_a_retired_one_is_offered_no_more_and_can_be_restored(office: Office) -> None:
    from firstreply.journey.organise import templates
    from firstreply.store.queries import templates as asked

    own = made(office)
    with office.acting():
        templates.retire(own, by(office))
        assert own not in {one.id for one in asked.visible(None)}
        assert [one.id for one in asked.visible(None, retired=True)] == [own]
    assert refused(office, "write", own, "en", "", "x", by(office)) == "template_retired"
    with office.acting():
        templates.restore(own, by(office))
        assert own in {one.id for one in asked.visible(None)}


def test_a_message_keeps_what_it_began_as_and_it_is_counted(office: Office) -> None:
    """Sent twice, answered once: the lead that wrote after it."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Lead, Outgoing, Source
    from firstreply.store.queries import templates

    own = made(office)
    version = shown(office, own).published["en"].id
    whose = {"organisation_id": office.id}
    with office.acting():
        source = Source.objects.create(**whose, name="Mail", kind="email")
        plain = {
            "source": source,
            "channel": "email",
            "template_version_id": version,
            "accepted_at": office.now,
        }
        for last in (office.now + timedelta(hours=1), office.now - timedelta(hours=1)):
            lead = Lead.objects.create(**whose, inquired_at=office.now, last_in_at=last)
            Outgoing.objects.create(**whose, lead=lead, **plain)
        Outgoing.objects.create(**whose, lead=lead, **plain | {"template_version_id": None})
        Outgoing.objects.create(**whose, lead=lead, **plain, state="cancelled")
        Outgoing.objects.create(
            **whose, lead=lead, id=new_id(), **plain, created_at=office.now - timedelta(days=31)
        )
        assert templates.uses(office.now) == {own: (2, 1)}


def test_a_reply_refuses_a_version_that_is_not_there(office: Office) -> None:
    from firstreply.journey import reply
    from firstreply.journey.reply import Reply
    from firstreply.store.ids import new_id
    from firstreply.store.models import Lead

    with office.acting():
        lead = Lead.objects.create(organisation_id=office.id, inquired_at=NOW)
        with pytest.raises(Refused) as caught:
            reply.queue(lead, Reply(text="Hi", template_version=new_id()), by=None, now=NOW)
    assert caught.value.code == "reference_unknown"


def test_what_was_decided_is_recorded(office: Office) -> None:
    from firstreply.store.models import Fact

    own = made(office)
    with office.acting():
        told = Fact.objects.filter(kind="decided", data__what__in=["template", "template_version"])
        mine = [one.data for one in told.order_by("id")][-3:]
    assert [one["what"] for one in mine] == ["template", "template_version", "template_version"]
    assert mine[0]["id"] == str(own)
    assert mine[2]["after"]["state"] == "published"
