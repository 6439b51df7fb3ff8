"""Which folders of a mailbox are read live: the inbox, sent mail, and those that people name."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from firstreply.channels.email.folder_names import Role
from firstreply.channels.email.imap_folders import role_in

#: As the connection lists them: attributes, delimiter, name.
Listed = tuple[tuple[str, ...], str, str]
_CLOSED: Final = frozenset({"\\noselect", "\\nonexistent"})


class Watched(NamedTuple):
    """A folder that is read live."""

    name: str
    role: str  #: of folder_names.Role; plain ones are ""

    @property
    def sent(self) -> bool:
        """Whether it holds what we sent."""
        return self.role == Role.SENT.value

    @property
    def junk(self) -> bool:
        """Whether it holds spam."""
        return self.role == Role.JUNK.value


def watched(listed: Iterable[Listed], named: Sequence[str]) -> tuple[list[Watched], list[str]]:
    """(folders to read, the inbox first; named ones that are not there)."""
    found = {
        name: _role(attributes, delimiter, name)
        for attributes, delimiter, name in listed
        if _CLOSED.isdisjoint(each.lower() for each in attributes)
    }
    wanted = [name for role in (Role.INBOX, Role.SENT) for name, its in found.items() if its is role]
    missing = []
    for name in named:
        own = next((one for one in found if one == name or (_is_inbox(one) and _is_inbox(name))), None)
        if own is None:
            missing.append(name)
        else:
            wanted.append(own)
    return [Watched(name, _kept(found[name])) for name in dict.fromkeys(wanted)], missing


def _role(attributes: tuple[str, ...], delimiter: str, name: str) -> Role:
    if _is_inbox(name):
        return Role.INBOX
    role = role_in(attributes, delimiter, name)
    # A folder below the inbox, or one that is called so in some language, is not the inbox.
    return Role.PLAIN if role is Role.INBOX else role


def _is_inbox(name: str) -> bool:
    return name.upper() == "INBOX"


def _kept(role: Role) -> str:
    return "" if role is Role.PLAIN else role.value
