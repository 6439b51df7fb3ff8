"""Writing the sample archive: inbox.mbox, sent.mbox and team.json."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firstreply.channels.email.sample.letter import Letter, in_mbox
from firstreply.channels.email.sample.noise import noise
from firstreply.channels.email.sample.office import Office
from firstreply.channels.email.sample.people import SHARED, TEAM
from firstreply.channels.email.sample.talk import conversation

#: Clocks change in these weeks in New York, Berlin and Cairo, and Nowruz and Easter fall into them.
BEGIN: Final = datetime(2026, 3, 2, tzinfo=UTC)
_NOISE: Final = 0.14  #: of all messages


def write(folder: Path, *, seed: int = 7, days: int = 120, messages: int = 2500) -> None:
    """Write inbox.mbox, sent.mbox and team.json of an invented company into `folder` (made if missing).

    `messages` is the approximate number in both mailboxes together. The same seed, days and messages give the
    same octets. Every address ends in example.com, example.org or example.net.
    """
    folder.mkdir(parents=True, exist_ok=True)
    letters = _letters(Office(seed=seed, begin=BEGIN, days=days), messages)
    arrived = sorted((each for each in letters if _arrives(each)), key=_arrival)
    sent = sorted((each for each in letters if each.is_sent), key=lambda each: (each.at, each.message_id))
    (folder / "inbox.mbox").write_bytes(b"".join(in_mbox(each, arrived=True) for each in arrived))
    (folder / "sent.mbox").write_bytes(b"".join(in_mbox(each, arrived=False) for each in sent))
    team = json.dumps(TEAM, ensure_ascii=False, indent=2)
    (folder / "team.json").write_text(team + "\n", encoding="utf-8")


def _letters(office: Office, messages: int) -> list[Letter]:
    letters: list[Letter] = []
    copies = 0
    while len(letters) + copies < messages:
        fresh = [noise(office)] if office.happens(_NOISE * 3) else conversation(office)
        fresh = [_copied(letter) for letter in fresh if letter.at < office.end]
        letters += fresh
        copies += sum(1 for letter in fresh if letter.is_sent and _arrives(letter))
    return letters


def _copied(letter: Letter) -> Letter:
    """What we send with a copy to the shared mailbox lies in both mailboxes."""
    ours = letter.is_sent and any(person.address == SHARED for person in letter.cc)
    return letter._replace(delivered_to=SHARED) if ours else letter


def _arrives(letter: Letter) -> bool:
    return bool(letter.delivered_to)


def _arrival(letter: Letter) -> tuple[int, str]:
    return letter.at + letter.transit_s, letter.message_id
