"""Outward: connections to addresses that somebody else wrote down, and none of them into our own network.

The check is made on the very address that is connected to, by an audit hook (PEP 578), so that no name can mean one
address when it is looked at and another when it is used, and no library can go past it: whatever connects in a
thread that is inside `outward` is checked, after redirects too. The same hook knows the connections, and ends them
when the time for the whole conversation is over: an endpoint that sends one octet a second holds nobody.
"""

import socket
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

#: Where an IPv4 address hides in an IPv6 one, and how many bits follow it: NAT64, 6to4.
_HIDING: Final = ((ip_network("64:ff9b::/96"), 0), (ip_network("2002::/16"), 80))
_TEREDO: Final = ip_network("2001::/32")
#: ISATAP (RFC 5214): the upper half of an interface's id, before an IPv4 address.
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
#: What `ipaddress` takes for public and nobody serves the public from: protocol assignments (a cloud's metadata
#: among them), relays of 6to4, documentation.
_ODD: Final = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), ip_network("3fff::/20"))
_CONNECTING: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RUNNING: Final = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"})
_here = threading.local()
_installing = threading.Lock()
_installed = False


class PrivateAddressError(PermissionError):
    """The address is not one that the outside may send us to."""


@dataclass(slots=True)
class _Conversation:
    allowed: frozenset[str]  #: addresses that are fine although they are ours
    over: bool = False
    lines: list[socket.socket] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def end(self) -> None:
        """Time is over: whoever reads or connects sees the connection closed."""
        with self.lock:
            self.over = True
            for line in self.lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Forget the connections; those who opened them close them."""
        with self.lock:
            for line in self.lines:
                line.close()
            self.lines.clear()

    def knows(self, line: socket.socket) -> None:
        """Keep a handle of our own: TLS takes the original away from its socket, and lends none."""
        with self.lock:
            if self.over:
                raise TimeoutError("the time for the whole conversation is over")
            self.lines.append(socket.fromfd(line.fileno(), line.family, line.type))


@contextmanager
def outward(*, seconds: float, hosts: Collection[str] = ()) -> Iterator[None]:
    """What connects in this thread meanwhile reaches public addresses only, and ends after `seconds`.

    `hosts` are names or addresses of ours that may be reached all the same. Raises PrivateAddressError from the call
    that connects; a conversation that lasts too long ends with the error of a closed connection.
    """
    _install()
    talk = _Conversation(frozenset(address for host in hosts for address in _addresses(host)))
    timer = threading.Timer(seconds, talk.end)
    timer.daemon = True
    before = getattr(_here, "talk", None)
    _here.talk = talk
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        _here.talk = before
        talk.close()


def adopt(line: socket.socket) -> None:
    """A connection that was made before, in another conversation, belongs to this one now, and ends with its time."""
    talk: _Conversation | None = getattr(_here, "talk", None)
    if talk is not None:
        talk.knows(line)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet at large; whatever hides inside an IPv6 address counts."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found) if isinstance(found, IPv6Address) else None
    return _is_global(found if inner is None else inner) and (inner is None or _is_global(inner))


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    local = isinstance(address, IPv6Address) and address.is_site_local
    if address.is_multicast or address.is_reserved or local or not address.is_global:
        return False
    return not any(address in network for network in _ODD)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _TEREDO:
        return IPv4Address(0)  # carries two addresses, and nobody needs it
    for network, shift in _HIDING:
        if address in network:
            return IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _addresses(host: str) -> set[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return set()
    return {str(entry[4][0]) for entry in found}


def _install() -> None:
    global _installed
    with _installing:
        if not _installed:
            sys.addaudithook(_watch)
            _installed = True


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _CONNECTING and event not in _RUNNING:
        return
    talk: _Conversation | None = getattr(_here, "talk", None)
    if talk is None:
        return
    if event in _RUNNING:
        raise PrivateAddressError("a program of this machine")
    line, address = arguments[0], arguments[1]
    host = address[0] if isinstance(address, tuple) else None
    # A name would be looked up after this check: only addresses pass.
    if not isinstance(host, str) or not (is_public(host) or host.partition("%")[0] in talk.allowed):
        raise PrivateAddressError("an address of a private network")
    if event == "socket.connect":
        talk.knows(line)
