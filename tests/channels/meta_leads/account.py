"""Our account of a page, and requests about it."""

from typing import Any
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.channels.meta_leads.peer import Meta

ADDRESS = "https://crm.example/in/1"
SECRET = "whsec_ours"


def setup(peer: Meta, *, mapping: dict[str, str] | None = None, token: str = "", **settings: Any) -> Setup:
    """One account."""
    return Setup(
        id=UUID(int=1),
        kind="meta_leads",
        name="Lead ads",
        address=ADDRESS,
        secret=SECRET,
        settings={"page_id": peer.page, "base_url": peer.url, **settings},
        sealed={"app_secret": peer.app_secret, "token": token or peer.token},
        mapping=mapping or {},
        hosts=("127.0.0.1",),
    )


def request(body: bytes, signature: str, method: str = "POST", query: str = "") -> Call:
    """A request of Meta."""
    headers = {"x-hub-signature-256": signature, "content-type": "application/json"}
    return Call(
        method=method, url=f"{ADDRESS}?{query}" if query else ADDRESS, query=query, headers=headers, body=body
    )
