"""`firstreply bench sending`: answers to thousands of people through a mail server that behaves as badly as it can.

On an installation of its own; the server refuses, greylists, hangs up before and after it has a letter, babbles and
answers slowly (`channels/email/peer.py`). What became of each letter is compared with what the server has.
"""

import os
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from firstreply.channels.email.peer import MailPeer, hostile
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed.installation import Installation, installation, within

#: How readers' addresses begin, and so what is done to their letters; half of all meet a server that is well.
_KINDS: Final = (
    "fine", "grey", "fine", "drop", "fine", "lost", "fine", "slow", "fine", "gone",
    "fine", "hang", "fine", "full", "fine", "content", "fine", "babble", "fine", "grey",
)  # fmt: skip
_NEVER: Final = ("gone", "content")
_AT_ONCE: Final = 200
_PATIENCE_S: Final = 900.0
_OPEN: Final = "SELECT count(*) FROM outgoing WHERE state = 'queued'"


def figures(data: Path | None = None, *, inquiries: int = 2_000, seed: int = 4) -> list[Figure]:
    """So many people ask, each is answered once; until every letter has come to its end."""
    peer = MailPeer(hostile(seed), slow_s=0.02)
    with peer.running(), installation(people=4) as running:
        box = _mailbox(running, peer.port)
        leads = _asked(running, inquiries)
        before, begun = running.cpu_s(), time.perf_counter()
        for lead in leads:
            said = {"text": "Yes, we have them.", "subject": "Your question", "source": box}
            running.must("POST", f"/api/v1/leads/{lead}/replies", said)
        queued = time.perf_counter() - begun
        within(_PATIENCE_S, lambda: running.one(_OPEN) == 0, every=0.2)
        seconds = time.perf_counter() - begun
        running.idle(_PATIENCE_S)
        spent = {kind: cpu - before.get(kind, 0.0) for kind, cpu in running.cpu_s().items()}
        return [*_ends(running, peer), *_speed(len(leads), queued, seconds, spent)]


def _mailbox(running: Installation, port: int) -> str:
    settings = {
        "address": "sales@team.example", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none",
        "per_minute": 0, "per_day": 0,
    }  # fmt: skip
    made = running.must("POST", "/api/v1/sources", {"name": "Sales", "kind": "email", "settings": settings})
    return str(made["id"])


def _asked(running: Installation, number: int) -> list[str]:
    """The leads, once the journey has made them."""
    asking = (
        {"external_id": str(n), "name": f"Reader {n}", "email": f"{_KINDS[n % len(_KINDS)]}-{n}@client.example"}
        for n in range(number)
    )  # fmt: skip
    while part := list(islice(asking, _AT_ONCE)):
        running.must("POST", "/api/v1/inquiries/bulk", {"items": part})
    running.idle(_PATIENCE_S)
    with running.admin() as connection:
        return [str(row[0]) for row in connection.execute("SELECT id FROM lead ORDER BY id").fetchall()]


def _ends(running: Installation, peer: MailPeer) -> Iterator[Figure]:
    with running.admin() as connection:
        rows = connection.execute("SELECT recipient, state, external_id FROM outgoing").fetchall()
        waits = dict(connection.execute("SELECT outcome, count(*) FROM wait GROUP BY 1").fetchall())
    there: dict[str, list[str]] = {}
    for one in peer.taken:
        there.setdefault(one.recipient, []).append(one.message_id)
    wanted = {to: "failed" if to.startswith(_NEVER) else "accepted" for to, _, _ in rows}
    lost = [to for to, state, _ in rows if state == "accepted" and to not in there]
    wrong = [to for to, state, _ in rows if state != wanted[to]]
    ids = [to for to, state, own in rows if state == "accepted" and set(there.get(to, ())) != {own}]
    accepted = sum(state == "accepted" for _, state, _ in rows)
    yield _none("lost: said to be taken, and not there", len(lost))
    yield _none("wrong state", len(wrong))
    yield _none("letters under another id, or several", len(ids))
    yield _none("waits that differ from what was taken", abs(waits.get("answered", 0) - accepted))
    yield Figure(name="letters", value=len(rows), unit="letters")
    yield _none("not ended in time", sum(state == "queued" for _, state, _ in rows))
    again = sum(len(named) - 1 for named in there.values())
    yield Figure(
        name="taken twice under one id (no word after DATA)", value=again, unit="letters", better="less"
    )
    yield Figure(name="attempts", value=sum(peer.tried.values()), unit="attempts", better="less")
    yield Figure(name="connections", value=peer.connections, unit="connections", better="less")


def _speed(letters: int, queued: float, seconds: float, spent: Mapping[str, float]) -> Iterator[Figure]:
    yield Figure(name="queued", value=letters / queued, unit="answers/s")
    yield Figure(name="until the last has ended", value=seconds, unit="s", better="less")
    for kind, cpu in sorted(spent.items()):
        if cpu > 0.05:
            yield Figure(
                name=f"CPU of {kind}, a letter", value=1000 * cpu / letters, unit="ms", better="less"
            )
    yield Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less")


def _none(name: str, value: Any) -> Figure:
    return Figure(name=name, value=value, unit="letters", goal=0, better="less")
