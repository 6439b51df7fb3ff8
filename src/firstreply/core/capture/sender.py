"""Sender: the person behind a message, also when a list or group address hides them."""

import re
from typing import Final, NamedTuple

from firstreply.core.mail.addresses import addresses, bare
from firstreply.core.message import Envelope
from firstreply.core.team import Team

_VIA: Final = re.compile(
    r"(?<!\s)\s++(?:via|über|através de|par|عبر|از طریق)\s.*$", re.IGNORECASE | re.DOTALL
)


class Sender(NamedTuple):
    """Who wrote: a folded address (or, behind a list that gives none, a made-up key), and how we know."""

    address: str
    name: str  #: only read where it decides something (a shared mailbox, a list); "" otherwise
    evidence: str  #: from, x_original_from, reply_to, display_name or list_only


class Senders:
    """True senders for one team, each distinct set of headers worked out once (archives repeat them)."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._known: dict[str, Sender] = {}

    def of(self, envelope: Envelope) -> Sender:
        """The true sender: From, unless it is a list or group address or was rewritten by one."""
        raw = envelope.sender
        found = self._known.get(raw)
        if found is None:
            address = bare(raw) or _nameless(raw)
            name = ""
            if address in self._team.addresses:
                name = next((one.name for one in addresses(raw)), "")
            found = self._known[raw] = Sender(
                address, name, "from" if self._is_person(address, raw) else "hidden"
            )
        return found if found.evidence == "from" else self._behind(envelope, found.address)

    def _is_person(self, address: str, raw: str) -> bool:
        return address not in self._team.lists and not (" via " in raw and _VIA.search(raw))

    def _behind(self, envelope: Envelope, listed: str) -> Sender:
        """From the headers that lists keep the true sender in, in their order of trust."""
        for raw, evidence in ((envelope.original_from, "x_original_from"), (envelope.reply_to, "reply_to")):
            for one in addresses(raw) if raw else ():
                address = one.address.lower()
                if address and address != listed and address not in self._team.lists:
                    return Sender(address, one.name, evidence)
        if listed not in self._team.lists:
            return Sender(listed, "", "from")  # "via", but nobody else is named: take it at its word
        named = next((one.name for one in addresses(envelope.sender)), "")
        if not self._team.is_public(listed) and not _VIA.search(named):
            return Sender(listed, named, "from")  # a group address of ours writes itself: a shared mailbox
        name = _VIA.sub("", named).strip()
        if name and name != named:
            return Sender(f"{name.casefold()} via {listed}", name.strip("'\" ") or name, "display_name")
        # A name of the list itself, or of a person: only the team's own names can be trusted.
        known = self._team.named(name) if name else None
        if known is not None:
            return Sender(f"{name.casefold()} via {listed}", name, "display_name")
        return Sender(f"via {listed}", "", "list_only")


def _nameless(raw: str) -> str:
    """What stands for the address of a sender who gives none: the name; nobody at all is a mail server."""
    name = next((one.name for one in addresses(raw) if one.name), "")
    return " ".join(name.casefold().split()) or ("mailer-daemon" if "<>" in raw else "")
