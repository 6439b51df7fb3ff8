"""`firstreply bench mails`: real mails and damaged ones through the live door, and what became of each.

They are posted as raw mail to a whole installation, which is asked afterwards: is every one of them on disk, was it
understood or put aside with a reason, and was no machine's letter taken for a person's.
"""

import http.client
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from time import process_time
from typing import Final, NamedTuple

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.fuzz import messages
from firstreply.cli.bench.installed.installation import Installation, installation
from firstreply.cli.bench.mutate import SAMPLES, mutated

_SEED: Final = 20261122
_LANES: Final = 8
_PATIENCE_S: Final = 1800.0
_LIMIT: Final = 10_000_000  #: octets that the door takes of one mail
#: In the set of bounces: what each name begins with when a machine wrote the letter.
_MACHINE: Final = ("lhost-", "rhost-", "rfc3464-", "rfc3834-", "arf-")
_HUMAN: Final = ("INBOUND_HUMAN", "INBOUND_FORM", "OUTBOUND_HUMAN")


class Posted(NamedTuple):
    """One mail at the door: the status, and the arrival's id where it was taken."""

    status: int
    arrival: str


def figures(data: Path | None, *, inquiries: int = 20_000) -> list[Figure]:
    """Of every message of the reference archives in `data` (else of own samples), then of `inquiries` damaged."""
    known = tuple(messages(data)) if data else SAMPLES
    machines = tuple(_machines(data)) if data else ()
    chance = Random(_SEED)  # noqa: S311 (damage, not secrets)
    damaged = [mutated(chance.choice(known), chance, known) for _ in range(inquiries)]
    with installation(people=3, rate_limit="0", max_body_bytes=str(_LIMIT)) as running:
        began = process_time()
        found = [
            *_became(running, "real", known),
            *_became(running, "damaged", damaged),
            *_taken_for_people(running, machines),
        ]
        used = process_time() - began
    return [*found, Figure(name="posting", value=used, unit="CPU-s")]


def _became(running: Installation, name: str, mails: Sequence[bytes]) -> list[Figure]:
    """Where each of them is now."""
    posted = _post(running, mails)
    if running.idle(_PATIENCE_S) is None:
        raise RuntimeError("not worked on in time")
    taken = [one.arrival for one in posted if one.status == 202]
    refused = Counter(one.status for one in posted if one.status != 202)
    with running.admin() as connection:
        rows = connection.execute(
            "SELECT state, reason, count(*) FROM arrival WHERE id = ANY(%s::uuid[]) GROUP BY 1, 2",
            [list(dict.fromkeys(taken))],
        ).fetchall()
    states = Counter({(state, reason): n for state, reason, n in rows})
    there = sum(states.values())
    unexpected = states[("quarantined", "unexpected")]
    aside = sum(n for (state, _), n in states.items() if state == "quarantined")
    # Empty ones are refused by name (422), those above the limit by size (413): the sender knows, nothing is lost.
    unexplained = sum(n for status, n in refused.items() if status not in (413, 422))
    return [
        Figure(name=f"{name}_mails", value=len(mails), unit="mails"),
        Figure(name=f"{name}_refused_at_the_door", value=sum(refused.values()), unit="mails"),
        Figure(name=f"{name}_door_failed", value=unexplained, unit="mails", goal=0, better="less"),
        Figure(name=f"{name}_dropped", value=len(set(taken)) - there, unit="mails", goal=0, better="less"),
        Figure(name=f"{name}_put_aside_with_reason", value=aside - unexpected, unit="mails"),
        Figure(name=f"{name}_crashes", value=unexpected, unit="mails", goal=0, better="less"),
    ]


def _taken_for_people(running: Installation, machines: Sequence[bytes]) -> list[Figure]:
    """Letters of machines that count as a person's."""
    if not machines:
        return []
    arrivals = [one.arrival for one in _post(running, machines) if one.status == 202]
    with running.admin() as connection:
        rows = connection.execute(
            "SELECT DISTINCT m.id FROM arrival a JOIN message m ON m.id = a.message_id"
            " WHERE a.id = ANY(%s::uuid[]) AND m.kind = ANY(%s)",
            [arrivals, list(_HUMAN)],
        ).fetchall()
    return [
        Figure(name="machines", value=len(machines), unit="mails"),
        Figure(name="machines_taken_for_people", value=len(rows), unit="mails", goal=0, better="less"),
    ]


def _machines(data: Path) -> Iterator[bytes]:
    for path in sorted((data / "mail" / "sisimai-bounces").rglob("*")):
        if path.is_file() and path.name.startswith(_MACHINE):
            yield path.read_bytes()


def _post(running: Installation, mails: Sequence[bytes]) -> list[Posted]:
    with ThreadPoolExecutor(_LANES) as pool:
        stretch = -(-len(mails) // _LANES)
        parts = [mails[begin : begin + stretch] for begin in range(0, len(mails), stretch)]
        return [one for part in pool.map(lambda part: _lane(running, part), parts) for one in part]


def _lane(running: Installation, mails: Sequence[bytes]) -> list[Posted]:
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "message/rfc822"}
    found = []
    for mail in mails:
        line.request("POST", "/api/v1/messages", mail, headers)
        answer = line.getresponse()
        said = answer.read()
        found.append(Posted(answer.status, json.loads(said).get("id", "") if answer.status == 202 else ""))
    line.close()
    return found
