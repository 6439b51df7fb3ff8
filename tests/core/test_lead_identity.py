"""Which inquiries come from the same person."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.lead import (
    ContactPoint,
    Fresh,
    Identified,
    Persona,
    PointKind,
    Suggestion,
    alike,
    points,
    resolve,
)

EMAIL, PHONE, NAMED = PointKind.EMAIL, PointKind.PHONE, PointKind.NAMED
JANE = ContactPoint(EMAIL, "jane@x.example")
DESK = ContactPoint(EMAIL, "info@x.example")


def leads(found: Sequence[Identified[str]]) -> list[str | Fresh]:
    return [one.lead for one in found]


def test_points_come_strongest_first_and_once() -> None:
    persona = Persona(
        customer_id="shop:7",
        emails=("jane@x.example",),
        phones=("+4930123456", "ext 12"),
        social={"telegram": "@Jane", "linkedin": "jane"},
    )
    assert points(persona) == (
        ContactPoint(PointKind.EXTERNAL, "shop:7"),
        JANE,
        ContactPoint(PHONE, "+4930123456"),
        ContactPoint(PointKind.MESSENGER, "telegram:jane"),
    )


def test_kinds_of_point_are_the_texts_that_rows_hold() -> None:
    assert {("email", "jane@x.example"): "lead"}[JANE] == "lead"


def test_same_person_twice_in_a_batch_is_one_new_lead() -> None:
    jane = Persona(emails=("jane@x.example",), phones=("+4930123456",))
    found = resolve([jane, Persona(phones=("+4930123456",)), jane], dict[ContactPoint, str]())
    assert leads(found) == [Fresh(0), Fresh(0), Fresh(0)]
    assert [one.adds for one in found] == [points(jane), (), ()]
    assert [one.suggestions for one in found] == [(), (), ()]


def test_strongest_point_decides_and_the_other_lead_is_suggested() -> None:
    persona = Persona(emails=("jane@x.example",), phones=("+4930123456", "+4930999999"))
    found = resolve([persona], {JANE: "A", ContactPoint(PHONE, "+4930123456"): "B"})
    assert found == (
        Identified(
            lead="A",
            by=JANE,
            adds=(ContactPoint(PHONE, "+4930999999"),),
            suggestions=(Suggestion(other="B", why="shares_point", evidence="phone:+4930123456"),),
        ),
    )


def test_two_new_people_who_turn_out_to_share_points_are_suggested_not_merged() -> None:
    found = resolve(
        [
            Persona(emails=("a@x.example",)),
            Persona(phones=("+4930123456",)),
            Persona(emails=("a@x.example",), phones=("+4930123456",)),
        ],
        dict[ContactPoint, str](),
    )
    assert leads(found) == [Fresh(0), Fresh(1), Fresh(0)]
    assert [one.other for one in found[2].suggestions] == [Fresh(1)]


def test_someone_without_a_point_is_a_lead_of_their_own() -> None:
    found = resolve([Persona(name="Jane"), Persona(name="Jane")], dict[ContactPoint, str]())
    assert leads(found) == [Fresh(0), Fresh(1)]


def test_shared_point_tells_people_apart_by_name() -> None:
    batch = [
        Persona(name="Jane Doe", emails=("info@x.example",)),
        Persona(name="DOE, Jane", emails=("info@x.example",)),
        Persona(name="Omid", emails=("info@x.example",)),
        Persona(emails=("info@x.example",)),
    ]
    known = {DESK: "whoever", ContactPoint(NAMED, "email:info@x.example|omid"): "O"}
    assert leads(resolve(batch, known, shared={DESK})) == [Fresh(0), Fresh(0), "O", Fresh(3)]


def test_likeness_is_only_suggested() -> None:
    new = Persona(name="علي رضايي", company="Acme", phones=("+982112345678",))
    known = Persona(name="علی رضایی", phones=("02112345678",))
    (key,) = set(alike(new)) & set(alike(known))
    (found,) = resolve([new], dict[ContactPoint, str](), alike_to={key: ["A"]})
    assert (found.lead, found.by) == (Fresh(0), None)
    assert found.suggestions == (Suggestion(other="A", why="alike", evidence=key),)


def test_likeness_needs_a_name_and_a_place() -> None:
    assert alike(Persona(name="Jane Doe")) == ()
    assert alike(Persona(name="Jane Doe", emails=("jane@gmail.com",))) == ()
    assert alike(Persona(emails=("info@x.example",))) == ()
    assert alike(Persona(emails=("jane@x.example",))) == ("local+company:jane|x.example",)


EMAILS = st.sampled_from(["a@x.example", "b@x.example", "info@x.example"])
PHONES = st.sampled_from(["+4930111111", "+4930222222"])
PEOPLE = st.lists(
    st.builds(
        Persona,
        name=st.sampled_from(["", "Jane Doe", "Omid"]),
        company=st.sampled_from(["", "Acme"]),
        emails=st.lists(EMAILS, max_size=2, unique=True).map(tuple),
        phones=st.lists(PHONES, max_size=2, unique=True).map(tuple),
    ),
    max_size=8,
)


def one_by_one(batch: Sequence[Persona]) -> list[tuple[object, object]]:
    """Each in a batch of its own, against what the ones before left."""
    known: dict[ContactPoint, int] = {}
    like: dict[str, dict[int, None]] = {}
    told: list[tuple[object, object]] = []
    for number, persona in enumerate(batch):
        (found,) = resolve([persona], known, shared={DESK}, alike_to=like)
        lead = number if isinstance(found.lead, Fresh) else found.lead
        known.update(dict.fromkeys(found.adds, lead))
        for key in alike(persona):
            like.setdefault(key, {})[lead] = None
        told.append((lead, {one.other for one in found.suggestions}))
    return told


@given(PEOPLE)
def test_any_split_into_batches_gives_the_same_leads_and_suggestions(batch: list[Persona]) -> None:
    found = resolve(batch, dict[ContactPoint, int](), shared={DESK})
    at_once = [
        (
            one.lead.position if isinstance(one.lead, Fresh) else one.lead,
            {
                other.other.position if isinstance(other.other, Fresh) else other.other
                for other in one.suggestions
            },
        )
        for one in found
    ]
    assert at_once == one_by_one(batch)


@given(PEOPLE)
def test_every_point_belongs_to_one_lead_and_nobody_is_suggested_to_themselves(batch: list[Persona]) -> None:
    found = resolve(batch, dict[ContactPoint, str](), shared={DESK})
    added = [point for one in found for point in one.adds]
    assert len(added) == len(set(added))
    assert set(added) == {point for persona in batch for point in points(persona, {DESK})}
    assert [one for one in found if one.lead in {other.other for other in one.suggestions}] == []
