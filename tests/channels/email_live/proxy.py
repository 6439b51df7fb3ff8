"""The line that breaks, as `firstreply bench mailboxes` has it."""

from firstreply.cli.bench.mailserver.proxy import Faults, Proxy

__all__ = ["Faults", "Proxy"]
