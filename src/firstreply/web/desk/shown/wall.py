"""Wall: the screen in the office, without signing in: who waits, how it goes today. No names unless they are wanted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.insights.live import Asked, Where, ask, presets
from firstreply.journey.organise import links as sharing
from firstreply.store.queries import links, members, samples, wall
from firstreply.store.queries.links import LinkShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.page import asks_for_part, show
from firstreply.web.desk.visit import Visitor, visitor

_LONGEST: Final = 8
_PEOPLE: Final = 12
_SEEN_EVERY: Final = timedelta(minutes=10)


def page(request: HttpRequest, token: str) -> HttpResponse:
    """The wall; its middle asks for itself again every few seconds."""
    found = links.by_token(token, "wall")
    who = visitor(request)
    if found is None:
        if not asks_for_part(request):
            raise Http404
        return show(who, "shown/wall_over.html.j2", status=404, fragment="now")  # what stood there goes
    if found.used_at is None or who.now - found.used_at > _SEEN_EVERY:
        sharing.opened(found.organisation, found.id, who.now)
    given = found.settings
    looks = replace(who.looks, language=given.get("language") or "en", theme=given.get("theme") or "auto")
    with acting(found.organisation):
        zone = members.organisation().zone
    seen = replace(who, looks=looks, words=looks.words, zone=zone)
    return show(
        seen,
        "shown/wall.html.j2",
        fragment="now",
        link=found,
        kind=kind,
        address=f"/wall/{token}",
        names=bool(given.get("names")),
        **_now(found, seen),
    )


def _now(link: LinkShown, who: Visitor) -> dict[str, Any]:
    team = UUID(link.settings["team"]) if link.settings.get("team") else None
    with acting(link.organisation):
        invented = samples.sources()  # whoever looks in from outside sees real people only
        longest = wall.longest(team, _LONGEST, invented)
        now = wall.open_now(team, who.now, _PEOPLE, invented)
    return {
        "longest": longest,
        "people": now.people,
        "open": now.open,
        "overdue": now.overdue,
        "today": _today(link.organisation, team, invented, who),
    }


def _today(organisation: UUID, team: UUID | None, invented: tuple[UUID, ...], who: Visitor) -> dict[str, Any]:
    """Median and promise of what came in today; empty while the numbers are being prepared."""
    since, until = presets(who.now, who.zone)["today"]
    where = Where(since=since, until=until, teams=(team,) if team else (), without=invented)
    everybody = Viewer(member=None, role=Role.OWNER)
    asked = Asked(where=where, compare=False)
    answer = ask(organisation, everybody, asked, "headline", "sla", now=who.now)
    return dict(answer.parts)
