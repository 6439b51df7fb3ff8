"""Channel: forms on the web. Each form is a source of its own; its pages are `web.forms`."""

from collections.abc import Mapping
from typing import Any, Final

from firstreply.channels.base import Channel, Field, FieldKind
from firstreply.channels.form.reading import read
from firstreply.core.lead.reading import FieldError
from firstreply.core.refusal import Refused


def validate(settings: Mapping[str, Any]) -> None:
    """Settings of a form. A form without a definition takes whatever a page of one's own sends.

    Raises Refused("form_invalid", errors=...) with paths below `form`.
    """
    if settings.get("form") is None:
        return
    try:
        read(settings["form"])
    except Refused as refused:
        errors: Any = refused.facts["errors"]
        below = tuple(FieldError(f"form.{one.field}".rstrip("."), one.code, one.limit) for one in errors)
        raise Refused(refused.code, errors=below) from None


CHANNEL: Final = Channel(
    kind="form",
    fields=(
        Field(
            name="form",
            label="Form",
            kind=FieldKind.OBJECT,
            help="Its texts, fields, consents and guards. Without it the address takes any plain HTML form.",
        ),
        Field(
            name="redirect",
            label="Page afterwards",
            help="Where a plain HTML form leads; without it a thank-you page of ours.",
        ),
        Field(
            name="honeypot",
            label="Name of the trap",
            help="A hidden field that people leave empty. Without a name: _gotcha.",
        ),
    ),
    validate=validate,
)
