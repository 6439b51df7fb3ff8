"""Designer: a form's fields, consents and texts on one page, with what it looks like beside them."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from firstreply.channels.form.definition import LANGUAGES, Kind
from firstreply.channels.form.reading import PERSONA, read
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.reasons import mark
from firstreply.journey.organise import sources
from firstreply.store.queries import handouts
from firstreply.store.tenancy import acting
from firstreply.web.desk import kinds, persona
from firstreply.web.desk.account.shown import Account, find, tabs
from firstreply.web.desk.form import draft, snippet
from firstreply.web.desk.form.draft import Definition, Done
from firstreply.web.desk.form.whole import whole
from firstreply.web.desk.page import go, show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
KINDS: Final = {
    Kind.TEXT: mark("One line"),
    Kind.EMAIL: mark("E-mail address"),
    Kind.PHONE: mark("Telephone number"),
    Kind.LONGTEXT: mark("Several lines"),
    Kind.CHOICE: mark("One of several"),
    Kind.CHOICES: mark("Some of several"),
    Kind.NUMBER: mark("Number"),
    Kind.DATE: mark("Day"),
    Kind.CHECKBOX: mark("Tick box"),
    Kind.HIDDEN: mark("Hidden"),
}


@signed_in
def page(who: Visit, source: UUID) -> HttpResponse:
    """The designer. A button of the draft changes what is shown and saves nothing; saving keeps what was typed."""
    with acting(who.organisation):
        found = find(who, source)
    if found.row.kind != "form":
        raise Refused("not_found", what="form", id=str(source))
    if who.request.method != "POST":
        form = found.row.settings.get("form")
        return _shown(who, found, Done(whole(form) if form else _new(), ""))
    who.decides()
    given = who.request.POST
    now = draft.typed(given)
    if given.get("act"):
        return _shown(who, found, draft.acted(now, _act(given["act"], given.get("new", ""), given), _labels))
    return _saved(who, found, now)


def _act(act: str, new: str, given: Any) -> str:
    """The button's step; the one that adds takes its field from the list beside it, or the name typed there."""
    own = given.get("own", "").strip()
    return f"add:{f'{new}{own}' if new.endswith('.') else new}" if act == "add" else act


def _saved(who: Visit, found: Account, now: Definition) -> HttpResponse:
    source, typed = found.row.id, who.request.POST.get("revision", "")
    try:
        read(now)
        with acting(who.organisation):
            row = find(who, source).row
            seen = int(typed) if typed.isascii() and typed.isdigit() else None
            sources.change_source(
                source, {"settings": {**row.settings, "form": now}}, who.decides(), revision=seen
            )
    except Refused as refused:
        if refused.code == "changed_meanwhile":
            with acting(who.organisation):
                found = find(who, source)
        return _shown(who, found, Done(now, ""), refused)
    return go(f"/channels/{source}/form", "saved")


def _shown(who: Visit, found: Account, now: Done, wrong: Refused | None = None) -> HttpResponse:
    row, form = found.row, now.draft
    address = f"{_given.FIRSTREPLY_ADDRESS}/f/{row.id}"
    with acting(who.organisation):
        documents = handouts.handouts(row.id)
    return show(
        who,
        "form.html.j2",
        status=status_of(wrong) if wrong else 200,
        frames=True,
        account=row,
        kind=kinds.kind(who.words, row.kind),
        tabs=tabs(who, row),
        draft=form,
        place=now.place,
        rest=draft.rest(form),
        said=told(who.words, wrong) if wrong else "",
        is_conflict=wrong is not None and wrong.code == "changed_meanwhile",
        of_form=LANGUAGES,
        shown=[one for one in LANGUAGES if one in (form.get("languages") or LANGUAGES)],
        types=_types(who),
        names=[(one, persona.called(who.words, one)) for one in PERSONA],
        called=lambda name: persona.called(who.words, name),
        choice=draft.shown_choice,
        address=address,
        snippets=snippet.all_of(row, address, who.words.lang) if row.settings.get("form") else None,
        documents=documents,
        has_preview=bool(row.settings.get("form")),
    )


def _types(who: Visit) -> dict[str, list[tuple[str, str]]]:
    """The kinds that each field may have, by the field's name; "" for one's own."""
    every = [(one.value, who.words.say(said)) for one, said in KINDS.items()]
    always = {Kind.TEXT.value, Kind.HIDDEN.value}
    fitting = {
        name: [pair for pair in every if pair[0] in always | {one.value for one in kinds}]
        for name, kinds in PERSONA.items()
    }
    return {**fitting, "": every}


def _new() -> Definition:
    return draft.new(_labels, _said("How can we help?"))


def _labels(name: str) -> dict[str, str]:
    """What a field is called in each of our languages; one's own is called by its name."""
    own = name.partition(".")[2]
    if own:
        return dict.fromkeys(LANGUAGES, own.replace("_", " "))
    return {one: persona.called(words.use(one), name) for one in LANGUAGES}


def _said(text: str) -> dict[str, str]:
    return {one: words.use(one).say(text) for one in LANGUAGES}


_TITLE: Final = mark("How can we help?")
