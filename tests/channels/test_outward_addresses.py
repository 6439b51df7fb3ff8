"""Two hundred ways to write an address of ours, or to lead us there; not one connection is made.

Counted twice: by what listens on this machine, and by a hook of the interpreter that sees each connection which was
let through (`outward`'s own hook comes first and refuses).
"""

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final
from uuid import UUID

import pytest

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.outward import is_public, outward
from firstreply.channels.webhook import Event, new_secret, send
from tests.channels.receiver import Receiver, receiving

ID: Final = UUID("01900000-0000-7000-8000-000000000001")
PRIVATE4: Final = (
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "169.254.170.2", "100.64.0.1",
    "100.100.100.200", "100.127.255.254", "0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
)  # fmt: skip
PRIVATE6: Final = (
    "::", "::1", "fe80::1", "fe80::1%25lo", "febf::1", "fc00::1", "fd00:ec2::254", "fdff:ffff::1", "fec0::1",
    "ff02::1", "ff05::2", "ff0e::1", "2001:db8::1", "3fff::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1", "2001:10::1", "100::1", "5f00::1", "4000::1", "2002::1",
)  # fmt: skip
SOME: Final = (*PRIVATE4[:4], "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.0.192")


def spelled(address: str) -> Iterator[str]:
    """An IPv4 address as inet_aton reads it: in one number or four, in three bases, with parts left out."""
    whole = int(IPv4Address(address))
    a, b, c, d = IPv4Address(address).packed
    yield from (str(whole), hex(whole), f"0{whole:o}")
    yield from (f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a}.{whole & 0xFFFFFF}")
    yield f"{a:#x}.{b}.{(c << 8) + d}"


def hidden(address: str) -> Iterator[str]:
    """The same inside IPv6: mapped, compatible, translated, NAT64 (both prefixes), 6to4, ISATAP."""
    inner = int(IPv4Address(address))
    high, low = f"{inner >> 16:x}", f"{inner & 0xFFFF:x}"
    yield from (
        f"::ffff:{address}",
        f"0:0:0:0:0:ffff:{high}:{low}",
        f"::{address}",
        f"::ffff:0:{address}",
        f"64:ff9b::{address}",
        f"64:ff9b:1::{address}",
        f"2002:{high}:{low}::1",
        f"2001:470:1f0b::5efe:{high}:{low}",
    )


ADDRESSES: Final = (
    *PRIVATE4,
    *(one for address in SOME for one in spelled(address)),
    *(f"[{one}]" for one in PRIVATE6),
    *(f"[{one}]" for address in SOME for one in hidden(address)),
)
NAMES: Final = (
    "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "ip6-localhost", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "metadata.google.internal", "a.rebind.example", "private.example", "mapped.example", "link-local.example",
)  # fmt: skip
TRICKS: Final = (
    "https://example.com@127.0.0.1:{port}/", "https://example.com:443@127.0.0.1:{port}/", "https://:@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}\\@example.com/", "https://127.0.0.1:{port}#@example.com/",
    "https://127.0.0.1:{port}?@example.com/", "https://127.0.0.1:{port}/@example.com", "https:127.0.0.1:{port}",
    "https:/127.0.0.1:{port}/", "https:///127.0.0.1:{port}/", "https://[::1]:{port}@example.com/",
    "https://127.0.0.1:{port}\t.example.com/", "https://127.0.0.1\n:{port}/", "https://127.0.0.1%00.example.com:{port}/",
    "https://127.0.0.1%2f.example.com:{port}/", "HTTPS://127.0.0.1:{port}/", "//127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://localhost:{port}/", "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/", "file:///etc/passwd", "unix:///run/postgresql",
    "https://127.0.0.1:22/", "https://127.0.0.1:25/", "https://127.0.0.1:5432/", "https://127.0.0.1:0/",
    "https://127.0.0.1:99999/",
)  # fmt: skip
#: What a hostile name server would say, in the order in which it is asked.
LOOKED_UP: Final = {
    "metadata.google.internal": ["169.254.169.254"],
    "a.rebind.example": ["8.8.8.8", "127.0.0.1"],
    "private.example": ["10.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "link-local.example": ["fe80::1"],
}


class Listening:
    """Whatever connects to this machine, on one port of every address of it."""

    def __init__(self) -> None:
        self.accepted = 0
        self._lines = [self._line(socket.AF_INET, "0.0.0.0", 0)]
        self.port: int = self._lines[0].getsockname()[1]
        self._lines.append(self._line(socket.AF_INET6, "::", self.port))
        for line in self._lines:
            threading.Thread(target=self._accept, args=(line,), daemon=True).start()

    def _line(self, family: int, host: str, port: int) -> socket.socket:
        line = socket.socket(family, socket.SOCK_STREAM)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            line.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        line.bind((host, port))
        line.listen()
        return line

    def _accept(self, line: socket.socket) -> None:
        while True:
            try:
                peer, _ = line.accept()
            except OSError:
                return
            self.accepted += 1
            peer.close()

    def close(self) -> None:
        for line in self._lines:
            line.shutdown(socket.SHUT_RDWR)
            line.close()


@pytest.fixture
def listening() -> Iterator[Listening]:
    found = Listening()
    yield found
    found.close()


_passed: list[Any] = []
_counting = threading.Event()


def _count(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _counting.is_set():
        _passed.append(arguments[1])


@contextmanager
def connections() -> Iterator[list[Any]]:
    """Every connection that was let through meanwhile."""
    with outward(seconds=1):  # its hook is there before ours
        pass
    if _count not in _hooks:
        sys.addaudithook(_count)
        _hooks.append(_count)
    _passed.clear()
    _counting.set()
    try:
        yield _passed
    finally:
        _counting.clear()


_hooks: list[Callable[[str, tuple[Any, ...]], None]] = []


@pytest.fixture
def hostile_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers as `LOOKED_UP` says, the last answer for ever; real ones for the rest."""
    real, asked = socket.getaddrinfo, dict.fromkeys(LOOKED_UP, 0)

    def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOOKED_UP:
            return real(host, port, *more, **named)
        answers = LOOKED_UP[name]
        address = answers[min(asked[name], len(answers) - 1)]
        asked[name] += 1
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        where = (address, port, 0, 0) if family == socket.AF_INET6 else (address, port)
        return [(family, socket.SOCK_STREAM, 6, "", where)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def urls(port: int) -> list[str]:
    found = [f"https://{one}:{port}/" for one in (*ADDRESSES, *NAMES) if one != "a.rebind.example"]
    return found + [one.format(port=port) for one in TRICKS]


def told(url: str) -> Any:
    return send(Event(id=ID, url=url, secret=new_secret(), body=b"{}"), at=1)


def test_not_one_of_two_hundred_addresses_is_connected_to(listening: Listening, hostile_names: None) -> None:
    all_urls = urls(listening.port)
    with connections() as passed:
        answers = {url: told(url) for url in all_urls}
    assert len(answers) >= 200
    taken = {url: answer for url, answer in answers.items() if not isinstance(answer, Rejected | TryAgain)}
    assert taken == {}
    assert (passed, listening.accepted) == ([], 0)


def test_most_are_refused_for_where_they_lead_and_not_because_nobody_answered() -> None:
    refused = [told(f"https://{one}:9/") for one in ADDRESSES if "%" not in one]
    assert {one.reason for one in refused} == {"address_not_public"}


def test_a_name_that_changes_its_address_between_two_look_ups_leads_nowhere(
    listening: Listening, hostile_names: None
) -> None:
    """First it is public, which whoever looks before connecting would see; what is connected to is not."""
    assert is_public(socket.getaddrinfo("a.rebind.example", 1)[0][4][0])
    with connections() as passed:
        answer = told(f"https://a.rebind.example:{listening.port}/")
    assert answer == Rejected(reason="address_not_public")
    assert (passed, listening.accepted) == ([], 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_an_address_of_ours_is_not_followed(listening: Listening, status: int) -> None:
    first = Receiver(status)
    first.headers = {"Location": f"http://127.0.0.1:{listening.port}/secret"}
    with receiving(first) as url:
        answer = send(Event(id=ID, url=url, secret=new_secret(), body=b"{}", hosts=("127.0.0.1",)), at=1)
    assert answer == TryAgain(reason=f"status {status}")
    assert (len(first.got), listening.accepted) == (1, 0)


def test_the_listener_and_the_hook_do_see_what_is_let_through(listening: Listening) -> None:
    """Else the tests above would prove nothing."""
    with connections() as passed:
        for host in ("127.0.0.1", "::1"):
            with outward(seconds=5, hosts=(host,)), socket.create_connection((host, listening.port)):
                pass
        with pytest.raises(PermissionError), outward(seconds=5):
            socket.create_connection(("127.0.0.1", listening.port))
    assert [one[0] for one in passed] == ["127.0.0.1", "::1"]


def test_every_address_is_what_it_is_said_to_be() -> None:
    read = [one.strip("[]").replace("%25", "%") for one in ADDRESSES]
    plain = [one for one in read if ":" in one or (one.count(".") == 3 and one.replace(".", "").isdecimal())]
    assert {one for one in plain if not one.startswith("0") and is_public(one)} == set()
    assert not any(is_public(str(IPv6Address(one.partition("%")[0]))) for one in PRIVATE6)


def test_tls_makes_no_difference_to_what_is_refused() -> None:
    with pytest.raises(PermissionError), outward(seconds=5):
        ssl.create_default_context().wrap_socket(socket.socket(), server_hostname="x").connect(
            ("10.0.0.1", 443)
        )
