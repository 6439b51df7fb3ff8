"""Snippet: what is put on a page of one's own so that the form is there."""

from typing import Final, NamedTuple

from markupsafe import Markup, escape

from firstreply.channels.form.definition import Form, FormField, Kind
from firstreply.channels.form.reading import read
from firstreply.store.queries.channels import AccountShown

_BOX: Final = Markup('<p><label><input type="checkbox" name="{}" value="on"{}> {}</label></p>')
_INPUT: Final = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.DATE: "date"}


class Snippets(NamedTuple):
    """The form as a frame, and as HTML that posts by itself."""

    frame: str
    html: str


def all_of(row: AccountShown, address: str, language: str) -> Snippets:
    """The snippets of a form that was saved, in one of its languages."""
    form = read(row.settings["form"])
    frame = Markup(
        '<iframe src="{}/frame?lang={}" title="{}" width="100%" height="640" loading="lazy"\n'
        '  referrerpolicy="strict-origin-when-cross-origin" style="border:0"></iframe>'
    ).format(address, language, form.says(form.title, language))
    lines = [Markup('<form action="{}" method="post" accept-charset="utf-8">').format(address)]
    lines += [Markup("  ") + _field(form, one, language) for one in form.fields]
    for consent in form.consents:
        if text := form.says(consent.text, language):
            must = Markup(" required") if consent.required else ""
            lines.append(Markup("  ") + _BOX.format(f"consent.{consent.purpose}", must, text))
    lines.append(
        Markup('  <p hidden><label>Leave this empty <input name="_gotcha" tabindex="-1"></label></p>')
    )
    lines.append(
        Markup("  <p><button>{}</button></p>\n</form>").format(form.says(form.button, language) or "→")
    )
    return Snippets(str(frame), "\n".join(lines))


def _field(form: Form, field: FormField, language: str) -> Markup:
    if field.kind is Kind.HIDDEN:
        return Markup('<input type="hidden" name="{}" value="{}">').format(field.name, field.value)
    must = Markup(" required") if field.required else ""
    label, name = form.says(field.label, language), field.name
    if field.kind is Kind.CHECKBOX:
        return _BOX.format(name, must, label)
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        options = Markup("").join(
            Markup('<option value="{}">{}</option>').format(one.value, form.says(one.label, language))
            for one in field.choices
        )
        several = Markup(" multiple") if field.kind is Kind.CHOICES else ""
        return Markup('<p><label>{}<br><select name="{}"{}{}>{}</select></label></p>').format(
            label, name, must, several, options
        )
    if field.kind is Kind.LONGTEXT:
        return Markup('<p><label>{}<br><textarea name="{}" rows="5"{}></textarea></label></p>').format(
            label, name, must
        )
    kind = _INPUT.get(field.kind, "text")
    return Markup('<p><label>{}<br><input type="{}" name="{}"{}></label></p>').format(
        label, kind, escape(name), must
    )
