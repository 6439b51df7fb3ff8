"""Search finds what looking at every lead would find, in three scripts, and nothing that may not be seen."""

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstreply.core.lead.fold import fold
from firstreply.core.lead.persona import Persona
from firstreply.core.lead.words import Said, asked, places, query, words
from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from tests.api.conftest import Office
from tests.postgres import Database

OWN = UUID("0198c0de-0000-7000-8000-00000000abcd")
NAMES = [
    "Sara Ahmadi", "سارا احمدی", "سارة الأحمدي", "علي رضا كاظمي", "علیرضا کاظمی", "أحمد مصطفى", "Ahmed Mostafa",
    "Zoë Großmann", "O’Brien-Smith", "محمّد", "محمد", "İpek Yılmaz", "مریم می‌خواهد", "Ann-Sofie", "Li Wei 李伟",
]  # fmt: skip
NEEDS = ["solar panels for 120 homes", "پنل خورشیدی", "ألواح شمسية", "a price please", "قیمت ۱۲۰ عدد", ""]


def found_by(persona: Persona, said: list[Said], text: str) -> bool:
    """By the words themselves, without a database: each that is asked for begins one, in one of its forms."""
    mine = [word[6:] for word in words(OWN, persona, said)]
    asking = asked(text)
    return bool(asking.words) and all(
        any(word.startswith(form) for form in forms for word in mine) for forms in asking.words
    )


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("sara", True), ("SARA ahm", True), ("ahmadi sara", True), ("sarah", False), ("", False), ("  …  ", False),
        ("sara@there.example", True), ("sara@th", True), ("there.example", True), ("there", True),
        ("+98 912 345 6789", True), ("0912 345 6789", True), ("09123456789", True), ("۰۹۱۲۳۴۵۶۷۸۹", True),
        ("6789", True), ("456789", True), ("3456", False), ("912", True), ("00989123456789", True),
        ("solar 120", True), ("panel", True), ("wind", False), ("hot", True), ("deep in the message", True),
        ("sara nobody", False), ("'quoted' \\ | & :* !", False), ("shop:12", True), ("پنل", False),
    ],
)  # fmt: skip
def test_words_that_find_and_words_that_do_not(text: str, finds: bool) -> None:
    sara = Persona(
        customer_id="shop:123", name="Sara Ahmadi", company="Acme GmbH", emails=("sara@there.example",),
        phones=("+989123456789",), need="Solar panels, 120 homes", tags=("Hot lead",),
    )  # fmt: skip
    assert found_by(sara, [Said("Hello", "something deep in the message")], text) is finds


@pytest.mark.parametrize(("one", "other"), [("سارة", "ساره"), ("علي", "علی"), ("كاظمي", "کاظمی"), ("مُحَمَّد", "محمد"),
                                            ("می‌خواهد", "میخواهد"), ("۱۲۰", "120"), ("GROSS", "groß")])  # fmt: skip
def test_one_spelling_finds_the_other(one: str, other: str) -> None:
    assert found_by(Persona(name=one), [], other)
    assert found_by(Persona(name=other), [], one)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_is_a_question_that_can_be_asked(name: str, text: str) -> None:
    assert isinstance(query(OWN, asked(text), [("tag", name)]), str)
    assert words(OWN, Persona(name=name, tags=(text,))) == sorted(
        set(words(OWN, Persona(name=name, tags=(text,))))
    )
    for start, stop in places(name, asked(text)):
        assert 0 <= start < stop <= len(name)


@pytest.fixture
def office(database: Database) -> Office:
    return Office()


def peopled(office: Office, number: int, seed: int = 1) -> dict[UUID, Persona]:
    """Leads of made-up people, whose words were read."""
    from firstreply.journey.flow import arrived
    from firstreply.journey.tidy import tidy
    from firstreply.store.models import Lead

    dice = random.Random(seed)
    for n in range(number):
        body: dict[str, Any] = {"name": dice.choice(NAMES), "email": f"p{n}@{dice.choice('ab')}.example"}
        body |= {"need": dice.choice(NEEDS), "phone": f"+9891{dice.randrange(10**8):08d}"}
        assert office.ask("POST", "/inquiries", body).status_code == 202
    while arrived(office.id, now=office.now):
        pass
    while tidy(office.id):
        pass
    with office.acting():
        return {row.pk: Persona.from_dict(row.persona) for row in Lead.objects.all()}


def hits(office: Office, text: str, who: Viewer | None = None, limit: int = 200) -> set[UUID]:
    from firstreply.store.queries.find import find

    with office.acting():
        return {hit.id for hit in find(who or Viewer(member=None, role=Role.OWNER), text, limit=limit).hits}


def pieces() -> Iterator[str]:
    for text in (*NAMES, *NEEDS):
        for word in fold(text).split():
            yield word
            yield word[:2]


@pytest.mark.postgres
@pytest.mark.slow
def test_search_finds_what_a_look_at_every_lead_finds(office: Office) -> None:
    people = peopled(office, 60)
    texts = st.lists(
        st.sampled_from(sorted({*pieces(), "p1", "a.example", "9891", "7"})), min_size=1, max_size=3
    )

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts)
    def same(parts: list[str]) -> None:
        text = " ".join(parts)
        wanted = asked(text)
        naive = {own for own, persona in people.items() if found_by(persona, [], text)}
        begins = {
            own for own, persona in people.items()
            if any(fold(one).startswith(wanted.whole) for one in (persona.name, *persona.emails, *persona.phones))
        } if wanted.words else set()  # fmt: skip
        assert hits(office, text) == naive | begins

    same()


@pytest.mark.postgres
def test_rare_words_are_found_by_the_index_though_the_newest_do_not_have_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firstreply.store.queries import find

    people = peopled(office, 12)
    monkeypatch.setattr(find, "_NEWEST", 2)
    for text in ("ahmadi", "solar", "پنل", "example"):
        assert hits(office, text) == {own for own, one in people.items() if found_by(one, [], text)}


@pytest.mark.postgres
def test_merged_withdrawn_and_changed_leads_are_found_as_what_they_are_now(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.journey.tidy import tidy
    from firstreply.store.models import Lead, Message

    one, two, three = peopled(office, 3)
    acted.change_lead(office.id, one, {"name": "Qwertz"}, by=None, now=office.now)
    acted.change_lead(office.id, two, {"name": "Ytrewq"}, by=None, now=office.now)
    while tidy(office.id):
        pass
    assert (hits(office, "qwertz"), hits(office, "ytrewq")) == ({one}, {two})
    acted.merge(office.id, one, two, by=None, now=office.now)
    with office.acting():
        Lead.objects.filter(pk=three).update(withdrawn_at=office.now)
        Message.objects.filter(lead_id=one).update(body="an unheard-of zyzzyva")
    while tidy(office.id):
        pass
    assert (hits(office, "zyzzyva"), hits(office, "qwertz"), hits(office, "p2")) == ({two}, set(), set())
    acted.unmerge(office.id, one, by=None, now=office.now)
    while tidy(office.id):
        pass
    assert (hits(office, "zyzzyva"), hits(office, "qwertz")) == ({one}, {one})


@pytest.mark.postgres
def test_what_dies_half_way_is_read_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from firstreply.journey import tidy
    from firstreply.store.models import WordsDue

    (lead,) = peopled(office, 1)
    with office.acting():
        WordsDue.objects.create(organisation_id=office.id, lead_id=lead)
    with monkeypatch.context() as patch:
        patch.setattr(tidy, "words", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tidy.read(office.id)
    with office.acting():
        assert WordsDue.objects.count() == 1
    assert tidy.read(office.id) == 1


@pytest.mark.postgres
def test_nobody_finds_what_they_may_not_see_nor_what_is_anothers(office: Office) -> None:
    from firstreply.store.models import Lead

    people = list(peopled(office, 4))
    other = Office("Other")
    theirs = peopled(other, 4)
    rep, _ = office.member("rep")
    with office.acting():
        Lead.objects.update(owner=None, team=None)
        Lead.objects.filter(pk=people[0]).update(owner=rep)
    viewer = Viewer(member=rep, role=Role.REP)
    assert hits(office, "example", viewer) == {people[0]}
    assert hits(office, "example") == set(people)
    assert hits(other, "example") == set(theirs)


@pytest.mark.postgres
def test_two_letters_find_among_what_is_theirs_and_their_teams(office: Office) -> None:
    from firstreply.store.models import Lead, Team

    people = list(peopled(office, 6))
    rep, _ = office.member("rep")
    with office.acting():
        south, west = (
            Team.objects.create(organisation_id=office.id, name=name).pk for name in ("South", "West")
        )
        Lead.objects.update(owner=None, team=None)
        for lead, changes in zip(people, ({"owner": rep}, {"team": south}, {"team": west}), strict=False):
            Lead.objects.filter(pk=lead).update(**changes)
    nobodys = Viewer(member=rep, role=Role.REP)
    both = Viewer(member=rep, role=Role.REP, teams=frozenset({south}), manages=frozenset({west}))
    # Each has an address that begins with p.
    assert (hits(office, "p", nobodys), hits(office, "p", both)) == ({people[0]}, set(people[:3]))
    assert hits(office, "p") == set(people)


@pytest.mark.postgres
def test_notes_calls_and_files_find_a_lead_until_they_are_taken_back(office: Office) -> None:
    from firstreply.journey import acted, tidy
    from firstreply.journey.call import Logged, logged
    from firstreply.store.models import Fact
    from firstreply.store.queries.find import find

    (lead,) = peopled(office, 1)
    by: dict[str, Any] = {"by": office.founded.member, "now": office.now}
    acted.note(office.id, lead, "Wants a zeppelin", **by)
    logged(office.id, lead, Logged(inbound=False, reached=False, note="Left word with Quentin"), **by)
    file = acted.lay(office.id, lead, "gazebo-plan.pdf", "application/pdf", b"%PDF", **by).made
    assert file is not None

    def found() -> list[tuple[str, str]]:
        while tidy.tidy(office.id):
            pass
        with office.acting():
            every = [
                find(Viewer(member=None, role=Role.OWNER), one).hits for one in ("zepp", "quentin", "gazebo")
            ]
        return [(hit.field, "".join(piece.text for piece in hit.pieces)) for hits in every for hit in hits]

    assert found() == [
        ("note", "Wants a zeppelin"),
        ("note", "Left word with Quentin"),
        ("file", "gazebo-plan.pdf"),
    ]
    with office.acting():
        facts = list(
            Fact.objects.filter(kind__in=("noted", "called"), lead_id=lead).values_list("id", flat=True)
        )
    for one in facts:
        acted.unsay(office.id, one, **by)
    acted.take_away(office.id, file, **by)
    assert found() == []
