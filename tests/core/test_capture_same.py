"""Mails that bear one id: copies stay one, different ones are told apart, whatever their order."""

from itertools import permutations
from typing import Final

from firstreply.core.capture.same import apart, is_copy, variant
from firstreply.core.capture.unify import unify
from firstreply.core.message import Envelope

NOW: Final = 1_800_000_000
DAY: Final = 86_400


def mail(sender: str = "Ann <ann@a.example>", sent_at: int | None = DAY, **more: str) -> Envelope:
    told = {"reply_to": "", "original_from": "", "subject": "Hello"} | more
    return Envelope(
        "same@x",
        (),
        sender,
        told["reply_to"],
        told["original_from"],
        "",
        "",
        "",
        told["subject"],
        sent_at,
        None,
        (),
        "",
    )


def test_a_copy_through_a_list_that_wrote_itself_into_from_is_the_same_mail() -> None:
    own = mail()
    assert is_copy(own, mail("Ann via Sales <sales@ours.example>", original_from="ann@a.example"))
    assert is_copy(own, mail("Ann via Sales <sales@ours.example>", reply_to="Ann <ann@a.example>"))
    assert is_copy(own, mail("Ann via Sales <sales@ours.example>"))


def test_another_date_or_another_sender_is_another_mail() -> None:
    assert not is_copy(mail(), mail(sent_at=2 * DAY))
    assert not is_copy(mail(), mail("Ben <ben@b.example>"))


def test_a_mail_without_a_date_goes_by_its_sender() -> None:
    assert is_copy(mail(), mail(sent_at=None))
    assert not is_copy(mail(), mail("Ben <ben@b.example>", sent_at=None))


def test_the_earliest_keeps_the_id_in_any_order() -> None:
    mails = [mail(sent_at=2 * DAY), mail(), mail("Ben <ben@b.example>", sent_at=3 * DAY)]
    for order in permutations(mails):
        assert [group[0].sent_at for group in apart(order)] == [DAY, 2 * DAY, 3 * DAY]


def test_who_sends_the_same_again_goes_on_with_it_and_others_begin_anew() -> None:
    first, again, other = mail(), mail(sent_at=2 * DAY), mail("Ben <ben@b.example>", sent_at=3 * DAY)
    found = unify([([other, again], False, False), ([first], False, False)], NOW)
    assert [(one.message_id, one.references) for one in found.envelopes] == [
        ("same@x", ()),
        (variant("same@x", again), ("same@x",)),
        (variant("same@x", other), ()),
    ]
