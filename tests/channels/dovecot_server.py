"""A real Dovecot of our own for a test: the one that `firstreply bench mailboxes` uses."""

from firstreply.cli.bench.mailserver.dovecot import BINARY, PASSWORD, USER, Dovecot

__all__ = ["BINARY", "PASSWORD", "USER", "Dovecot"]
