"""Which message answers which, printed as trees."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.message import Envelope
from firstreply.core.thread.conversation import join
from firstreply.core.thread.forest import forest
from tests.mails import envelope


def drawn(mails: list[Envelope], **how: bool) -> list[str]:
    """One line for each place, its depth in dots; ids that are not there in brackets."""
    nodes = forest(mails, list(range(len(mails))), **how)
    return ["." * node.depth + (node.id if node.message is not None else f"({node.id})") for node in nodes]


def mail(own: str, *references: str, subject: str = "") -> Envelope:
    return envelope(own, references=references, subject=subject)


def test_answers_stand_below_what_they_answer_by_instant() -> None:
    assert drawn([mail("a"), mail("b", "a"), mail("c", "a", "b"), mail("d", "a")]) == ["a", ".b", "..c", ".d"]


def test_what_is_not_there_is_left_out_unless_it_holds_several_together() -> None:
    assert drawn([mail("b", "gone"), mail("c", "gone", "lost")]) == ["(gone)", ".b", ".c"]
    assert drawn([mail("a"), mail("c", "a", "lost")]) == ["a", ".c"]
    assert drawn([mail("c", "gone", "lost")]) == ["c"]
    assert drawn([mail("c", "gone", "lost")], prune=False) == ["(gone)", ".(lost)", "..c"]


def test_what_a_message_says_itself_counts_more_than_what_others_say() -> None:
    assert drawn([mail("a"), mail("b"), mail("c", "a", "b"), mail("d", "b", "c")]) == [
        "a",
        ".b",
        "..c",
        "...d",
    ]
    assert drawn([mail("a"), mail("x"), mail("b", "x"), mail("c", "a", "b")]) == ["a", "x", ".b", "..c"]


def test_rings_are_broken_and_nothing_is_lost() -> None:
    ring = [mail("a", "c"), mail("b", "a"), mail("c", "b")]
    assert sorted(line.lstrip(".") for line in drawn(ring)) == ["a", "b", "c"]
    assert drawn([mail("a", "a")]) == ["a"]
    assert drawn([mail("a", "b"), mail("b", "a")]) == ["b", ".a"]


def test_messages_that_share_an_id_are_all_there() -> None:
    assert drawn([mail("a"), mail("a"), mail("b", "a")]) == ["a", ".b", "a"]


@pytest.mark.parametrize(
    ("mails", "expected"),
    [
        ([mail("a", subject="Hi"), mail("b", subject="Re: Hi")], ["a", ".b"]),
        ([mail("a", subject="Re: Hi"), mail("b", subject="Hi")], ["b", ".a"]),
        ([mail("a", subject="Hi"), mail("b", subject="hi ")], ["()", ".a", ".b"]),
        ([mail("a", subject="Hi"), mail("b", subject="Hi"), mail("c", subject="Re: Hi")], ["()", ".a", ".b", ".c"]),
        ([mail("a", subject=""), mail("b", subject="Re: ")], ["a", "b"]),
        ([mail("a", "x", subject="Hi"), mail("b", "x"), mail("c", subject="Hi")], ["(x)", ".a", ".b", ".c"]),
    ],
)  # fmt: skip
def test_trees_of_one_subject_are_gathered_when_asked(mails: list[Envelope], expected: list[str]) -> None:
    assert drawn(mails, subjects=True) == expected


def test_a_very_long_chain_costs_no_stack() -> None:
    mails = [mail("0"), *(mail(str(n), str(n - 1)) for n in range(1, 50_000))]
    Random(7).shuffle(mails)
    assert [node.depth for node in forest(mails, [None] * len(mails))] == list(range(50_000))


def test_a_very_long_row_of_missing_ids_costs_no_stack() -> None:
    missing = [str(n) for n in range(50_000)]
    assert drawn([mail("a", *missing), mail("b", *missing[:10])]) == ["(0)", ".a", ".b"]


@st.composite
def mails_of_any_shape(draw: st.DrawFn) -> list[Envelope]:
    ids = draw(st.permutations([str(number) for number in range(8)]))
    named = st.lists(st.sampled_from([*ids, "gone", "lost"]), max_size=4, unique=True)
    return [mail(own, *(one for one in draw(named) if one != own)) for own in ids]


@given(mails_of_any_shape(), st.booleans(), st.booleans())
def test_every_message_is_there_once_and_depths_never_jump(
    mails: list[Envelope], subjects: bool, prune: bool
) -> None:
    nodes = forest(mails, list(range(len(mails))), subjects=subjects, prune=prune)
    assert sorted(node.message for node in nodes if node.message is not None) == list(range(len(mails)))
    depths = [-1, *(node.depth for node in nodes)]
    assert [one for one, after in pairwise(depths) if after > one + 1] == []


@given(mails_of_any_shape())
def test_trees_are_the_conversations(mails: list[Envelope]) -> None:
    """A root and all below it are one conversation; joining may only hold together what a broken ring parts."""
    of, root, found = join(mails).of, -1, {}
    for node in forest(mails, list(range(len(mails))), prune=False):
        root = root + 1 if node.depth == 0 else root
        if node.message is not None:
            found.setdefault(root, set()).add(of[node.message])
    assert [conversations for conversations in found.values() if len(conversations) > 1] == []
