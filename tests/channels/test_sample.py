"""The sample archive: repeatable, invented, and shaped like the mail of a real team."""

import email
import json
import mailbox
import re
from collections.abc import Callable
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

import pytest

from firstreply.channels.email.sample import write, write_large
from firstreply.channels.email.source import open_sources

Letters = list[EmailMessage]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write(folder)
    return folder


def read(path: Path) -> Letters:
    found = mailbox.mbox(path, factory=None, create=False)
    return [
        email.message_from_bytes(found.get_bytes(key), EmailMessage, policy=policy.default)
        for key in found.iterkeys()
    ]


@pytest.fixture(scope="module")
def inbox(sample: Path) -> Letters:
    return read(sample / "inbox.mbox")


@pytest.fixture(scope="module")
def sent(sample: Path) -> Letters:
    return read(sample / "sent.mbox")


def ids(letters: Letters) -> set[str]:
    return {str(each["Message-ID"]) for each in letters}


def test_the_same_seed_gives_the_same_octets_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write(tmp_path / name, seed=seed, messages=300)
    inboxes = [(tmp_path / name / "inbox.mbox").read_bytes() for name in "abc"]

    assert (inboxes[0] == inboxes[1], inboxes[0] == inboxes[2]) == (True, False)


def test_there_are_about_as_many_messages_as_asked_for(sample: Path, inbox: Letters, sent: Letters) -> None:
    mailboxes = open_sources([str(sample / "inbox.mbox"), str(sample / "sent.mbox")], sample)

    assert [len(list(box.messages())) for box in mailboxes] == [len(inbox), len(sent)]
    assert 2500 <= len(inbox) + len(sent) <= 2510
    assert [box.unreadable for box in mailboxes] == [[], []]
    assert [box.is_sent for box in mailboxes] == [False, True]


def test_every_message_parses_without_a_defect(inbox: Letters, sent: Letters) -> None:
    faults = [
        (each["Message-ID"], name, value.defects)
        for each in (*inbox, *sent)
        for name, value in each.items()
        if getattr(value, "defects", ())
    ]

    assert faults == []
    assert [each["Message-ID"] for each in (*inbox, *sent) if each.defects] == []


def test_every_address_is_reserved_for_examples(sample: Path, inbox: Letters, sent: Letters) -> None:
    texts = [(sample / "team.json").read_text(encoding="utf-8")]
    for each in (*inbox, *sent):
        texts += map(str, each.values())
        texts += [str(part.get_content()) for part in each.walk() if part.get_content_maintype() == "text"]
    domains = {
        ".".join(each.split(".")[-2:]) for each in re.findall(r"@([\w.-]+\w)", "\n".join(texts), re.ASCII)
    }

    assert domains == {"example.com", "example.net", "example.org"}


@pytest.mark.parametrize("letters", ["ا", "پ", "e"])
def test_subjects_and_bodies_come_in_three_languages(inbox: Letters, letters: str) -> None:
    in_subject = [each for each in inbox if letters in str(each["Subject"])]
    in_body = [each for each in inbox if not each.is_multipart() and letters in each.get_content()]

    assert (len(in_subject) > 20, len(in_body) > 100) == (True, True)


def test_dates_have_the_offsets_of_many_zones_and_of_both_sides_of_a_clock_change(inbox: Letters) -> None:
    offsets = {str(each["Date"])[-5:] for each in inbox}

    assert offsets >= {"+0000", "+0100", "+0200", "+0300", "+0330", "+0400", "+0530", "+0545", "-0400"}


@pytest.mark.parametrize(
    ("kind", "least", "is_one"),
    [
        ("form", 30, lambda m: m["Auto-Submitted"] == "auto-generated" and "Reply-To" in m),
        ("spam", 80, lambda m: m["X-Spam-Flag"] == "YES"),
        ("newsletter", 80, lambda m: "List-Unsubscribe" in m),
        ("bounce", 5, lambda m: m.get_content_type() == "multipart/report"),
        ("out of office", 8, lambda m: m["Auto-Submitted"] == "auto-replied" and not m.is_multipart()),
        (
            "forward",
            15,
            lambda m: str(m["Subject"]).startswith("Fwd:") and "Forwarded message" in m.get_content(),
        ),
        ("internal", 50, lambda m: m["From"].addresses[0].domain == "example.com" and "Received" in m),
        ("answer", 300, lambda m: "In-Reply-To" in m),
    ],
)
def test_the_inbox_holds_what_a_team_receives(
    inbox: Letters, kind: str, least: int, is_one: Callable[[EmailMessage], bool]
) -> None:
    assert (kind, sum(1 for each in inbox if is_one(each)) >= least) == (kind, True)


def test_some_messages_are_in_both_mailboxes(inbox: Letters, sent: Letters) -> None:
    assert len(ids(inbox) & ids(sent)) > 100


def test_about_one_inquiry_in_six_has_no_answer(inbox: Letters, sent: Letters) -> None:
    answered = {
        str(each["References"]).split()[0]
        for each in sent
        if "References" in each and not each["Auto-Submitted"]
    }
    reached = {address for each in sent for _, address in getaddresses([str(each["To"])])}
    opened = [
        each
        for each in inbox
        if "References" not in each
        and "List-Id" not in each
        and "X-Spam-Flag" not in each
        and not str(each["Subject"]).startswith("Fwd:")
        and each["From"].addresses[0].domain.partition(".")[2] in ("example.org", "example.net")
    ]
    open_share = sum(
        1
        for each in opened
        if str(each["Message-ID"]) not in answered and each["From"].addresses[0].addr_spec not in reached
    ) / len(opened)

    assert 0.08 < open_share < 0.25


def test_messages_lie_in_order_of_arrival(sample: Path) -> None:
    lines = re.findall(rb"^From \S+ (.{24})$", (sample / "inbox.mbox").read_bytes(), re.MULTILINE)
    instants = [datetime.strptime(line.decode() + " +0000", "%a %b %d %H:%M:%S %Y %z") for line in lines]

    assert instants == sorted(instants)


def test_the_team_file_names_people_lists_and_calendars(sample: Path) -> None:
    team = json.loads((sample / "team.json").read_text(encoding="utf-8"))

    assert sorted(team) == ["calendar", "calendars", "domains", "lists", "people", "sla"]
    assert len(team["people"]) == 6
    assert {person["calendar"] for person in team["people"]} == set(team["calendars"])
    assert {"thu", "fri"}.isdisjoint(team["calendars"]["tehran"]["versions"][0]["week"])


def test_a_large_archive_has_every_message_and_repeats(tmp_path: Path) -> None:
    for name in ("a.mbox", "b.mbox"):
        write_large(tmp_path / name, messages=5000)
    (box,) = open_sources([str(tmp_path / "a.mbox")], tmp_path)

    assert (tmp_path / "a.mbox").read_bytes() == (tmp_path / "b.mbox").read_bytes()
    assert len(list(box.messages())) == 5000


def test_a_large_archive_has_answers_to_what_is_in_it(tmp_path: Path) -> None:
    write_large(tmp_path / "large.mbox", messages=5000)
    letters = read(tmp_path / "large.mbox")
    known = ids(letters)
    answers = [each for each in letters if "In-Reply-To" in each]

    assert len(known) == 5000
    assert [each["Message-ID"] for each in answers if str(each["In-Reply-To"]) not in known] == []
    assert 2000 < len(answers) < 4000
