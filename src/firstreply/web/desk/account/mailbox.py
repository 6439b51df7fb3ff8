"""Mailbox: what of a mailbox is here, folder by folder, and what is missing."""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse

from firstreply.journey.mailbox import compare as compare_soon
from firstreply.store.queries import mailboxes
from firstreply.store.queries.mailboxes import Folder, Mailbox, Missing
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted
from firstreply.web.desk.visit import Visit

_MOST: Final = 50


class Shown(NamedTuple):
    """A mailbox as its page shows it. `asked`: its folders are being compared with the server."""

    mailbox: Mailbox
    missing: list[Missing]
    asked: bool

    @property
    def going_back(self) -> list[Folder]:
        """Folders whose history is still being brought."""
        return [one for one in self.mailbox.folders if one.history_since and one.history_uid != 0]


def shown(source: UUID) -> Shown | None:
    """What of a mailbox is here, inside `acting`; None where the source is none."""
    found = mailboxes.mailbox(source)
    if found is None:
        return None
    asked = any(one.asked_at for one in found.folders)
    return Shown(found, mailboxes.not_brought(source, _MOST), asked)


@posted
def compare(who: Visit, source: UUID) -> HttpResponse:
    """Have all folders compared with the server soon."""
    with acting(who.organisation):
        who.decides()
        compare_soon(source, who.now)
    return go(f"/channels/{source}", "comparing")
