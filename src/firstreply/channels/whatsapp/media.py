"""Media: a file that goes with an answer by WhatsApp. It is brought to Meta first, and then named in one message.

One message has one file: with several of them some might arrive and others not, and a second try would repeat those.
"""

from dataclasses import replace
from typing import Any, Final, NamedTuple

from firstreply.channels.ask import Reply
from firstreply.channels.base import Setup
from firstreply.channels.enclosed import Carried, Enclosed
from firstreply.channels.meta import asked
from firstreply.core.mail.body import safe_name
from firstreply.core.refusal import Refused

CARRIED: Final = Carried(1)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
#: By the end of a name, for browsers that do not know what they bring.
_BY_END: Final = {
    "pdf": "application/pdf", "txt": "text/plain", "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint", "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet", "pptx": f"{_OFFICE}.presentationml.presentation",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "mp4": "video/mp4", "3gp": "video/3gpp",
}  # fmt: skip
#: As what a message shows them, and how many MB such may have.
_MOST: Final = {"image": 5, "video": 16, "document": 100}


class Kind(NamedTuple):
    """What a file is to Meta, and as what a message shows it."""

    media_type: str
    shown: str


def kind_of(file: Enclosed) -> Kind:
    """What a file is. Refuses `file_kind_not_carried`, `files_too_large`."""
    end = _BY_END.get(file.name.rpartition(".")[2].lower(), "")
    found = file.content_type if file.content_type in _BY_END.values() else end
    if not found:
        raise Refused("file_kind_not_carried", channel="whatsapp", name=file.name[:120])
    first = found.partition("/")[0]
    shown = first if first in _MOST else "document"
    if file.size > _MOST[shown] << 20:
        raise Refused("files_too_large", channel="whatsapp", limit=_MOST[shown])
    return Kind(found, shown)


def bring(file: Enclosed, setup: Setup) -> Reply:
    """Bring it to Meta, which keeps it for thirty days under an id. Raises NoAnswerError."""
    number = setup.settings.get("phone_number_id") or ""
    kind = kind_of(file).media_type
    given = {"messaging_product": "whatsapp", "type": kind}
    return asked(setup, "POST", f"{number}/media", given, files={"file": replace(file, content_type=kind)})


def shown(file: Enclosed, own: str, caption: str) -> dict[str, Any]:
    """The part of a message that shows it, with a text under it."""
    kind = kind_of(file).shown
    called = {"filename": safe_name(file.name) or "file"} if kind == "document" else {}
    return {"type": kind, kind: {"id": own, "caption": caption, **called}}
