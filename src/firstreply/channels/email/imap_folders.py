"""Which of a server's folders are read, and as what."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from firstreply.channels.email.base import Reason
from firstreply.channels.email.folder_names import Role, role_of
from firstreply.core.refusal import Refused

#: SPECIAL-USE attributes (RFC 6154), and what Gmail's older XLIST called them.
_BY_ATTRIBUTE: Final = {
    "\\sent": Role.SENT,
    "\\junk": Role.JUNK,
    "\\spam": Role.JUNK,
    "\\drafts": Role.DRAFTS,
    "\\trash": Role.TRASH,
    "\\all": Role.ALL,
    "\\allmail": Role.ALL,
}
_UNREADABLE: Final = frozenset({"\\noselect", "\\nonexistent"})
_VIEWS: Final = frozenset({"\\flagged", "\\starred", "\\important"})
_LEFT_OUT: Final = {Role.DRAFTS: Reason.DRAFTS_FOLDER, Role.TRASH: Reason.TRASH_FOLDER}


class Chosen(NamedTuple):
    """A folder to read."""

    name: str
    is_sent: bool
    is_junk: bool


def chosen(
    folders: Sequence[tuple[tuple[str, ...], str, str]], *, wanted: str, is_gmail: bool
) -> tuple[list[Chosen], list[tuple[str, Reason]]]:
    """Folders to read and folders left out, from (attributes, delimiter, name); `wanted` names one ("" for all).

    No message is read twice: on Gmail, where folders are views, All Mail, Spam and Sent are enough (Sent because
    only it says what was sent); elsewhere a view of all mail, of flagged and of important mail is passed over.
    Raises Refused("imap_no_such_folder") with the names there are.
    """
    found = [
        (name, role_in(attributes, delimiter, name), {each.lower() for each in attributes})
        for attributes, delimiter, name in folders
        if _UNREADABLE.isdisjoint(each.lower() for each in attributes)
    ]
    if wanted:
        return [_named(wanted, found)], []
    has_all = is_gmail and any(role is Role.ALL for _, role, _ in found)
    read, left_out = [], []
    for name, role, attributes in found:
        if role in _LEFT_OUT:
            left_out.append((name, _LEFT_OUT[role]))
        elif _is_wanted(role, attributes, has_all=has_all):
            read.append(Chosen(name, role is Role.SENT, role is Role.JUNK))
    return read, left_out


def _is_wanted(role: Role, attributes: set[str], *, has_all: bool) -> bool:
    if has_all:
        return role in (Role.ALL, Role.SENT, Role.JUNK)
    is_view = not _VIEWS.isdisjoint(attributes) or bool({"\\all", "\\allmail"} & attributes)
    return not is_view


def _named(wanted: str, found: Sequence[tuple[str, Role, set[str]]]) -> Chosen:
    for name, role, _ in found:
        if name == wanted or (name.upper() == "INBOX" and wanted.upper() == "INBOX"):
            return Chosen(name, role is Role.SENT, role is Role.JUNK)
    raise Refused("imap_no_such_folder", folder=wanted, known=tuple(name for name, _, _ in found))


def role_in(attributes: tuple[str, ...], delimiter: str, name: str) -> Role:
    """By attribute; else by name, since many servers know no attributes and users keep older folders."""
    for attribute in attributes:
        role = _BY_ATTRIBUTE.get(attribute.lower())
        if role:
            return role
    return role_of(name, delimiters=delimiter or "/")
