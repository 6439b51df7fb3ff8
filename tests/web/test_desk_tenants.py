"""The desk's pages of another organisation's things: not found, and nothing changes; behind each wall by itself.

Leads have pages of their own, and their own matrix: `tests/web/test_lead_tenants.py`; pages of signing in:
`tests/web/test_account_tenants.py`.
"""

import re
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.api.tenants import desk, queries_alone, row_security_alone, sums
from tests.postgres import Database
from tests.web import test_lead_tenants
from tests.web.desk import Desk
from tests.web.tenants_things import KINDS, SECRET, form, kept, marked, question, sent

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
#: Pages that name nobody's things in their address. Forms and questions are sent to them with another's ids below.
OWN = {
    "desk/<slug:stem>.<slug:digest>.<slug:ending>", "oauth/callback", "channels",
    "channels/new", "channels/new/<slug:kind>", "files", "files/new", "files/begin", "webhooks", "webhooks/new",
    "templates", "templates/new", "templates/standard", "templates/look", "templates/leads",
    "search", "search/export.csv", "leads", "leads/export.csv", "views", "views/order",
    "pipeline", "pipeline/more", "pipeline/move", "pipeline/stages", "pipeline/stages/empty",
    "inbox", "inbox/rows", "inbox/export.csv", "inbox/snooze", "inbox/wake", "inbox/assign", "inbox/close",
    "inbox/spam", "inbox/call", "inbox/more", "inbox/done", "inbox/next",
    "begin", "begin/test", "begin/sample", "begin/sample/remove",
    "palette", "undo", "ticket/live", "workers", "favicon.ico", "robots.txt", "wake.js", "away",
    "insights", "insights/mail", "insights/waits", "insights/leads", "insights/leads.csv", "insights/table.csv",
    "insights/waits.csv",
    "insights/shown", "insights/shown/new", "insights/digests", "insights/digests/new",
    "people", "people/invite", "organisation", "organisation/change", "organisation/teams",
    "tokens", "tokens/new", "audit", "quarantine", "quarantine/again",
    "profile", "profile/looks", "profile/alerts", "profile/test", "profile/presence", "profile/leaves",
    "profile/push",
    "rules", "rules/settings", "rules/try", "rules/hours", "rules/hours/new", "rules/promises", "rules/promises/new",
    "rules/pools", "rules/pools/new", "rules/<slug:kind>", "rules/<slug:kind>/edit",
}  # fmt: skip
#: Whoever holds the secret in them sees what it shows, of whichever organisation: tests/web/test_insight_pages.py.
SECRETS = {"wall/<str:token>", "badge/<str:token>.svg"}
#: What pages name, by the name it has in their addresses; and those that name a lead.
NAMED = (
    "source", "file", "webhook", "template", "view", "offer", "member", "team", "token", "calendar", "sla", "pool",
    "replay", "definition", "link", "digest", "leave", "subscription",
)  # fmt: skip
OF_LEADS = ("leads/<uuid:lead>/quick", "leads/<uuid:lead>/quick/approved", "pipeline/move/<uuid:lead>")
#: What ends a thing comes after all else that is done with it; what needs it as it was, before that.
_FIRST = ("/move",)
_ENDING = ("/end", "/drop")
WALLS = pytest.mark.parametrize("wall", ["both walls", "row security alone", "queries alone"])


def _behind(wall: str, database: Database) -> ExitStack:
    walls = ExitStack()
    if wall == "row security alone":
        walls.enter_context(row_security_alone())
    if wall == "queries alone":
        walls.enter_context(queries_alone(database))
    return walls


def _desk(office: Office) -> Desk:
    from firstreply.journey import access

    access.forget()
    return Desk(office)


def _named() -> list[str]:
    """Addresses that name something, as templates: `/channels/{source}/check`."""
    named = [one for one in desk() if _names_something(one)]
    return ["/" + re.sub(r"<\w+:(\w+)>", r"{\1}", one) for one in named]


def _names_something(place: str) -> bool:
    ours = re.search(f"<uuid:({'|'.join(NAMED)})>", place) and not place.startswith("leads/")
    return bool(ours) or place in OF_LEADS


def _asked(at: Desk, ids: dict[str, UUID]) -> dict[str, set[int]]:
    """What each of them answers, to a look and to a form, with any of these sources."""
    found: dict[str, set[int]] = {}
    accounts = [ids["form"], ids["api"], *(ids[f"of {kind}"] for kind in KINDS)]
    for place in sorted(_named(), key=lambda one: (one.endswith(_ENDING), not one.endswith(_FIRST))):
        for source in accounts if "{source}" in place else accounts[:1]:
            path = place.format(**{**ids, "member": ids["colleague"], "source": source, "number": 0})
            answers = [at.client.get(path), sent(at, path, ids)]
            found[place] = found.get(place, set()) | {one.status_code for one in answers}
    return found


@WALLS
def test_nothing_that_is_theirs_is_shown_or_changed(database: Database, wall: str) -> None:
    own, theirs = Office("Own"), Office("Theirs")
    kept(own)
    ids = kept(theirs)
    at = _desk(own)
    before = sums(database)
    with _behind(wall, database):
        answers = _asked(at, ids)
    assert {place: found for place, found in answers.items() if not found <= {404, 405}} == {}
    assert [place for place, found in answers.items() if 404 not in found] == []
    assert sums(database) == before


@WALLS
def test_pages_of_ones_own_neither_tell_nor_change_what_is_theirs(database: Database, wall: str) -> None:
    """Each with every id of theirs, in its address and in a form."""
    own, theirs = Office("Own"), Office("Theirs")
    kept(own)
    ids = kept(theirs)
    marked(theirs)
    at = _desk(own)
    before = sums(database, theirs.id)
    told, wrong = set(), {}
    with _behind(wall, database):
        for place in sorted(OWN - {"desk/<slug:stem>.<slug:digest>.<slug:ending>", "ticket/live"}):
            path = "/" + place.replace("<slug:kind>", "form" if place.startswith("channels") else "score")
            answers: list[Any] = [at.client.get(path, question(ids))]
            answers.append(at.client.post(path, form(ids, proof=at.proof)))
            for answer in answers:
                text = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if SECRET.encode() in text:
                    told.add(place)
                if answer.status_code >= 500:
                    wrong[place] = answer.status_code
    assert (told, wrong) == (set(), {})
    assert sums(database, theirs.id) == before


def test_ones_own_are_found_at_the_same_addresses(database: Database) -> None:
    office = Office("Own")
    ids = kept(office)
    at = _desk(office)
    missed = {place for place, found in _asked(at, ids).items() if found <= {404, 405}}
    assert missed == set()
    assert len(_named()) == 72


def test_every_page_is_asked_for_here_or_with_the_leads(database: Database) -> None:
    of_leads = set(test_lead_tenants.places())
    ours = {one for one in desk() if _names_something(one)}
    assert {one for one in desk() if one not in ours | of_leads} == OWN | SECRETS
    assert of_leads - ours == {one for one in desk() if one.startswith("leads/<uuid:lead>")} - set(OF_LEADS)
    assert len(of_leads) == 32
