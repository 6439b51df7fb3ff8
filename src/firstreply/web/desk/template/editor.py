"""Editor: what a template says in one language, beside the others, with a look at what comes out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.core.template import FIELDS, may_be_empty
from firstreply.insights.put_in import words_of
from firstreply.journey.organise import templates as keeping
from firstreply.store.queries.templates import TemplateShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import ticket
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.template.finding import (
    by,
    channels,
    find,
    language_name,
    languages,
    may_write,
    purposes,
)
from firstreply.web.desk.template.looking import choices, labels, lead_id, looked, someone
from firstreply.web.desk.visit import Visit


@signed_in
def page(who: Visit, template: UUID) -> HttpResponse:
    """One template in the language that was asked for, else in one that it speaks."""
    with acting(who.organisation):
        row = find(who, template)
        facts = whole(who, row, language=who.request.GET.get("language", ""))
    return show(who, "template/edit.html.j2", **facts)


@posted
def write(who: Visit, template: UUID) -> HttpResponse:
    """Keep the draft, and put it in force if that was pressed. What was typed stays, whatever is refused."""
    given = who.request.POST
    language, revision = given.get("language", ""), given.get("revision", "")
    subject, body = given.get("subject", ""), given.get("body", "")
    publish = given.get("act") == "publish"
    try:
        with acting(who.organisation):
            before = find(who, template)
            seen = int(revision) if revision.isdecimal() and len(revision) < 10 else None
            keeping.write(template, language, subject, body, by(who), revision=seen)
            if publish:
                keeping.publish(template, language, by(who))
    except Refused as refused:
        with acting(who.organisation):
            row = find(who, template)
            facts = whole(
                who, row, language=language, subject=subject, body=body, said=told(who.words, refused),
                conflict=refused.code == "changed_meanwhile",
            )  # fmt: skip
        return show(who, "template/edit.html.j2", status=status_of(refused), **facts)
    done = "template-published" if publish else "template-drafted"
    undo = _undo(who, before, language) if publish else ""
    return go(f"/templates/{template}?language={language}", done, undo)


def whole(
    who: Visit,
    row: TemplateShown,
    *,
    language: str,
    subject: str | None = None,
    body: str | None = None,
    said: str = "",
    conflict: bool = False,
) -> dict[str, Any]:
    """All that the page shows. Inside a transaction."""
    spoken = languages(row)
    language = language if language in spoken else _first(who, row)
    current = row.drafts.get(language) or row.published.get(language)
    subject = (current.subject if current else "") if subject is None else subject
    body = (current.body if current else "") if body is None else body.replace("\r\n", "\n")
    lead = who.request.POST.get("lead") or who.request.GET.get("lead") or ""
    seen = someone(who, lead, language)
    return {
        "row": row, "language": language, "spoken": spoken, "subject": subject, "body": body, "said": said,
        "conflict": conflict, "current": current, "may": may_write(who, row),
        "others": [one for one in spoken if one != language and (one in row.drafts or one in row.published)],
        "looked": looked(who, seen, subject=subject, body=body, language=language, channel=row.channel),
        "choices": choices(who, chosen=str(lead_id(lead) or "")), "chosen_lead": str(lead_id(lead) or ""),
        "labels": labels(who.words), "fields": [(one, may_be_empty(one)) for one in FIELDS],
        "purposes": purposes(who.words), "channels": channels(who.words),
        "language_name": lambda code: language_name(who.words, code),
        "direction": words_of(language).direction,
    }  # fmt: skip


def _first(who: Visit, row: TemplateShown) -> str:
    """The reader's language if it is spoken, else the first that is, else theirs all the same."""
    return who.words.lang if who.words.lang in row.languages or not row.languages else row.languages[0]


def _undo(who: Visit, before: TemplateShown, language: str) -> str:
    """Put what was in force before in force again; where nothing was, take this out."""
    was = before.published.get(language)
    if was is not None:
        return ticket(who, "roll-back-template", version=was.id)
    return ticket(who, "withdraw-template", template=before.id, language=language)
