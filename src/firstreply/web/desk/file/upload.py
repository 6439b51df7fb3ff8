"""Upload: files that were brought, and another one: part by part with the script, in one piece without."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from firstreply.core.refusal import Refused
from firstreply.journey.file import keep
from firstreply.store.queries import files
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import SeeOther, posted, show, signed_in, status_of, told, uploading
from firstreply.web.desk.visit import LISTS, Visit

PART: Final = 512 * 1024  #: octets that the script sends at once
AT_ONCE: Final = 20 * 1024 * 1024  #: octets that may come in one piece
_LISTED: Final = 50


@signed_in
def listing(who: Visit) -> HttpResponse:
    """The newest files, and how far each got."""
    who.decides(LISTS)
    with acting(who.organisation):
        rows = files.page(None, _LISTED).rows
    return show(who, "files.html.j2", files=rows)


@uploading(AT_ONCE)
def new(who: Visit) -> HttpResponse:
    """Another file. Without the script it comes in one piece."""
    who.decides()
    if who.request.method != "POST":
        return show(who, "files_new.html.j2", said="", part=PART)
    try:
        own = _whole(who)
    except Refused as refused:
        return show(
            who, "files_new.html.j2", status=status_of(refused), said=told(who.words, refused), part=PART
        )
    return SeeOther(f"/files/{own}")


@posted
def begin(who: Visit) -> HttpResponse:
    """A file whose parts follow, for the script: `{"path": where they go}`."""
    who.decides()
    size = who.request.POST.get("size", "")
    if not (size.isascii() and size.isdigit()):
        raise Refused("file_part_unfit", number=0, most=keep.MOST_PARTS)
    with acting(who.organisation):
        name = who.request.POST.get("name", "")
        own = keep.add(name, b"", member=who.caller.member, now=who.now, size=int(size))
    return JsonResponse({"path": f"/files/{own}"}, status=201)


@posted
def part(who: Visit, file: UUID, number: int) -> HttpResponse:
    """One part, as octets: a form that brings its proof in itself was read as one. Refuses `form_type_unknown`."""
    who.decides()
    kind = who.request.content_type or ""
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refused("form_type_unknown", found=kind, want="application/octet-stream")
    with acting(who.organisation):
        keep.put(file, number, who.request.body)
    return HttpResponse(status=204)


def _whole(who: Visit) -> UUID:
    """Refuses `file_missing`, `file_too_large_at_once`, and as `keep` does."""
    sent = who.request.FILES.get("file")
    if sent is None or not sent.size:
        raise Refused("file_missing")
    if sent.size > AT_ONCE:
        raise Refused("file_too_large_at_once", limit=AT_ONCE // (1024 * 1024))
    with acting(who.organisation):
        own = keep.add(sent.name or "", b"", member=who.caller.member, now=who.now, size=sent.size)
        for number, octets in enumerate(sent.chunks(PART)):
            keep.put(own, number, octets)
    return own
