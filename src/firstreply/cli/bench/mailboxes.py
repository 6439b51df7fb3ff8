"""`firstreply bench mailboxes`: mails in a real Dovecot behind a line that drops, stalls and dribbles.

Its inbox gets other numbers twice, ids repeat or are missing. What was lost or doubled is counted at the end.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from imapclient import IMAPClient

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed.installation import Installation, installation, within
from firstreply.cli.bench.mailserver.dovecot import BINARY, PASSWORD, USER, Dovecot
from firstreply.cli.bench.mailserver.proxy import Faults, Proxy
from firstreply.core.refusal import Refused

_SENT: Final = "Verschickt"
_ALONE: Final = 100  #: mails whose way is timed, one at a time
_TOGETHER: Final = 50
_FAULTS: Final = Faults(drop_after=(20_000, 200_000), slow=0.05, stall=0.02)
_PATIENCE_S: Final = 600.0
_BEGIN: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def figures(data: Path | None = None, *, inquiries: int = 10_000, seed: int = 4) -> list[Figure]:
    """`inquiries` mails, a tenth of them into the folder of sent mail. Refuses `bench_needs` without a Dovecot."""
    if not os.access(BINARY, os.X_OK):
        raise Refused("bench_needs", name="mailboxes", program="Dovecot", path=BINARY)
    server = Dovecot()
    proxy = Proxy(server.port, seed=seed)
    try:
        with installation(people=1) as running:
            source = _mailbox(running, proxy.port)
            found = [*_alone(running, source, server)]
            found += _faulty(running, source, server, proxy, inquiries, random.Random(seed))  # noqa: S311 (repeatable)
    finally:
        proxy.stop()
        server.stop()
    return [*found, Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less")]


def _mailbox(running: Installation, port: int) -> str:
    settings = {
        "address": USER, "imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none",
    }  # fmt: skip
    new = {"name": "Mailbox", "kind": "email", "settings": settings, "sealed": {"password": PASSWORD}}
    source: str = running.must("POST", "/api/v1/sources", new)["id"]
    if not within(
        60,
        lambda: all(one["counted_at"] for one in _state(running, source)["folders"] or [{"counted_at": 0}]),
    ):
        raise RuntimeError("the mailbox was not read within a minute")
    return source


def _state(running: Installation, source: str) -> dict[str, Any]:
    found: dict[str, Any] = running.must("GET", f"/api/v1/mailboxes/{source}")
    return found


def _alone(running: Installation, source: str, server: Dovecot) -> Iterator[Figure]:
    """From the moment a mail is handed to the server until it is on disk here, and until its journey is over."""
    client = _owner(server)
    begun = {}
    for number in range(_ALONE):
        begun[f"alone-{number}@bench.example"] = time.time()
        client.append(
            "INBOX", _letter(number, f"<alone-{number}@bench.example>", 0), msg_time=datetime.now(UTC)
        )
        time.sleep(0.1)
    client.logout()
    within(60, lambda: running.one("SELECT count(*) FROM message") >= _ALONE)
    with running.admin() as connection:
        rows = connection.execute(
            "SELECT m.external_id, extract(epoch FROM a.received_at)::float8, extract(epoch FROM a.done_at)::float8"
            " FROM arrival a JOIN message m ON m.id = a.message_id"
        ).fetchall()
    known = [(at - begun[own], done - begun[own]) for own, at, done in rows if own in begun]
    for position, what, goal in ((0, "on disk", None), (1, "lead", 2000.0)):
        times = sorted(one[position] for one in known)
        for share in (0.5, 0.99):
            value = times[min(int(share * len(times)), len(times) - 1)] * 1000 if times else float("inf")
            yield Figure(
                name=f"delivery to {what}, p{share * 100:g}",
                value=value,
                unit="ms",
                goal=goal if share == 0.99 else None,
                better="less",
            )


def _faulty(
    running: Installation, source: str, server: Dovecot, proxy: Proxy, count: int, chance: random.Random
) -> Iterator[Figure]:
    before = running.one("SELECT count(*) FROM arrival")
    mails = list(_mails(count, chance))
    proxy.faults = _FAULTS
    proxy.drop_all()  # lines that were opened before know nothing of it
    begun = time.perf_counter()
    thirds = [mails[: count // 3], mails[count // 3 : 2 * count // 3], mails[2 * count // 3 :]]
    for position, part in enumerate(thirds):
        _deliver(server, part)
        wanted = before + len(set(mails[: sum(map(len, thirds[: position + 1]))]))
        # What is deleted before anybody saw it is nobody's loss.
        _brought(running, wanted)
        if position < 2:
            _renumbered(server, proxy)
    took = time.perf_counter() - begun
    proxy.faults = Faults()
    proxy.drop_all()
    difference = _compared(running, source)
    running.idle(_PATIENCE_S)
    yield from _counted(running, [raw for _, raw in mails], difference)
    yield Figure(name="lines dropped or silenced", value=proxy.dropped, unit="lines")
    yield Figure(name="mails brought over such lines", value=count / took, unit="mails/s")


def _brought(running: Installation, wanted: int) -> None:
    within(_PATIENCE_S, lambda: running.one("SELECT count(*) FROM arrival") >= wanted, every=0.5)


def _compared(running: Installation, source: str) -> int:
    at = datetime.now(UTC).isoformat()
    running.must("POST", f"/api/v1/mailboxes/{source}/reconcile")

    def done() -> bool:
        state = _state(running, source)
        return all((one["counted_at"] or "") > at and one["history_finished"] for one in state["folders"])

    within(_PATIENCE_S, done, every=0.5)
    return int(_state(running, source)["difference"] or 0)


def _counted(running: Installation, mails: list[bytes], difference: int) -> Iterator[Figure]:
    with running.admin() as connection:
        rows = connection.execute(
            "SELECT raw, payload ->> 'sent' FROM arrival WHERE raw IS NOT NULL"
        ).fetchall()
        messages = connection.execute("SELECT count(*) FROM message").fetchone()
    held = Counter(bytes(raw) for raw, _ in rows)
    sent = set(mails)
    lost = len(sent - held.keys())
    doubled = sum(held[raw] - 1 for raw in sent if held[raw] > 1)
    told = len(sent) + _ALONE
    for name, value in (
        ("lost", lost),
        ("doubled", doubled),
        ("messages too few or too many", abs((messages or (0,))[0] - told)),
        ("difference that the mailbox's page shows", difference),
    ):
        yield Figure(name=name, value=value, unit="mails", goal=0, better="less")


def _mails(count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """(folder, mail): some without an id, some under an id that others have, some delivered twice."""
    last: tuple[str, bytes] | None = None
    for number in range(count):
        if last is not None and chance.random() < 0.02:
            yield last
            continue
        drawn = chance.random()
        own = (
            ""
            if drawn < 0.05
            else f"<robot-{number % 7}@same.example>"
            if drawn < 0.1
            else f"<{number}@bench.example>"
        )
        folder = _SENT if number % 10 == 9 else "INBOX"
        last = folder, _letter(number + _ALONE, own, chance.randint(1, 400), sent=folder == _SENT)
        yield last


def _letter(number: int, own: str, length: int, *, sent: bool = False) -> bytes:
    person = f"Person {number} <p{number}@customer.example>"
    sender, reader = (USER, person) if sent else (person, USER)
    head = f"Message-ID: {own}\r\n" if own else ""
    at = _BEGIN + timedelta(seconds=number)
    return (
        f"From: {sender}\r\nTo: {reader}\r\nSubject: Offer {number}\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S +0000}\r\n{head}\r\nPlease send an offer. {'Word ' * length}\r\n"
    ).encode()


def _deliver(server: Dovecot, mails: list[tuple[str, bytes]]) -> None:
    client = _owner(server)
    for start in range(0, len(mails), _TOGETHER):
        part = mails[start : start + _TOGETHER]
        for folder in ("INBOX", _SENT):
            these = [{"msg": raw, "date": datetime.now(UTC)} for name, raw in part if name == folder]
            if these:
                client.multiappend(folder, these)
    client.logout()


def _renumbered(server: Dovecot, proxy: Proxy) -> None:
    """A fifth of the inbox is deleted, and what is left gets the numbers of what is gone."""
    client = _owner(server)
    client.select_folder("INBOX")
    uids = client.search()
    client.delete_messages(uids[: len(uids) // 5])
    client.expunge()
    client.logout()
    time.sleep(1.1)  # Dovecot's UIDVALIDITY is a second
    server.renumber()
    proxy.drop_all()


def _owner(server: Dovecot) -> IMAPClient:
    client = IMAPClient("127.0.0.1", server.port, ssl=False)
    client.plain_login(USER, PASSWORD)
    return client
