"""Whole: a definition that was written elsewhere, with everything that the designer shows spelt out."""

from collections.abc import Mapping
from typing import Any

from firstreply.channels.form.definition import LANGUAGES, Kind
from firstreply.web.desk.form.draft import TEXTS, Definition


def whole(form: Mapping[str, Any]) -> Definition:
    """The same form: texts by language, each field with its kind, each consent with its words."""
    known = [code for code in LANGUAGES if code in (form.get("languages") or LANGUAGES)]
    draft = dict(form)
    draft.update({name: _texts(form[name], known) for name in TEXTS if name in form})
    draft["fields"] = [_field(one, known) for one in form.get("fields") or ()]
    if form.get("consents"):
        draft["consents"] = [_consent(one, known) for one in form["consents"]]
    newsletter = form.get("newsletter")
    if isinstance(newsletter, Mapping):
        draft["newsletter"] = {**newsletter, "text": _texts(newsletter.get("text", {}), known)}
    download = form.get("download")
    if isinstance(download, Mapping):
        draft["download"] = {**download, "title": _texts(download.get("title", {}), known)}
    return draft


def _texts(given: Any, known: list[str]) -> dict[str, str]:
    return dict.fromkeys(known, given) if isinstance(given, str) else dict(given)


def _field(given: Mapping[str, Any], known: list[str]) -> dict[str, Any]:
    texts = {name: _texts(given[name], known) for name in ("label", "help") if name in given}
    return {"type": Kind.TEXT.value, "required": False, **given, **texts}


def _consent(given: Mapping[str, Any], known: list[str]) -> dict[str, Any]:
    return {"required": False, **given, "text": _texts(given.get("text", {}), known)}
