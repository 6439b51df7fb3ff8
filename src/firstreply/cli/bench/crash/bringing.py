"""Bringing: inquiries one by one, in bulk and from an archive, each tried again until it is acknowledged."""

import http.client
import json
import mailbox
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from firstreply.cli.bench.installed import people
from firstreply.cli.bench.installed.installation import COMMAND, Installation

_CLIENTS: Final = 4
_BULK: Final = 50
_MAILS: Final = 200
_AGAIN_S: Final = 0.1
_CUT_OFF: Final = 0.3  #: share of runs of `firstreply import` that are killed on their way


class Bringing:
    """What was brought and acknowledged, by how it was brought."""

    def __init__(self, running: Installation, inquiries: int) -> None:
        self.acknowledged: set[str] = set()  #: ids of arrivals
        self.mails: set[str] = set()  #: Message-IDs of archives that were brought to the end
        self.answers: Counter[int] = Counter()  #: by status; 0 when the connection broke
        self.imports_killed = 0
        self.over = threading.Event()  #: nothing more is brought
        self._running, self._share = running, 0.0
        self._lock = threading.Lock()
        bulk, mails = inquiries * 3 // 10, inquiries * 2 // 10
        self._single = iter(range(inquiries - bulk - mails))
        self._counts = (inquiries - bulk - mails, bulk, mails)

    def allow(self, share: float) -> None:
        """This share of all may be brought by now."""
        self._share = share

    def ways(self) -> list[Callable[[], None]]:
        """What threads run until all was brought."""
        return [*([self._one_by_one] * _CLIENTS), self._in_bulk, self._from_archives]

    def _wait(self, done: int, count: int) -> None:
        while done >= self._share * count and self._share < 1.0 and not self.over.is_set():
            time.sleep(0.02)

    def _one_by_one(self) -> None:
        line: http.client.HTTPConnection | None = None
        count = self._counts[0]
        while True:
            with self._lock:
                number = next(self._single, None)
            if number is None:
                return
            self._wait(number, count)
            body, key = json.dumps(people.inquiry(1 + number)), f"one-{number}"
            while not self.over.is_set():
                line = line or http.client.HTTPConnection("127.0.0.1", self._running.port, timeout=30)
                status, said = self._asked(line, "/api/v1/inquiries", body, key)
                if status == 202:
                    self._note([said["id"]])
                    break
                line.close()
                line = None

    def _in_bulk(self) -> None:
        count = self._counts[1]
        for start in range(0, count, _BULK):
            self._wait(start, count)
            numbers = range(start, min(start + _BULK, count))
            items = [people.inquiry(100_000_000 + number) for number in numbers]
            for one in items:
                del one["external_id"]  # the key of the request and the place in it name them
            while not self.over.is_set():
                line = http.client.HTTPConnection("127.0.0.1", self._running.port, timeout=30)
                status, said = self._asked(
                    line, "/api/v1/inquiries/bulk", json.dumps({"items": items}), f"b{start}"
                )
                line.close()
                if status == 207 and said["taken"] == len(items):
                    self._note(item["receipt"]["id"] for item in said["items"])
                    break

    def _asked(self, line: http.client.HTTPConnection, path: str, body: str, key: str) -> tuple[int, Any]:
        """Status and JSON; 0 when the connection broke. After anything but a success, a little later."""
        headers = {"Authorization": f"Bearer {self._running.token}", "Content-Type": "application/json"}
        try:
            line.request("POST", path, body, headers | {"Idempotency-Key": key})
            answer = line.getresponse()
            said = json.loads(answer.read())
            status = answer.status
        except (OSError, http.client.HTTPException, ValueError):
            status, said = 0, None
        with self._lock:
            self.answers[status] += 1
        if not 200 <= status < 300:
            time.sleep(_AGAIN_S)
        return status, said

    def _note(self, ids: Iterator[str] | list[str]) -> None:
        with self._lock:
            self.acknowledged.update(ids)

    def _from_archives(self) -> None:
        count = self._counts[2]
        chance = random.Random(count)  # noqa: S311 (repeatable, protects nothing)
        numbers = iter(range(count))
        while not self.over.is_set() and (some := list(islice(numbers, _MAILS))):
            self._wait(some[0], count)
            path = self._running.home / f"archive-{some[0]}.mbox"
            ids = _written(path, some)
            while not self.over.is_set() and self._imported(path, chance) != 0:
                time.sleep(_AGAIN_S)
            self.mails.update(ids)

    def _imported(self, path: Path, chance: random.Random) -> int:
        """The exit code of `firstreply import`; some runs are killed on their way."""
        with (path.with_suffix(".said")).open("ab") as said:
            process = subprocess.Popen(  # noqa: S603 (our own words)
                [*COMMAND, "import", str(path)], env=self._running.environment, stdout=said, stderr=said
            )
        if chance.random() < _CUT_OFF:
            try:
                return process.wait(chance.uniform(0.5, 3.0))
            except subprocess.TimeoutExpired:
                process.kill()
                self.imports_killed += 1
        return process.wait()


def _written(path: Path, numbers: list[int]) -> set[str]:
    """An archive of letters of today, each from somebody else who asks; their Message-IDs without brackets."""
    box, ids = mailbox.mbox(path), set()
    now = format_datetime(datetime.now(UTC))
    for number in numbers:
        asked = people.inquiry(200_000_000 + number)
        letter = EmailMessage()
        letter["From"] = f"{asked['name']} <{asked['email']}>"
        letter["To"] = "owner@team.example"
        letter["Subject"] = f"Quote for {asked['product']} {number}"
        letter["Date"] = now
        letter["Message-ID"] = f"<mail-{number}@archive.example>"
        letter.set_content(asked["need"])
        box.add(letter)
        ids.add(f"mail-{number}@archive.example")
    box.close()
    return ids
