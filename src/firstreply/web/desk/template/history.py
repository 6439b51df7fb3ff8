"""History: what a template said in a language, each version beside the one before it."""

from itertools import pairwise
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.core.template import Part, difference
from firstreply.journey.organise import templates as keeping
from firstreply.store.queries import lead_page, templates
from firstreply.store.queries.paging import After
from firstreply.store.queries.templates import VersionShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import acted, posted, show, signed_in
from firstreply.web.desk.template.finding import by, find, language_name, languages, may_write
from firstreply.web.desk.template.looking import lead_id
from firstreply.web.desk.visit import Visit

_PAGE: Final = 20


class Told(NamedTuple):
    """A version, who wrote it, and how it differs from the one before."""

    version: VersionShown
    author: str
    subject: tuple[Part, ...]
    body: tuple[Part, ...]


@signed_in
def page(who: Visit, template: UUID) -> HttpResponse:
    """Versions of one language, newest first."""
    with acting(who.organisation):
        row = find(who, template)
        spoken = languages(row)
        language = who.request.GET.get("language", "")
        language = language if language in spoken else spoken[0]
        before = lead_id(who.request.GET.get("after", ""))
        after = After(before, before) if before else None
        found = templates.history(template, language, after, _PAGE + 1)
        authors = lead_page.names([one.author_id for one in found.rows if one.author_id])
    several = found.rows[:_PAGE]
    more = len(found.rows) > _PAGE
    facts: dict[str, Any] = {
        "row": row, "language": language, "spoken": spoken, "may": may_write(who, row),
        "versions": _told(found.rows[: _PAGE + 1], authors)[:_PAGE], "after": several[-1].id if more else None,
        "language_name": lambda code: language_name(who.words, code),
    }  # fmt: skip
    return show(who, "template/history.html.j2", **facts)


@posted
def back(who: Visit, template: UUID) -> HttpResponse:
    """Put an earlier version in force again."""
    version = lead_id(who.request.POST.get("version", ""))
    with acting(who.organisation):
        row = find(who, template)
        old = templates.version(who.caller.member, version) if version else None
        if old is None or old.template_id != row.id:
            raise Refused("not_found", what="template_version", id=str(version or ""))
        was = row.published.get(old.language)
        keeping.roll_back(old.id, by(who))
    undo = (
        ticket(who, "roll-back-template", version=was.id)
        if was
        else ticket(who, "withdraw-template", template=template, language=old.language)
    )
    to = f"/templates/{template}/history?language={old.language}"
    return acted(who, to=to, done="template-published", undo=undo)


def _told(rows: list[VersionShown], authors: dict[UUID, str]) -> list[Told]:
    """Each with the one that was written before it; the first of all is new as a whole."""
    pairs = [*pairwise(rows), *([(rows[-1], None)] if rows else [])]
    return [
        Told(
            one,
            authors.get(one.author_id, "") if one.author_id else "",
            difference(before.subject, one.subject) if before else (Part(one.subject, "same"),),
            difference(before.body, one.body) if before else (Part(one.body, "same"),),
        )
        for one, before in pairs
    ]
