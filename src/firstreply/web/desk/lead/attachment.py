"""Attachment: files beside a lead and files of its mails: brought, and given as downloads that no browser opens."""

from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from firstreply.core import mail
from firstreply.core.refusal import Refused
from firstreply.insights.untrusted import plain
from firstreply.journey import acted
from firstreply.journey.act.beside import LARGEST
from firstreply.journey.drafting import FILES
from firstreply.store.queries import lead_beside, lead_page, replies
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead.finding import find, holds
from firstreply.web.desk.lead.page import answered
from firstreply.web.desk.page import posted, signed_in, uploading
from firstreply.web.desk.visit import Visit

OVERHEAD: Final = 64 << 10  #: what a form adds to its file


@uploading(LARGEST + OVERHEAD)
def lay(who: Visit, lead: UUID) -> HttpResponse:
    """Lay files beside a lead. Refuses `method_not_allowed`, `file_missing`, `attachment_too_large`."""
    if who.request.method != "POST":
        raise Refused("method_not_allowed")
    with acting(who.organisation):
        find(who, lead)
    made = laid(who, lead)
    if not made:
        raise Refused("file_missing")
    return answered(who, lead, "lead-filed", undo.ticket(who, "unfile", files=[str(one) for one in made]))


@uploading(LARGEST + OVERHEAD)
def enclose(who: Visit, lead: UUID) -> HttpResponse:
    """Lay files beside a lead that are to go with an answer: JSON `{files: [{id, name, size}]}`. Refuses as `lay`."""
    if who.request.method != "POST":
        raise Refused("page_method")
    with acting(who.organisation):
        find(who, lead)
    made = laid(who, lead)
    if not made:
        raise Refused("file_missing")
    with acting(who.organisation):
        known = lead_beside.named(made)
    found = [known[one] for one in made]
    shown = [
        {"id": str(one.id), "name": plain(one.name, 120), "size": who.words.size(one.size)} for one in found
    ]
    return JsonResponse({"files": shown})


def laid(who: Visit, lead: UUID) -> list[UUID]:
    """Lay the files of a form beside the lead; what they are now. Refuses as `acted.lay` does."""
    deeds = [
        acted.lay(
            who.organisation,
            lead,
            one.name or "",
            one.content_type or "",
            one.read(),
            by=who.caller.member,
            now=who.now,
        )
        for one in who.request.FILES.getlist("file")
    ]
    return [deed.made for deed in deeds if deed.made]


def chosen(who: Visit) -> list[UUID]:
    """Files that a form names, in its order. Refuses `not_found` for what is no id."""
    given = who.request.POST.getlist("files")[:FILES]
    try:
        return [UUID(one) for one in given if one]
    except ValueError as error:
        raise Refused("not_found", what="file", id="") from error


@posted
def take_away(who: Visit, lead: UUID, file: UUID) -> HttpResponse:
    """Show it no more."""
    _there(who, lead, file)
    acted.take_away(who.organisation, file, by=who.caller.member, now=who.now)
    return answered(who, lead, "lead-unfiled", undo.ticket(who, "file-again", file=file))


@signed_in
def download(who: Visit, lead: UUID, file: UUID) -> HttpResponse:
    """What is in it, to be saved."""
    _there(who, lead, file)
    with acting(who.organisation):
        found = lead_beside.content(file)
    if found is None:
        raise Refused("not_found", what="file", id=str(file))
    return saved(found.name, found.content)


@signed_in
def of_mail(who: Visit, lead: UUID, message: UUID, number: int) -> HttpResponse:
    """A file of a mail, out of the octets as they came."""
    octets = octets_of(who, lead, message)
    files = mail.read(octets).attachments
    if not 0 <= number < len(files):
        raise Refused("not_found", what="file", id=str(number))
    return saved(files[number].name or f"{number + 1}", files[number].octets())


@signed_in
def of_reply(who: Visit, lead: UUID, reply: UUID, file: UUID) -> HttpResponse:
    """A file that went with a message of ours; also once it lies beside the lead no more."""
    with acting(who.organisation):
        sent = replies.reply(reply)
        holds(who, lead, sent.lead if sent else None, "reply")
        found = lead_beside.sent_content(reply, file)
    if found is None:
        raise Refused("not_found", what="file", id=str(file))
    return saved(found.name, found.content)


def octets_of(who: Visit, lead: UUID, message: UUID) -> bytes:
    """A mail of this lead as it came. Refuses `not_found`."""
    with acting(who.organisation):
        found = lead_page.arrival_of(message)
        holds(who, lead, found[0] if found else None, "message")
    assert found is not None  # `holds` has said otherwise
    return found[1]


def saved(name: str, content: bytes) -> HttpResponse:
    """A download that is only ever saved, whatever it says that it is."""
    clean = plain(name, 150).replace("/", "_").replace("\\", "_") or "file"
    response = HttpResponse(content, content_type="application/octet-stream")
    ascii_name = "".join(one if one.isascii() and one not in '"%;' else "_" for one in clean)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(clean, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def unfile(who: Visit, files: list[str]) -> None:
    """They do not lie there."""
    for one in files:
        acted.take_away(who.organisation, UUID(one), by=who.caller.member, now=who.now)


def file_again(who: Visit, file: str) -> None:
    """It lies there again."""
    acted.lay_again(who.organisation, UUID(file), by=who.caller.member, now=who.now)


def _there(who: Visit, lead: UUID, file: UUID) -> None:
    with acting(who.organisation):
        holds(who, lead, lead_beside.lead_of_file(file), "file")
