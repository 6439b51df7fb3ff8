"""Channel: a Facebook page whose forms bring leads. Meta signs each request over its octets with the app's secret."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from firstreply.channels import meta
from firstreply.channels.ask import base_url
from firstreply.channels.base import Call, Channel, Field, FieldKind, Piece, Setup, Taken
from firstreply.channels.loose import at, text
from firstreply.channels.meta_leads.fetching import fetch
from firstreply.channels.meta_leads.graph import check, connect
from firstreply.channels.meta_leads.reading import read
from firstreply.core.refusal import Refused


def take(call: Call, setup: Setup, now: int) -> Taken:
    """What Meta brought, a piece for each notice.

    Raises ForgedError: 403 for a verification with another token than ours, 401 for a signature that does not fit.
    """
    return meta.taken(call, setup, _notices)


def _notices(change: Any) -> Iterator[Piece]:
    if text(change, "field") == "leadgen":
        notice = at(change, "value")
        plain = text(notice, "leadgen_id") or str(at(notice, "leadgen_id") or "")
        yield Piece(payload={"notice": _as_text(notice)}, id=f"notice:{plain}" if plain else "")


def _as_text(notice: Any) -> Any:
    """Ids are numbers in some requests of Meta, and text in others."""
    if not isinstance(notice, Mapping):
        return notice
    return {name: str(one) if type(one) is int else one for name, one in notice.items()}


def _validate(settings: Mapping[str, Any]) -> None:
    """Refuses `setting_wrong` naming the field."""
    page = settings.get("page_id")
    if page and not (isinstance(page, str) and page.isascii() and page.isdecimal()):
        raise Refused("setting_wrong", field="page_id")


_FIELDS: Final = (
    Field(name="page_id", label="Page ID", required=True, help="Digits; under About, Page transparency."),
    Field(
        name="app_secret",
        label="App secret",
        kind=FieldKind.SECRET,
        required=True,
        help="Under App settings, Basic. Meta signs with it.",
    ),
    Field(
        name="token",
        label="Page access token",
        kind=FieldKind.SECRET,
        required=True,
        help="With leads_retrieval, pages_manage_metadata and pages_read_engagement; ads_management for names of ads.",
    ),
    Field(
        name="history_days",
        label="Days to look back at first",
        kind=FieldKind.NUMBER,
        default=0,
        help="Meta keeps leads for 90 days.",
    ),
    base_url(meta.GRAPH),
)
CHANNEL: Final = Channel(
    kind="meta_leads",
    fields=_FIELDS,
    take=take,
    read=read,
    check=check,
    connect=connect,
    fetch=fetch,
    validate=_validate,
    methods=("GET", "POST"),
)
