"""Proxies that are believed: who asked, and by which scheme, as they say it."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from firstreply.core.refusal import Refused

_Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def behind(application: _Application, trusted: tuple[str, ...]) -> _Application:
    """The WSGI application, told the client's own address by the proxies of the setting `trusted_proxies`.

    Nobody else is believed: an address in X-Forwarded-For counts only when everything after it is a proxy of ours.
    Raises Refused("setting_unreadable") for what is no address or network.
    """
    networks = tuple(_network(one) for one in trusted)
    if not networks:
        return application

    def told(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if _is_ours(environ.get("REMOTE_ADDR", ""), networks):
            environ["REMOTE_ADDR"] = client(
                environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR", ""), networks
            )
            if environ.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        return application(environ, start)

    return told


def client(peer: str, forwarded: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> str:
    """The nearest address that is no proxy of ours, going back from the peer."""
    for said in reversed(forwarded.split(",")):
        if not _is_ours(peer, networks) or not _is_address(said.strip()):
            break
        peer = said.strip()
    return peer


def _network(said: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(said, strict=False)
    except ValueError as error:
        raise Refused(
            "setting_unreadable",
            name="trusted_proxies",
            value=said,
            want="an address or a network",
            origin="",
        ) from error


def _is_ours(said: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return _is_address(said) and any(ip_address(said) in network for network in networks)


def _is_address(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True
