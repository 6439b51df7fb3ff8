"""Snippet: what a team puts on a page of its own: the form in a frame, or pure HTML that posts by itself."""

from collections.abc import Iterator
from html import escape
from typing import Final, NamedTuple

from firstreply.channels.form.definition import Form, FormField, Kind
from firstreply.channels.form.submission import CONSENT

_TYPES: Final = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.DATE: "date"}
#: Optional: the frame becomes as high as the form, and learns by which campaign and page its reader came.
_SCRIPT: Final = """\
<script>
(function () {
  var frame = document.currentScript.previousElementSibling, to = new URL(frame.src);
  new URLSearchParams(location.search).forEach(function (value, name) {
    if (/^(utm_|gclid$|fbclid$)/.test(name)) to.searchParams.set(name, value);
  });
  to.searchParams.set("page", location.origin + location.pathname);
  if (document.referrer) to.searchParams.set("referrer", document.referrer);
  frame.src = to.href;
  addEventListener("message", function (said) {
    if (said.source === frame.contentWindow && said.origin === to.origin && said.data.firstreply > 0)
      frame.style.height = said.data.firstreply + "px";
  });
})();
</script>"""


class Snippets(NamedTuple):
    """The form as a frame, and as HTML."""

    frame: str
    html: str


class Said(NamedTuple):
    """Texts of ours in the form's language, for where it has none of its own."""

    button: str
    newsletter: str
    trap: str


def snippets(form: Form, address: str, language: str, said: Said, *, trap: str) -> Snippets:
    """What to copy. `address` is that of the form's own page; `trap` the name of the field that people leave empty."""
    title = escape(form.says(form.title, language))
    frame = (
        f'<iframe src="{escape(address)}/frame?lang={language}" title="{title}" width="100%" height="720"\n'
        '  loading="lazy" referrerpolicy="strict-origin-when-cross-origin" style="border:0"></iframe>\n'
    )
    start = f'<form action="{escape(address)}?lang={language}" method="post" accept-charset="utf-8">'
    lines = [start, *(f"  {one}" for one in _lines(form, language, said, trap)), "</form>"]
    return Snippets(frame + _SCRIPT, "\n".join(lines))


def _lines(form: Form, language: str, said: Said, trap: str) -> Iterator[str]:
    for field in form.fields:
        yield from _field(form, field, language)
    for consent in form.consents:
        text = form.says(consent.text, language) or said.newsletter
        yield _box(CONSENT + consent.purpose, "1", text, required=consent.required)
    yield (
        '<p style="position:absolute;left:-99em" aria-hidden="true"><label>'
        f'{escape(said.trap)} <input name="{escape(trap)}" tabindex="-1" autocomplete="off"></label></p>'
    )
    yield f"<p><button>{escape(form.says(form.button, language) or said.button)}</button></p>"


def _field(form: Form, field: FormField, language: str) -> Iterator[str]:
    name, label = escape(field.name), escape(form.says(field.label, language))
    must = " required" if field.required else ""
    if field.kind is Kind.HIDDEN:
        yield f'<input type="hidden" name="{name}" value="{escape(field.value)}">'
    elif field.kind is Kind.CHECKBOX:
        yield _box(field.name, "1", form.says(field.label, language), required=field.required)
    elif field.kind is Kind.CHOICES:
        yield f"<fieldset><legend>{label}</legend>"
        for one in field.choices:
            yield f"  {_box(field.name, one.value, form.says(one.label, language), required=False)}"
        yield "</fieldset>"
    elif field.kind is Kind.CHOICE:
        options = "".join(
            f'<option value="{escape(one.value)}">{escape(form.says(one.label, language))}</option>'
            for one in field.choices
        )
        select = f'<select name="{name}"{must}><option value=""></option>{options}</select>'
        yield f"<p><label>{label}<br>{select}</label></p>"
    elif field.kind is Kind.LONGTEXT:
        yield f'<p><label>{label}<br><textarea name="{name}" rows="5"{must}></textarea></label></p>'
    else:
        kind = _TYPES.get(field.kind, "text")
        yield f'<p><label>{label}<br><input type="{kind}" name="{name}"{must}></label></p>'


def _box(name: str, value: str, label: str, *, required: bool) -> str:
    must = " required" if required else ""
    box = f'<input type="checkbox" name="{escape(name)}" value="{escape(value)}"{must}>'
    return f"<p><label>{box} {escape(label)}</label></p>"
