"""Ports: taken by others, or answering."""

import socket
import time

from firstreply.core.refusal import Refused


def refuse_taken(host: str, port: int, patience: float = 0.0) -> None:
    """Refused("port_in_use") when somebody else listens there, after waiting `patience` seconds for them to end.

    The servers share a port among their processes, so two installations could take one without noticing.
    """
    until = time.monotonic() + patience
    while True:
        try:
            _bind(host, port)
            return
        except OSError as error:
            if time.monotonic() >= until:
                raise Refused("port_in_use", host=host, port=port, reason=str(error.strerror)) from error
            time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """Whether a connection is taken there now."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    try:
        socket.create_connection((reachable, port), timeout=1).close()
    except OSError:
        return False
    return True


def _bind(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
