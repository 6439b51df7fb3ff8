"""Asked: one request to a form: which form, in which language, how its reader came, and how fast they may send."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from firstreply.channels.form import reading
from firstreply.channels.form.body import Posted, posted
from firstreply.channels.form.definition import Form
from firstreply.channels.form.guard import TRAP
from firstreply.channels.form.hosts import Whence, whence
from firstreply.core.lead.touch import CAMPAIGN, PLACES, of_query
from firstreply.core.pace import Rate
from firstreply.core.refusal import Refused
from firstreply.insights.language import wanted
from firstreply.store.queries.arrivals import Door
from firstreply.store.queries.arrivals import door as find_door
from firstreply.web.forms.render import Look

KNOWN_S: Final = 5.0  #: how long a process believes what a form's settings said
QUOTA: Final = 30  #: submissions a minute from one address, at the most
_MOST_KNOWN: Final = 10_000
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_known: Final[dict[UUID, tuple[float, Door, Form]]] = {}
_pace: Final = Rate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to a form that is there."""

    request: HttpRequest
    found: Door
    form: Form
    framed: bool
    at: datetime

    @property
    def query(self) -> Mapping[str, str]:
        """What the address says beside the path."""
        return {name: self.request.GET[name] for name in self.request.GET}

    @property
    def trap(self) -> str:
        """The name of the field that only machines fill in."""
        return str(self.found.settings.get("honeypot") or TRAP)

    @property
    def place(self) -> str:
        """The form's own address, without a host."""
        return f"/f/{self.found.id}"

    def look(self, language: str = "") -> Look:
        """The language that was chosen, else that of the browser, of those that the form speaks."""
        languages = self.form.languages
        asked = (
            language,
            self.query.get("lang", ""),
            wanted(self.request.headers.get("Accept-Language", "")),
        )
        chosen = next((one for one in asked if one in languages), languages[0])
        return Look.of(self.form, chosen, framed=self.framed)

    def touch(self, given: Mapping[str, str]) -> dict[str, str]:
        """How they came, by what the address or a page of one's own tells."""
        referrer = self.request.headers.get("Referer", "")
        here = f"{self.request.scheme}://{self.request.get_host()}"
        own = f"{here}{self.place}"
        if self.framed or (self.request.method == "POST" and not referrer.startswith(f"{here}/")):
            return of_query(given, page=referrer)
        return of_query(given, referrer="" if referrer.startswith(here) else referrer, page=own)

    def whence(self) -> Whence:
        """From whose page a submission came."""
        headers = self.request.headers
        return whence(
            self.form.hosts,
            self.request.get_host(),
            origin=headers.get("Origin", ""),
            referrer=headers.get("Referer", ""),
        )


def asked(request: HttpRequest, source: UUID, *, framed: bool = False) -> Asked | None:
    """The form at this address; None when there is none in use, or none that is defined."""
    now = time.monotonic()
    known = _known.get(source)
    if known is None or known[0] <= now:
        known = _look_up(source, now)
    return known and Asked(
        request=request, found=known[1], form=known[2], framed=framed, at=datetime.now(UTC)
    )


def _look_up(source: UUID, now: float) -> tuple[float, Door, Form] | None:
    _known.pop(source, None)
    found = find_door(source)
    if found is None or found.kind != "form" or not found.settings.get("form"):
        return None
    try:
        form = reading.known(found.settings["form"])
    except Refused:  # of an older version that allowed more
        return None
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[source] = (now + KNOWN_S, found, form)
    return _known[source]


def forget() -> None:
    """Believe nothing that was read before."""
    _known.clear()


def too_fast(request: HttpRequest, source: UUID) -> int:
    """Count a submission of an address; how many seconds it has to wait, 0 when it is let through."""
    limit: int = _given.FIRSTREPLY_RATE_LIMIT
    if not limit:
        return 0
    who = (source, request.META.get("REMOTE_ADDR", ""))
    left = _pace.take(who, min(QUOTA, limit), time.monotonic())
    return int(left.wait_s) + 1 if left.wait_s else 0


def sent(request: HttpRequest) -> Posted:
    """What was sent. Refuses `body_too_large`, and as `channels.form.body.posted` does."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused("body_too_large", limit=_given.FIRSTREPLY_MAX_BODY_BYTES) from None
    return posted(request.headers.get("Content-Type", ""), body)


def campaign(fields: Posted) -> dict[str, str]:
    """What a page of one's own sends of a touch beside its fields."""
    return {name: fields.first(name) for name in (*CAMPAIGN, *PLACES) if fields.first(name)}
