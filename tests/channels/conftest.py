"""Servers and letters that the tests of the channels share."""

import os
from collections.abc import Iterator

import pytest

from tests.channels.dovecot_server import BINARY, Dovecot


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot of our own, empty at first. Skips loudly where none is installed."""
    if not os.access(BINARY, os.X_OK):
        pytest.skip(f"SKIPPED: no Dovecot at {BINARY}; scripts/install-test-tools installs it")
    server = Dovecot()
    yield server
    server.stop()
