"""Importing an archive live gives the same waits as `analyze`, in whatever order and batches it comes."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from firstreply.channels.email.archive import Archive
from firstreply.channels.email.source import open_sources
from firstreply.core.team import Team, from_dict
from firstreply.insights.look_back import Question, look_back
from tests.postgres import Database

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Come:
    """A mail as the door hands it on."""

    id: UUID
    source_id: UUID
    payload: dict[str, object]
    raw: bytes
    received_at: datetime = NOW


def told(archive: Archive, team: Team) -> set[tuple[object, ...]]:
    """The waits that `analyze` reads, by what anyone can compare."""
    look = look_back(archive, Question(team=team), int(NOW.timestamp())).look
    ids = [one.envelope.message_id for one in look.seen]
    return {
        (
            ids[wait.opened_by], wait.party, wait.started_at, wait.ended_at, wait.outcome.value, wait.first,
            wait.truncated, None if wait.ended_by is None else ids[wait.ended_by], wait.touched_at,
            tuple(ids[at] for at in wait.joined), wait.evidence, wait.author or "",
        )
        for wait in look.waits
    }  # fmt: skip


def live() -> set[tuple[object, ...]]:
    """The waits that stand in the tables, likewise."""
    from firstreply.store.models import Message, Wait

    ids = dict(Message.objects.values_list("id", "external_id"))

    def epoch(at: datetime | None) -> int | None:
        return None if at is None else int(at.timestamp())

    return {
        (
            ids[wait.opened_by_id], wait.party, epoch(wait.started_at), epoch(wait.ended_at), wait.outcome,
            wait.first, wait.truncated, ids.get(wait.ended_by_id), epoch(wait.touched_at),
            tuple(ids[UUID(one)] for one in wait.joined), wait.evidence, wait.author_name,
        )
        for wait in Wait.objects.all()
    }  # fmt: skip


def found_organisation(team: Team) -> UUID:
    """An organisation whose members are the team."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Identity, Member, Organisation
    from firstreply.store.tenancy import acting

    own = new_id()
    with acting(own):
        Organisation.objects.create(id=own, name="Ours")
        for person in team.people:
            email = min(one.address for one in person.identities)
            member = Member.objects.create(organisation_id=own, name=person.name, email=email)
            for one in person.identities:
                Identity.objects.create(organisation_id=own, member=member, kind="email", value=one.address)
        for one in sorted(team.lists):
            Identity.objects.create(organisation_id=own, kind="list", value=one)
        for one in sorted(team.domains):
            Identity.objects.create(organisation_id=own, kind="domain", value=one)
    return own


def arrivals(archive: Archive) -> list[Come]:
    """Every mail of an archive as it would arrive."""
    from firstreply.store.ids import new_id

    sources = [new_id() for _ in archive.mailboxes]
    return [
        Come(
            id=new_id(),
            source_id=sources[envelope.source],
            payload={
                "received_at": envelope.received_at,
                "sent": reading.mailbox.is_sent,
                "junk": reading.mailbox.is_junk,
            },
            raw=archive.octets(envelope),
        )
        for reading in archive.readings
        for envelope in reading.envelopes
    ]


def bring(organisation: UUID, batches: Iterable[Sequence[Come]]) -> None:
    """Let batches in, each in a transaction of its own."""
    from firstreply.journey import respond, thread
    from firstreply.journey.capture import Asking, identify
    from firstreply.store.tenancy import acting

    def known(strangers: Sequence[thread.Stranger]) -> Sequence[UUID]:
        return identify(
            [
                Asking(persona=one.persona, at=one.at, channel=one.channel, source=one.source)
                for one in strangers
            ]
        )

    for batch in batches:
        with acting(organisation):
            heard = thread.heard(batch, known, now=NOW)
            assert heard.refused == {}
            respond.reread(heard.conversations, now=NOW)


def split(whole: Sequence[Come], size: int) -> Iterator[Sequence[Come]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def same(organisation: UUID, expected: set[tuple[object, ...]]) -> None:
    from firstreply.store.tenancy import acting

    with acting(organisation):
        stored = live()
    assert sorted(map(str, stored - expected)) == []
    assert sorted(map(str, expected - stored)) == []


def test_sample_archive_live_gives_the_waits_of_analyze_in_any_order_and_batches(
    database: Database, tmp_path: Path
) -> None:
    from firstreply.channels.email.sample.archive import write

    folder = tmp_path / "sample"
    write(folder)
    team = from_dict(json.loads((folder / "team.json").read_text()))
    with_files = Archive(
        mailboxes=open_sources([str(folder / "inbox.mbox"), str(folder / "sent.mbox")], scratch=tmp_path)
    )
    expected = told(with_files, team)
    assert len(expected) > 100
    whole = arrivals(with_files)
    for seed, size in ((0, 10_000), (1, 97), (2, 13)):
        shuffled = list(whole)
        if seed:
            random.Random(seed).shuffle(shuffled)
        organisation = found_organisation(team)
        bring(organisation, split(shuffled, size))
        same(organisation, expected)


@pytest.mark.data
@pytest.mark.slow
def test_linux_raid_live_gives_the_waits_of_analyze(
    database: Database, reference_data: Path, tmp_path: Path
) -> None:
    folder = reference_data / "mail" / "linux-raid"
    team = from_dict(json.loads((folder / "team.json").read_text()))
    archive = Archive(mailboxes=open_sources([str(folder / "linux-raid.mbox.xz")], scratch=tmp_path))
    expected = told(archive, team)
    organisation = found_organisation(team)
    bring(organisation, split(arrivals(archive), 1000))
    same(organisation, expected)
