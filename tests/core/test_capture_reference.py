"""Classes and guesses on real bounces, list mail and an archive without any reference headers."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.core.capture.kind import Capture
from firstreply.core.mail.addresses import bare, recipients
from firstreply.core.mail.ids import is_reply_subject
from firstreply.core.team import Team
from firstreply.insights.look_back import Answer, Question, look_back
from tests.mails import NOW, K

pytestmark = pytest.mark.data
TEAMS = ("recipients", "senders", "both", "nobody")


def read(source: Path, scratch: Path) -> Archive:
    archive = Archive(mailboxes=open_sources([str(source)], scratch))
    archive.read()
    return archive


def looked(source: Path, scratch: Path, team: Team) -> Answer:
    archive = Archive(mailboxes=open_sources([str(source)], scratch))
    try:
        return look_back(archive, Question(team=team), NOW)
    finally:
        archive.close()


def kinds(source: Path, scratch: Path, ours: str) -> Counter[K]:
    """Classes of the messages in a folder, the domains of their recipients, senders, both or nobody being ours."""
    archive, found = read(source, scratch), Counter[K]()
    for envelope in (one for reading in archive.readings for one in reading.envelopes):
        to = recipients(f"{envelope.to},{envelope.cc},{envelope.delivered}")
        who = {
            "recipients": to,
            "senders": [bare(envelope.sender)],
            "both": [*to, bare(envelope.sender)],
            "nobody": [],
        }
        domains = frozenset(one.rpartition("@")[2] for one in who[ours] if "@" in one)
        found[Capture(Team(domains=domains)).seen(envelope, 0, 0).verdict.kind] += 1
    archive.close()
    return found


@pytest.mark.parametrize("ours", TEAMS)
@pytest.mark.parametrize(("part", "count"), [("maildir/bsd", 333), ("maildir/err", 19)])
def test_no_bounce_complaint_or_automatic_reply_counts_as_a_person(
    ours: str, part: str, count: int, reference_data: Path, tmp_path: Path
) -> None:
    found = kinds(reference_data / "mail" / "sisimai-bounces" / part, tmp_path, ours)
    assert found.total() == found[K.INBOUND_AUTO] + found[K.OUTBOUND_AUTO] == count


@pytest.mark.parametrize("ours", TEAMS)
def test_bounces_in_an_mbox_are_machines_but_for_the_one_that_a_person_forwards(
    ours: str, reference_data: Path, tmp_path: Path
) -> None:
    found = kinds(reference_data / "mail" / "sisimai-bounces" / "mailbox" / "mbox-0", tmp_path, ours)
    assert (found[K.INBOUND_AUTO] + found[K.OUTBOUND_AUTO], found.total()) == (36, 37)


@pytest.mark.parametrize("ours", TEAMS)
def test_what_is_not_a_bounce_is_no_machine(ours: str, reference_data: Path, tmp_path: Path) -> None:
    found = kinds(reference_data / "mail" / "sisimai-bounces" / "maildir" / "not", tmp_path, ours)
    assert (found[K.INBOUND_AUTO], found[K.OUTBOUND_AUTO], found.total()) == (0, 0, 1)


@pytest.mark.slow
def test_list_mail_by_people_is_by_people(reference_data: Path, tmp_path: Path) -> None:
    """2,500 good mails of 2002: three machines among them, and no reply is taken for one."""
    found = looked(
        reference_data / "mail" / "spamassassin" / "easy-ham-1_hard-ham-1.tar.xz", tmp_path, Team()
    ).look
    easy = [one for one in found.seen if one.envelope.source == 0]
    machines = [one for one in easy if one.verdict.kind is not K.INBOUND_HUMAN]
    replies = [one for one in machines if one.envelope.references or is_reply_subject(one.envelope.subject)]
    assert (len(machines), replies) == (3, [])


def test_an_archive_without_reference_headers(reference_data: Path, tmp_path: Path) -> None:
    """2,195 files are 2,046 messages under as many ids; replies are joined by what they quote and by subject."""
    folder = reference_data / "mail" / "enron-maildir-2k"
    with gzip.open(folder / "dovecot.threads.tsv.gz", "rt") as file:
        known = {row["message_id"] for row in csv.DictReader(file, delimiter="\t")}
    found = looked(folder / "enron-maildir-2k.tar.xz", tmp_path, Team(domains=frozenset({"enron.com"})))
    beside = [
        one for one in found.unique.envelopes if one.message_id not in known
    ]  # a file beside the folders
    coverage = found.look.coverage
    assert (len(beside), coverage["messages"], coverage["unique_messages"]) == (1, 2196, 2047)
    replies = sum(is_reply_subject(one.subject) for one in found.unique.envelopes)
    joined = found.look.threading
    assert replies > 400
    assert (joined["references"], joined["in_reply_to"], joined["thread_index"]) == (0, 0, 0)
    # Most parents are not in this cut of the archive.
    assert joined["quoted_block"] >= 37
    assert joined["quoted_block"] + joined["subject"] >= 76
