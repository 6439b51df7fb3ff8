"""Names of what a report lists: classes, outcomes, sources of evidence. English, marked for the catalogues."""

from typing import Final

from firstreply.insights.reasons import TERMS, mark

CLASSES: Final = TERMS["class"]
OUTCOMES: Final = {
    "answered": mark("answered"),
    "open": mark("not answered yet"),
    "dismissed": mark("no reply needed"),
    "voided": mark("set aside (spam, duplicate)"),
}
LINKS: Final = {
    "references": mark("References header"),
    "in_reply_to": mark("In-Reply-To header"),
    "thread_index": mark("Outlook Thread-Index"),
    "quoted_block": mark("quoted text"),
    "subject": mark("subject and people"),
}
INSTANTS: Final = {
    "received": mark("server time"),
    "date_header": mark("Date header"),
    "none": mark("no usable time"),
}
