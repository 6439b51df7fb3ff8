"""Preview: a form as whoever meets it sees it, before it is saved; and the documents that it gives out."""

import re
from typing import Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.channels.form.body import Posted
from firstreply.channels.form.definition import Form
from firstreply.channels.form.guard import TRAP
from firstreply.channels.form.reading import read
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.journey import handout
from firstreply.store.tenancy import acting
from firstreply.web.desk.account.shown import find
from firstreply.web.desk.form import draft
from firstreply.web.desk.page import go, posted, signed_in, uploading
from firstreply.web.desk.visit import Visit
from firstreply.web.forms import render, shown
from firstreply.web.forms.render import Look

_SCRIPT: Final = re.compile(rb"<script\b.*?</script>", re.DOTALL)
_NOTHING: Final = Posted({})


@signed_in
def page(who: Visit, source: UUID) -> HttpResponse:
    """The draft that was sent, else the form as it was saved. It leads nowhere."""
    with acting(who.organisation):
        found = find(who, source)
    saved = found.row.settings.get("form")
    given = draft.typed(who.request.POST) if who.request.method == "POST" else saved
    try:
        response = _form(who, read(given))
    except Refused as refused:
        said = who.words.for_refusal(refused.code, refused.facts)
        response = render.said(Look(who.words), who.words.say("Not finished yet"), [said] if given else [])
    response.content = _SCRIPT.sub(b"", response.content)  # it counts work and talks to the page around it
    policy = response["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response["Content-Security-Policy"] = policy
    return response


@uploading(handout.MOST_OCTETS)
def keep(who: Visit, source: UUID) -> HttpResponse:
    """Keep a document that the form may give out."""
    if who.request.method != "POST":
        raise Refused("method_not_allowed")
    sent = who.request.FILES.get("document")
    if sent is None or sent.size is None or sent.size > handout.MOST_OCTETS:
        code = "document_empty" if sent is None else "document_too_large"
        raise Refused(code, limit=handout.MOST_OCTETS)
    with acting(who.organisation):
        find(who, source)
        handout.keep(source, sent.name or "", sent.read(), who.decides())
    return go(f"/channels/{source}/form", "kept")


@posted
def forget(who: Visit, source: UUID, document: UUID) -> HttpResponse:
    """Let a document go."""
    with acting(who.organisation):
        who.decides()
        handout.forget(source, document)
    return go(f"/channels/{source}/form", "forgotten")


def _form(who: Visit, form: Form) -> HttpResponse:
    asked = who.request.GET.get("lang", who.words.lang)
    language = asked if asked in form.languages else form.languages[0]
    tongues = [(one, f"?lang={one}") for one in form.languages]
    handed = shown.Handed(action="", ticket="", own="", trap=TRAP, tongues=tongues)
    return render.form(Look.of(form, language), shown.told(form, words.use(language), handed, _NOTHING, {}))
