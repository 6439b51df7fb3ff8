"""The laws of folding: facts of leads and waits come to the same in whatever order and parts they are read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.fact import FactKind
from firstreply.core.lead import story
from firstreply.core.lead.story import Told
from firstreply.core.respond import story as wait_story

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
LEADS = [UUID(int=n) for n in (1, 2, 3)]
WAITS = [UUID(int=n) for n in (11, 12)]
MEMBERS = [str(UUID(int=n)) for n in (21, 22)]
lead, wait, member = st.sampled_from(LEADS), st.sampled_from(WAITS), st.sampled_from(MEMBERS)
nobody = st.none() | member
persona = st.fixed_dictionaries(
    {"name": st.sampled_from(["Ann", "Ben"])},
    optional={"need": st.sampled_from(["a", "b"]), "emails": st.just(["a@x.example"])},
)
points = st.lists(st.tuples(st.just("email"), st.sampled_from("abc")), max_size=2).map(
    lambda some: [list(one) for one in some]
)
touch = st.just({}) | st.sampled_from(["ad", "mail"]).map(
    lambda name: {"at": START.isoformat(), "utm_source": name}
)
waits = st.lists(wait.map(str), max_size=2, unique=True)


def _data(kind: FactKind) -> st.SearchStrategy[dict[str, Any]]:
    fields: dict[FactKind, dict[str, st.SearchStrategy[Any]]] = {
        FactKind.INQUIRED: {"persona": persona, "points": points, "source": st.none(), "touch": touch},
        FactKind.LISTED: {"persona": persona, "points": points, "source": st.none()},
        FactKind.WITHDRAWN: {
            "whole": st.booleans(), "fields": st.just({"need": [None, "d"]}), "gone": points,
            "asked": st.sampled_from([[], [START.isoformat()]]), "inquired_at": st.just(START.isoformat()),
            "last_in_at": st.none() | st.just(START.isoformat()),
        },
        FactKind.CHANGED: {
            "need": st.tuples(st.none(), st.sampled_from([None, "c"])), "reach": st.tuples(points, points),
        },
        FactKind.CONSENTED: {
            "purpose": st.sampled_from(["a", "b"]), "text": st.just("Yes"),
            "state": st.sampled_from(["asked", "given", "withdrawn"]),
        },
        FactKind.ENGAGED: {"what": st.just("opened")},
        FactKind.SCORED: {"points": st.integers(0, 99), "reasons": st.just([])},
        FactKind.QUALIFIED: {"answer": st.sampled_from(["yes", "no"]), "reasons": st.just([]), "missing": st.just([])},
        FactKind.STAGE_MOVED: {"after": st.sampled_from(["open", "contacted"])},
        FactKind.ASSIGNED: {
            "member": nobody, "team": st.none(), "how": st.sampled_from(["routed", "aside"]), "waits": waits,
        },
        FactKind.OFFERED: {"member": member, "team": st.none(), "how": st.sampled_from(["offered", "cover"])},
        FactKind.MERGED: {
            "into": lead.map(str), "chained": st.lists(lead.map(str), max_size=1), "changed": st.just({}),
            "waits": waits, "holder": nobody, "owner": nobody, "team": st.none(),
        },
        FactKind.UNMERGED: {"from": lead.map(str), "waits": waits, "holder": nobody},
        FactKind.PROMISED: {
            "owner": nobody, "first_owner": nobody, "sla": st.none(), "calendar_version": st.none(),
            "due_at": st.none() | st.just(START.isoformat()),
        },
        FactKind.RESUMED: {"due_at": st.none() | st.just(START.isoformat())},
    }  # fmt: skip
    return st.fixed_dictionaries(fields.get(kind, {}))


@st.composite
def facts(draw: st.DrawFn) -> list[Told]:
    """Some of every kind, ids ascending; instants as they come, often equal."""
    kinds = sorted(story.KINDS | wait_story.KINDS)
    found = [
        Told(
            id=UUID(int=n), kind=FactKind.INQUIRED, at=START, lead=one, wait=None,
            data={"persona": {"name": "Ann"}, "points": [], "source": None},
        )
        for n, one in enumerate(LEADS)
    ]  # fmt: skip
    for n, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=20)), start=100):
        about = kind in wait_story.KINDS - story.KINDS or (kind is FactKind.ASSIGNED and draw(st.booleans()))
        at = START + timedelta(seconds=draw(st.integers(0, 2)))
        found.append(
            Told(
                id=UUID(int=n), kind=kind, at=at, lead=draw(lead), wait=draw(wait) if about else None,
                data=draw(_data(kind)),
            )
        )  # fmt: skip
    return found


@given(facts(), st.randoms(use_true_random=False))
def test_order_of_reading_does_not_matter(told: list[Told], random: Any) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    assert story.fold(shuffled) == story.fold(told)
    assert wait_story.fold(shuffled) == wait_story.fold(told)


@given(facts(), st.integers(0, 23))
def test_folding_all_is_folding_in_two_steps(told: list[Told], at: int) -> None:
    assert story.fold(told[at:], story.fold(told[:at])) == story.fold(told)
    assert wait_story.fold(told[at:], wait_story.fold(told[:at])) == wait_story.fold(told)


@given(facts())
def test_folding_leaves_what_was_folded_before_as_it_was(told: list[Told]) -> None:
    before = story.fold(told[:5])
    same = story.fold(told[:5])
    story.fold(told[5:], before)
    assert before == same


def test_of_two_at_one_instant_the_one_recorded_last_counts() -> None:
    first, last = (
        Told(
            id=UUID(int=n),
            kind=FactKind.STAGE_MOVED,
            at=START,
            lead=LEADS[0],
            wait=None,
            data={"after": after},
        )
        for n, after in ((200, "contacted"), (201, "won"))
    )
    begun = Told(
        id=UUID(int=1), kind=FactKind.INQUIRED, at=START, lead=LEADS[0], wait=None,
        data={"persona": {"name": "Ann"}, "points": [], "source": None},
    )  # fmt: skip
    assert story.fold([last, begun, first])[LEADS[0]].stage == "won"


def test_merge_and_its_undoing_leave_both_as_they_were() -> None:
    def inquired(n: int, own: UUID, name: str, email: str) -> Told:
        data = {"persona": {"name": name, "emails": [email]}, "points": [["email", email]], "source": None}
        return Told(id=UUID(int=n), kind=FactKind.INQUIRED, at=START, lead=own, wait=None, data=data)

    begun = [inquired(1, LEADS[0], "Ann", "a@x.example"), inquired(2, LEADS[1], "Ann", "b@x.example")]
    before = story.fold(begun)
    data = {
        "into": str(LEADS[1]), "chained": [], "waits": [], "holder": None, "owner": None, "team": None,
        "changed": {"emails": [["b@x.example"], ["b@x.example", "a@x.example"]]},
    }  # fmt: skip
    merged = Told(id=UUID(int=3), kind=FactKind.MERGED, at=START, lead=LEADS[0], wait=None, data=data)
    together = story.fold([merged], before)
    assert together[LEADS[0]].merged_into == LEADS[1]
    assert together[LEADS[1]].persona.emails == ("b@x.example", "a@x.example")
    assert sum(together[LEADS[1]].reach.values()) == sum(sum(one.reach.values()) for one in before.values())
    data = {"from": str(LEADS[1]), "waits": [], "holder": None}
    undone = Told(id=UUID(int=4), kind=FactKind.UNMERGED, at=START, lead=LEADS[0], wait=None, data=data)
    assert story.fold([undone], together) == before
