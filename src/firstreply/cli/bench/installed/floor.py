"""The floor: what the database itself can do, one row of a kilobyte and one commit at a time, as pgbench measures it.

`python -m firstreply.cli.bench.installed.floor URL SECONDS` is one client; it prints how long each row took.
"""

import json
import subprocess
import sys
import time
from statistics import quantiles
from typing import Final, NamedTuple

from psycopg import pq

_TABLE: Final = b"CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, who int, what text)"
_INSERT: Final = b"INSERT INTO bench_floor (who, what) VALUES ($1, $2)"
_ROW: Final = b"x" * 1000
_WARM_S: Final = 0.3


class Floor(NamedTuple):
    """What some clients got through."""

    per_second: float
    p50_s: float
    p99_s: float


def floor(url: str, *, clients: int, seconds: float) -> Floor:
    """Rows a second of `clients` processes that insert and commit one row after the other, for some seconds."""
    _once(url, _TABLE)
    command = [sys.executable, "-m", "firstreply.cli.bench.installed.floor", url, str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(clients)]  # noqa: S603 (our own words)
    told = [json.loads(one.communicate()[0]) for one in running]
    _once(url, b"DROP TABLE bench_floor")
    times = sorted(time for one in told for time in one)
    cuts = quantiles(times, n=100)
    return Floor(sum(len(one) / seconds for one in told), cuts[49], cuts[98])


def _once(url: str, command: bytes) -> None:
    connection = pq.PGconn.connect(url.encode())
    _well(connection.exec_(command))
    connection.finish()


def _well(result: pq.abc.PGresult) -> None:
    if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        raise RuntimeError(result.error_message.decode("utf-8", "replace"))


def _client(url: str, seconds: float) -> list[float]:
    connection = pq.PGconn.connect(url.encode())
    _well(connection.prepare(b"row", _INSERT))
    parameters = [b"1", _ROW]
    times: list[float] = []
    begun = time.perf_counter() + _WARM_S
    end = begun + seconds
    last = time.perf_counter()
    while last < end:
        result = connection.exec_prepared(b"row", parameters)
        now = time.perf_counter()
        if result.status != pq.ExecStatus.COMMAND_OK:
            _well(result)
        if last >= begun:
            times.append(now - last)
        last = now
    return times


if __name__ == "__main__":
    print(json.dumps(_client(sys.argv[1], float(sys.argv[2]))))
