"""Audit: who did what, from where, with what stood before and after."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.permission import DECIDING
from firstreply.insights.reasons import TERMS, mark
from firstreply.insights.untrusted import plain
from firstreply.store.queries import audit, members
from firstreply.store.queries.audit import Entry
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.people.audited import called, told
from firstreply.web.desk.people.listing import MOST
from firstreply.web.desk.rule.seen import Seen, seen
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

SAYS: Final[Mapping[str, str]] = {
    "signed_in": mark("Signed in"),
    "sign_in_failed": mark("Tried to sign in and failed"),
    "signed_out": mark("Signed out"),
    "session_ended": mark("Ended a session"),
    "sessions_ended": mark("Ended all other sessions"),
    "password_changed": mark("Changed the password"),
    "password_reset_asked": mark("Asked to set a new password"),
    "password_reset": mark("Set a new password by mail"),
    "factor_added": mark("Added a second factor"),
    "factor_removed": mark("Removed a second factor"),
    "recovery_codes_renewed": mark("Made new recovery codes"),
    "factors_taken": mark("Took away somebody’s second factors"),
    "sessions_of_member_ended": mark("Ended somebody’s sessions"),
    "address_verified": mark("Showed that the address is theirs"),
    "address_asked": mark("Asked to sign in by another address"),
    "address_changed": mark("Signs in by another address"),
    "service_connected": mark("Connected a sign-in service"),
    "invitation_made": mark("Invited somebody"),
    "invitation_revoked": mark("Withdrew an invitation"),
    "invitation_accepted": mark("Accepted an invitation"),
    "account_linked": mark("Joined with an account that was there"),
    "exported": mark("Exported a list"),
    "raw_mail_shown": mark("Looked at a mail as it came in"),
    "downloaded": mark("Downloaded a file"),
}
_DOINGS: Final = frozenset({"rebuild", "webhook_replay"})  #: nothing new came of them
_ANY: Final = ""  #: a thing that has no word of its own
_LIMIT: Final = 50
_LONGEST: Final = 200
_FIELDS: Final = 30


class Line(NamedTuple):
    """One line: when, who, what was done to what, what changed (field, before, after), and from where."""

    at: datetime
    who: str
    says: str
    changes: tuple[tuple[str, str, str], ...]
    address: str
    agent: str


@signed_in
def page(who: Visit) -> HttpResponse:
    """The newest first."""
    who.decides(DECIDING)
    given = who.request.GET
    before, member = _instant(given.get("before", "")), _id(given.get("member", ""))
    with acting(who.organisation):
        found = seen(who)
        rows, onward = audit.entries(before, _LIMIT, member=member)
        known = members.members(who.now, True, None, MOST).rows
    return show(
        who,
        "people/audit.html.j2",
        lines=[_line(who, found, row) for row in rows],
        onward=onward.isoformat() if onward else "",
        people=known,
        member=member,
    )


def _line(who: Visit, found: Seen, row: Entry) -> Line:
    words, write = who.words, Writing(who)
    if row.kind != "decided":
        says = words.say(SAYS[row.kind]) if row.kind in SAYS else plain(row.kind.replace("_", " "), 60)
        noted = tuple(
            (called(found, name), "", told(found, write, "", name, value)) for name, value in row.data.items()
        )
        return Line(row.at, row.member, says, noted, row.address, plain(row.agent, _LONGEST))
    things = TERMS["what"]
    thing = words.say(things.get(row.what) or things[_ANY])
    if not row.before and row.after and row.what not in _DOINGS:
        says = words.say(mark("Made a new thing: {thing}"), thing=thing)
    elif row.before and not row.after:
        says = words.say(mark("Took away: {thing}"), thing=thing)
    else:
        says = words.say(mark("Changed: {thing}"), thing=thing)
    return Line(row.at, row.member, says, tuple(_changes(found, write, row)), "", "")


def _changes(found: Seen, write: Writing, row: Entry) -> Iterator[tuple[str, str, str]]:
    """What differs; of something new, what it was given. What is one value is called as the thing is."""
    was, became = row.before, row.after
    if row.what == "rebuild":
        became = {"rows": sum(one for one in became.values() if isinstance(one, int))}
    for name in list(dict.fromkeys((*was, *became)))[:_FIELDS]:
        before, after = was.get(name), became.get(name)
        if before == after or name == "id":
            continue
        field = name or row.what
        if after not in ("", None, [], {}):
            shown = told(found, write, row.what, field, after)
        elif before not in (None, ""):
            shown = "–"
        else:
            continue
        yield called(found, field), told(found, write, row.what, field, before), shown


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
