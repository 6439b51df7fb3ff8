"""Whose word counts about who asked."""

from typing import Any

import pytest

from firstreply.core.refusal import Refused
from firstreply.site.proxies import behind


def seen(trusted: tuple[str, ...], peer: str, forwarded: str, proto: str = "") -> tuple[str, str]:
    got: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        got.update(environ)
        return []

    told = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "wsgi.url_scheme": "http"}
    behind(application, trusted)(told | ({"HTTP_X_FORWARDED_PROTO": proto} if proto else {}), None)
    return got["REMOTE_ADDR"], got["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ((), "10.0.0.1", "8.8.8.8", "10.0.0.1"),
        (("10.0.0.1",), "10.0.0.1", "8.8.8.8", "8.8.8.8"),
        (("10.0.0.0/8",), "10.0.0.1", "8.8.8.8, 10.0.0.2", "8.8.8.8"),
        (("10.0.0.0/8",), "10.0.0.1", "1.1.1.1, 8.8.8.8, 10.0.0.2", "8.8.8.8"),
        (("10.0.0.0/8",), "9.9.9.9", "8.8.8.8", "9.9.9.9"),
        (("10.0.0.0/8",), "10.0.0.1", "", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", "nonsense", "10.0.0.1"),
        (("::1",), "::1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_client_is_the_last_address_that_is_no_proxy_of_ours(
    trusted: tuple[str, ...], peer: str, forwarded: str, client: str
) -> None:
    assert seen(trusted, peer, forwarded) == (client, "http")


def test_scheme_is_believed_from_a_proxy_of_ours_only() -> None:
    schemes = [seen(("10.0.0.1",), peer, "", "https")[1] for peer in ("10.0.0.1", "10.0.0.2")]
    assert schemes == ["https", "http"]


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        seen(("proxy.example",), "10.0.0.1", "")
    assert (refused.value.code, refused.value.facts["value"]) == ("setting_unreadable", "proxy.example")
