"""Sent folder: a letter that went out stands among the mailbox's sent mail, once, as if written there by hand."""

from typing import Final

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.base import Setup
from firstreply.channels.email.fields import place
from firstreply.channels.email.folder_names import Role
from firstreply.channels.email.imap_folders import role_in
from firstreply.channels.email.imap_login import DROPPED, shut
from firstreply.channels.email.live.account import connected
from firstreply.channels.email.send.filed import is_wanted
from firstreply.channels.outward import adopt, outward
from firstreply.core.refusal import Refused

_SECONDS: Final = 60.0
_CLOSED: Final = frozenset({"\\noselect", "\\nonexistent"})
_OURS: Final = "Sent"  #: made where there is none


def file(message_id: str, octets: bytes, setup: Setup) -> Answer:
    """Append it to the folder for sent mail, unless it stands there. Never sends anything."""
    try:
        client = connected(setup)
    except Refused as refused:
        return TryAgain(reason=refused.code, unreachable=True)
    try:
        with outward(seconds=_SECONDS, hosts=setup.hosts):
            adopt(client.socket())
            return _filed(client, message_id, octets)
    except (IMAPClientError, *DROPPED) as error:
        return TryAgain(reason=f"no_answer: {type(error).__name__}", unreachable=True)
    finally:
        _leave(client)


def keeps(message_id: str, setup: Setup) -> bool:
    """Whether a server that files what it sends has this letter, and so has sent it. False where nobody can tell."""
    if is_wanted(setup.settings) or not place(setup.settings, "imap")[0]:
        return False
    try:
        client = connected(setup)
    except Refused:
        return False
    try:
        with outward(seconds=_SECONDS, hosts=setup.hosts):
            adopt(client.socket())
            return bool(_there(client, _folder(client), message_id))
    except (IMAPClientError, *DROPPED):
        return False
    finally:
        _leave(client)


def _there(client: IMAPClient, folder: str, message_id: str) -> list[int]:
    if not folder:
        return []
    client.select_folder(folder, readonly=True)
    return list(client.search(["HEADER", "Message-ID", message_id]))


def _filed(client: IMAPClient, message_id: str, octets: bytes) -> Answer:
    folder = _folder(client)
    if not folder:
        client.create_folder(_OURS)
        client.subscribe_folder(_OURS)
        folder = _OURS
    # An append that ended without word may have been done: the id says so.
    if _there(client, folder, message_id):
        return Sent(message_id)
    try:
        client.append(folder, octets, flags=(b"\\Seen",))
    except DROPPED:
        raise
    except IMAPClientError as error:
        return _refused(str(error))
    return Sent(message_id)


def _refused(said: str) -> Answer:
    if "OVERQUOTA" in said.upper():
        return TryAgain(reason="mailbox_full")
    return Rejected(reason=f"not_filed: {said[:120]}")


def _folder(client: IMAPClient) -> str:
    """By attribute (RFC 6154), else by name in any language; the shortest of several."""
    found: list[tuple[bool, int, str]] = []
    for flags, delimiter, name in client.list_folders():
        marks = tuple(flag.decode("ascii", "replace").lower() for flag in flags)
        parted = delimiter.decode() if isinstance(delimiter, bytes) else delimiter
        if _CLOSED.isdisjoint(marks) and role_in(marks, parted or "", name) is Role.SENT:
            found.append(("\\sent" not in marks, len(name), name))
    return min(found)[2] if found else ""


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (IMAPClientError, *DROPPED):
        shut(client)
