"""Handing in: what a server's answers mean, and whose fault a refusal is."""

import threading
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.email import outbox
from firstreply.channels.email.peer import MailPeer, hostile
from firstreply.channels.email.send.header import address_of
from firstreply.channels.email.send.line import Relay
from firstreply.channels.email.send.lines import Lines
from firstreply.core.refusal import Refused
from tests.channels.email_send.made import OWN, mailbox, outgoing
from tests.channels.email_send.test_letter import bad, names, read
from tests.channels.smtp_peer import MailPeer as Scripted
from tests.channels.smtp_peer import mail_server

SEND_AS = "550 5.7.60 not permitted to send as this sender"


def met(mood: str) -> tuple[Answer, MailPeer]:
    peer = MailPeer(lambda _, __: mood)
    with peer.running():
        return outbox.send(outgoing(), mailbox(peer.port)), peer


def test_taken_letter_is_kept_octet_for_octet_under_its_id() -> None:
    answer, peer = met("take")
    (taken,) = peer.taken
    assert answer == Sent(f"{OWN}@firm.example", taken.octets)
    assert (taken.sender, taken.recipient) == ("sales@firm.example", "ana@client.example")
    assert taken.message_id == f"{OWN}@firm.example"


@pytest.mark.parametrize(
    ("mood", "wanted"),
    [
        ("refuse", Rejected(reason="reader_refused: 550 5.1.1 no such mailbox here")),
        ("grey", TryAgain(reason="not_now: 451 4.7.1 greylisted, come again")),
        ("full", TryAgain(reason="not_now: 452 4.2.2 mailbox full")),
        ("content", Rejected(reason="letter_refused: 554 5.7.1 looks like advertising")),
        ("no_data", Rejected(reason="letter_refused: 554 5.5.1 not now and not ever")),
        ("relay", TryAgain(reason="sender_refused: 554 5.7.1 relay access denied", unreachable=True)),
        ("limit", TryAgain(reason="too_much: 550 5.4.5 daily sending limit exceeded", after=3600.0)),
        ("send_as", TryAgain(reason=f"sender_refused: {SEND_AS}", unreachable=True)),
        ("hang_up", TryAgain(reason="no_answer: SMTPServerDisconnected")),
        ("keep_and_hang_up", TryAgain(reason="maybe_taken: SMTPServerDisconnected")),
        ("lose_and_hang_up", TryAgain(reason="maybe_taken: SMTPServerDisconnected")),
    ],
)  # fmt: skip
def test_what_an_answer_means(mood: str, wanted: Answer) -> None:
    assert met(mood)[0] == wanted


def test_login_that_is_refused_is_the_accounts() -> None:
    scripted = Scripted(EHLO=b"250-peer\r\n250 AUTH PLAIN LOGIN", AUTH=b"535 5.7.8 wrong password")
    with mail_server(scripted) as url:
        setup = mailbox(int(url.rpartition(":")[2]), sealed={"password": "secret"})
        answer = outbox.send(outgoing(), setup)
        checked = outbox.check(setup)
    assert isinstance(answer, TryAgain)
    assert (answer.reason, answer.unreachable) == ("login_refused: 535 5.7.8 wrong password", True)
    assert (checked.ok, checked.code, checked.facts["said"]) == (
        False,
        "smtp_login_failed",
        "535 5.7.8 wrong password",
    )
    assert not scripted.taken


def test_password_and_letter_stay_at_home_without_encryption() -> None:
    peer = MailPeer()
    with peer.running():
        setup = mailbox(peer.port, sealed={"password": "secret"}, smtp_security="starttls")
        answer = outbox.send(outgoing(), setup)
    assert answer == TryAgain(reason="no_encryption", unreachable=True)
    assert not peer.taken


def test_server_in_a_private_network_is_reached_only_where_that_is_allowed() -> None:
    peer = MailPeer()
    with peer.running():
        closed = mailbox(peer.port, smtp_security="starttls")
        object.__setattr__(closed, "hosts", ())
        answer = outbox.send(outgoing(), closed)
    assert answer == TryAgain(reason="address_not_public", unreachable=True)
    assert peer.connections == 0


def test_address_in_another_script_needs_a_server_that_takes_it() -> None:
    peer = MailPeer()
    with peer.running(), mail_server(Scripted()) as old:
        setup = mailbox(peer.port)
        assert isinstance(outbox.send(outgoing(to="آنا@client.example"), setup), Sent)
        elsewhere = mailbox(int(old.rpartition(":")[2]))
        assert outbox.send(outgoing(to="آنا@client.example"), elsewhere) == Rejected(
            reason="smtputf8_missing"
        )
    (taken,) = peer.taken
    assert taken.recipient == "آنا@client.example"


def test_several_letters_go_through_one_line_and_a_closed_one_is_made_anew() -> None:
    lines, peer = Lines(), MailPeer()
    with peer.running():
        relay = Relay(host="127.0.0.1", port=peer.port, security="none")
        for number in range(5):
            octets = f"Subject: {number}\r\n\r\nx\r\n".encode()
            assert lines.hand_in(relay, "a@b.example", "c@d.example", octets, hosts=("127.0.0.1",)) == Sent()
        assert peer.connections == 1
        port = peer.port
    again = MailPeer()
    with again.running(port):
        assert lines.hand_in(relay, "a@b.example", "c@d.example", b"x\r\n", hosts=("127.0.0.1",)) == Sent()
    assert (len(peer.taken), len(again.taken)) == (5, 1)
    lines.close()


def test_server_that_drips_holds_nobody_for_ever() -> None:
    peer = MailPeer(lambda _, __: "slow", slow_s=5.0)
    lines = Lines(step_s=10.0, whole_s=1.0)
    with peer.running():
        relay = Relay(host="127.0.0.1", port=peer.port, security="none")
        began = time.monotonic()
        answer = lines.hand_in(relay, "a@b.example", "c@d.example", b"x\r\n", hosts=("127.0.0.1",))
        took = time.monotonic() - began
    assert isinstance(answer, TryAgain)
    assert took < 4.0


def test_what_can_never_be_sent_is_refused_before_anybody_waits_for_it() -> None:
    with pytest.raises(Refused, match="address_not_understood"):
        outbox.fit(outgoing(to="no address"), mailbox(25))
    with pytest.raises(Refused, match="mailbox_sends_nothing"):
        outbox.fit(outgoing(), mailbox())


def test_letter_of_a_message_says_who_wrote_and_where_answers_go() -> None:
    told = outgoing(answers=("q@client.example",), automatic=True)
    plus = outbox.letter_of(told, mailbox(25, plus_replies=True, sender_name="The firm"))
    assert (plus.sender_name, plus.subject, plus.automatic) == ("Maryam", "Re: 200 chairs", "auto-replied")
    assert plus.reply_to == f"sales+{OWN.hex}@firm.example"
    nobody = outbox.letter_of(
        outgoing(author=""), mailbox(25, sender_name="The firm", reply_to="desk@firm.example")
    )
    assert (nobody.sender_name, nobody.reply_to) == ("The firm", "desk@firm.example")


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(name=bad, subject=bad, author=bad, text=bad, ids=st.lists(bad, max_size=2))
def test_injections_read_in_what_the_server_got(
    injected: MailPeer, name: str, subject: str, author: str, text: str, ids: list[str]
) -> None:
    peer = injected
    peer.taken.clear()
    told = outgoing(name=name, subject=subject, author=author, text=text, answers=tuple(ids))
    answer = outbox.send(told, mailbox(peer.port))
    (taken,) = peer.taken
    assert isinstance(answer, Sent)
    assert taken.octets == answer.raw
    assert taken.recipient == "ana@client.example"
    allowed = {"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "From", "To", "Subject", "Date",
               "Message-ID", "Content-Language", "In-Reply-To", "References"}  # fmt: skip
    assert set(names(taken.octets)) <= allowed
    assert [one.addr_spec for one in read(taken.octets)["To"].addresses] == ["ana@client.example"]


@pytest.fixture(scope="module")
def injected() -> Iterator[MailPeer]:
    peer = MailPeer()
    with peer.running():
        yield peer


def test_hostile_server_gets_every_letter_in_the_end_and_each_once_by_its_id() -> None:
    kinds = ("fine", "gone", "grey", "drop", "lost", "slow", "hang", "full", "content", "babble")
    addresses = [f"{kinds[number % len(kinds)]}-{number}@client.example" for number in range(100)]
    peer = MailPeer(hostile(), slow_s=0.01)
    ended: dict[str, Answer] = {}
    with peer.running():
        setup = mailbox(peer.port)

        def hand_in(number: int) -> None:
            for _ in range(12):
                answer = outbox.send(outgoing(id=UUID(int=number), to=addresses[number]), setup)
                if not isinstance(answer, TryAgain):
                    ended[addresses[number]] = answer
                    return

        def hand_in_all(first: int) -> None:
            for number in range(first, 100, 4):
                hand_in(number)

        crowd = [threading.Thread(target=hand_in_all, args=(first,)) for first in range(4)]
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()
    never = {one for one in addresses if one.startswith(("gone", "content"))}
    assert {one for one, answer in ended.items() if isinstance(answer, Rejected)} == never
    assert {one for one, answer in ended.items() if isinstance(answer, Sent)} == set(addresses) - never
    assert {one.recipient for one in peer.taken} == set(addresses) - never
    ids = {one.recipient: set[str]() for one in peer.taken}
    for one in peer.taken:
        ids[one.recipient].add(one.message_id)
    assert {len(mine) for mine in ids.values()} == {1}
    twice = [one for one in ids if sum(each.recipient == one for each in peer.taken) > 1]
    assert all(one.startswith("drop") for one in twice)
    assert address_of(addresses[0]) == addresses[0]
