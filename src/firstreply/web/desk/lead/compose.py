"""Compose: what one of ours writes: kept while it is typed, sent in ten seconds unless it is taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from firstreply.channels.enclosed import MOST_OCTETS
from firstreply.core.refusal import Refused
from firstreply.core.template import gaps
from firstreply.journey import drafting, written
from firstreply.journey.reply import Reply
from firstreply.store.queries import lead_beside, lead_page, replies
from firstreply.store.queries.leads import LeadShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.lead.attachment import OVERHEAD, chosen, laid
from firstreply.web.desk.lead.composer import composer, has_subject, template_of
from firstreply.web.desk.lead.finding import find, given, given_id, may, member
from firstreply.web.desk.lead.page import PAGE, whole
from firstreply.web.desk.page import acted, event, posted, show, status_of, told, uploading
from firstreply.web.desk.visit import Visit

WAITS: Final = timedelta(seconds=10)  #: before a message is sent


@uploading(MOST_OCTETS + OVERHEAD)
def write(who: Visit, lead: UUID) -> HttpResponse:
    """Send what was written, in ten seconds. Refuses nothing that was typed: it stays in the composer.

    Files that come with the form, as they do without script, are laid beside the lead and go along.
    """
    if who.request.method != "POST":
        raise Refused("page_method")
    text, subject, source = given(who, "text", 30_000), given(who, "subject", 1000), given_id(who, "source")
    with acting(who.organisation):
        row = find(who, lead)
        subject = subject if has_subject(source) else ""
    template, version = given(who, "template", 20_000), given_id(who, "template_version")
    kept: dict[str, Any] = {
        "text": text, "subject": subject, "chosen": source, "since": given(who, "since"),
        "template": template, "template_version": version, "files": chosen(who),
    }  # fmt: skip
    try:
        kept["files"] += laid(who, lead) if may(who, row)["talk"] else ()
    except Refused as refused:
        return _again(who, row, status=status_of(refused), **kept, said=told(who.words, refused))
    warning = _warning(who, lead, text, subject)
    if warning:
        return _again(who, row, **kept, **warning)
    try:
        said = Reply(
            text=text,
            source=source,
            subject=subject,
            template=template_of(template),
            template_version=version,
            not_before=who.now + WAITS,
            files=kept["files"],
        )
        own = written.write(who.organisation, lead, said, by=who.caller.member, now=who.now)
    except Refused as refused:
        return _again(who, row, status=status_of(refused), **kept, said=told(who.words, _named(who, refused)))
    return _sent(who, row, own)


def _named(who: Visit, refused: Refused) -> Refused:
    """With the channel called as people call it."""
    channel = refused.facts.get("channel")
    shown = {"channel": kind(who.words, str(channel)).name} if channel else {}
    return Refused(refused.code, **{**refused.facts, **shown})


def _sent(who: Visit, row: LeadShown, own: UUID) -> HttpResponse:
    """An empty composer, and the offer to take the message back."""
    lead = row.id
    if who.caller.member:
        drafting.forget(who.organisation, lead, who.caller.member)
        drafting.look(who.organisation, lead, who.caller.member, writing=False, now=who.now)
    with acting(who.organisation):
        facts = composer(who, row)
    ticket = undo.ticket(who, "unsend", lead=lead, reply=own)
    response = acted(
        who,
        to=f"/leads/{lead}",
        done="lead-sending",
        undo=ticket,
        template=PAGE,
        fragment="composer",
        **facts,
    )
    response["X-Sent"] = str(own)
    return response


@posted
def keep(who: Visit, lead: UUID) -> HttpResponse:
    """Keep what was begun: JSON `{revision}`, or 409 with what another window has written."""
    me = member(who)
    with acting(who.organisation):
        row = find(who, lead)
        if not may(who, row)["talk"]:
            raise Refused("not_allowed", act="talk", role=who.caller.role.value)
    seen = given(who, "revision")
    try:
        revision = drafting.keep(
            who.organisation,
            lead,
            me,
            body=who.request.POST.get("text", ""),
            subject=given(who, "subject", 1000),
            source=given_id(who, "source"),
            files=chosen(who),
            now=who.now,
            expected_revision=int(seen) if seen.isdecimal() else None,
        )
    except Refused as refused:
        if refused.code != "changed_meanwhile":
            raise
        with acting(who.organisation):
            other = lead_beside.draft(lead, me)
        found = (
            {"revision": other.revision, "text": other.body, "subject": other.subject}
            if other
            else {"revision": 0}
        )
        return JsonResponse(found, status=409)
    return JsonResponse({"revision": revision})


def unsend(who: Visit, lead: str, reply: str) -> None:
    """Take a message back before it is sent; its text and files are in the composer again."""
    own, whose = UUID(reply), UUID(lead)
    with acting(who.organisation):
        find(who, whose)
        sent = replies.reply(own)
    written.take_back(who.organisation, own, by=who.caller.member, now=who.now)
    if sent is not None and who.caller.member and (sent.body or sent.files):
        drafting.keep(
            who.organisation,
            whose,
            who.caller.member,
            body=sent.body,
            subject=sent.subject,
            source=sent.source,
            files=sent.files,
            now=who.now,
        )


def _again(who: Visit, row: LeadShown, *, status: int, **over: Any) -> HttpResponse:
    """The composer with all that was typed, and why it was not sent."""
    with acting(who.organisation):
        facts = whole(who, row) | composer(who, row, **over)
    response = show(who, PAGE, status=status, frames=True, fragment="composer", **facts)
    event(response, "fr:refused", said=over["said"])  # for what is sent again, whose page may be gone
    return response


def _warning(who: Visit, lead: UUID, text: str, subject: str) -> dict[str, Any]:
    """What they should know before it is sent, and are told once; empty: nothing."""
    with acting(who.organisation):
        meanwhile = _meanwhile(who, lead)
    if meanwhile:
        return {"status": 409, "said": meanwhile, "warned": True, "gaps": _known_gaps(who)}
    unfilled = tuple(dict.fromkeys((*gaps(subject), *gaps(text))))
    if set(unfilled) <= set(_known_gaps(who)):
        return {}
    warned = bool(given(who, "warned"))
    return {"status": 422, "said": _unfilled(who, unfilled), "gaps": unfilled, "warned": warned}


def _known_gaps(who: Visit) -> list[str]:
    """Fields of which they have been told that they are not filled in."""
    return [one for one in given(who, "gaps").split(",") if one]


def _meanwhile(who: Visit, lead: UUID) -> str:
    """That somebody else has answered since they began, unless they have been told."""
    if given(who, "warned") or not given(who, "since"):
        return ""
    try:
        since = datetime.fromisoformat(given(who, "since"))
    except ValueError:
        return ""
    found = lead_beside.answered_since(lead, since, who.caller.member)
    if found is None:
        return ""
    name = lead_page.names([found.member]).get(found.member, "") if found.member else ""
    somebody = name or who.words.say("somebody else")
    return who.words.say(
        "{name} has answered since you began to write. Read it first; nothing was sent yet.", name=somebody
    )


def _unfilled(who: Visit, fields: Sequence[str]) -> str:
    """Which fields still stand in the text, as they are written there; each of them left to right."""
    named = " · ".join(f"\u2066{{{one}}}\u2069" for one in fields)
    return who.words.say(
        "Not filled in: {fields}. Write what belongs there, or take it out; nothing was sent yet.",
        fields=named,
    )
