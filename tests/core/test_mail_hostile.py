"""Hostile mail: no failure, no slow pattern, no memory beyond the caps."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

import pytest

from firstreply.cli.bench.fuzz import enormous, memory, messages, read_in_full
from firstreply.cli.bench.mutate import SAMPLES, mutated
from firstreply.core.capture.sender import _VIA
from firstreply.core.mail import addresses, closing, form, forward, html, ids, quote, words
from firstreply.core.mail.moment import find
from firstreply.core.team import Team

SIZE = 100_000
# Far above what a linear reader takes for 100 KB on a busy machine, far below what a quadratic one takes.
LIMIT_S = 1.5

READERS: dict[str, Callable[[str], object]] = {
    "words": words.decode,
    "parameters": words.parameters,
    "addresses": addresses.addresses,
    "bare": addresses.bare,
    "split": quote.split,
    "quoted_head": quote.quoted_head,
    "forward": forward.original,
    "html": html.text,
    "form": lambda text: form.lead(text, "a@example.org", text),
    "closing": closing.is_closing,
    "moment": find,
    "answered": lambda text: ids.answered("", text, ""),
    "base_subject": ids.base_subject,
    "our_domain": Team().in_domains,
    "via": lambda text: _VIA.sub("", text),
    "message": lambda text: read_in_full(text.encode("utf-8", "replace")),
}
BAITS = (
    ">", "<", "<<>", "On ", "On\n", " ", "\t", "\n", "=?", "=?a?q?", "=?x?b?=?= ", "?=", "(", "()", "\"",
    "\\", "@", "a@", "@a", "a,", ";", ":", ":\n", "a:\n", "From: a\n", "To: x\n", "wrote:\n",
    "x@y.z wrote:\n", "On 1 Jan 2020 wrote:\n", "> a\nb\n", "-\n", "--\nx\n", "a", "a.", "Re: ", "[Fwd: ",
    "-----Original Message-----\n",
    "-----Original Message-----\nFrom: a@b.c\nSent: 1 Jan 2020 10:00\nTo: x\n\n", "<a \"", "<a '>", "<!--",
    "<style>", "<head>", "<div>", "<p>", "</p>", "<blockquote>", "&", "&#", "|", "a> ", "1", "1.", "1/1/",
    "12:", "1 mar ", "Sent from my x\n", "[", "{", "...", "\u200f", "\xa0", "\x00", "\u0130",
    "email: a@b.c\n", "+1 ", "x=\" ;", "x*0*=a;", "thanks ", "\r", "begin 644 a\n",
    "2001-01-01 10:00 GMT+01:00 a\n", "12/31/2001 10:04 AM\nTo: a\n", "``` \n",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_repetition_makes_a_reader_slow(reader: str) -> None:
    read = READERS[reader]
    slow = []
    for bait in BAITS:
        repeated = (bait * (SIZE // len(bait) + 1))[:SIZE]
        for text in (repeated, f"On 1 Jan 2020, a {repeated} wrote:\n", f'"{repeated}'):
            began = process_time()
            read(text)
            if process_time() - began > LIMIT_S:
                slow.append(bait)
    assert slow == []


def test_two_thousand_damaged_messages_are_read_without_failure() -> None:
    chance = Random(20260302)
    slowest = 0.0
    for _ in range(2_000):
        raw = mutated(chance.choice(SAMPLES), chance)
        began = process_time()
        read_in_full(raw)
        slowest = max(slowest, process_time() - began)
    assert slowest < 5


def test_mutations_are_the_same_for_the_same_seed() -> None:
    assert [mutated(SAMPLES[0], Random(n)) for n in range(20)] == [
        mutated(SAMPLES[0], Random(n)) for n in range(20)
    ]


@pytest.mark.slow
@pytest.mark.data
def test_twenty_thousand_damaged_fixtures_are_read_without_failure(reference_data: Path) -> None:
    known = (*SAMPLES, *messages(reference_data))
    chance = Random(1)
    slowest = 0.0
    for _ in range(20_000):
        raw = mutated(chance.choice(known), chance, known)
        began = process_time()
        read_in_full(raw)
        slowest = max(slowest, process_time() - began)
    assert slowest < 5


@pytest.mark.data
def test_every_fixture_is_read_without_failure(reference_data: Path) -> None:
    count = 0
    for raw in messages(reference_data):
        read_in_full(raw)
        count += 1
    assert count > 1_500


@pytest.mark.slow
def test_messages_of_64_mb_stay_within_time_andmemory() -> None:
    over = []
    for number, raw in enumerate(enormous()):
        began = process_time()
        read_in_full(raw)
        if process_time() - began > 5 or memory(raw) > 64 << 20:
            over.append(number)
    assert over == []
