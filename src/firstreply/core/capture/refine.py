"""Refine: what only a message's body can tell. Bodies are read for the few messages a rule needs them of."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final

from firstreply.core.capture.bounce import bounced, is_report
from firstreply.core.capture.kind import Capture
from firstreply.core.mail import Message
from firstreply.core.mail.addresses import recipients
from firstreply.core.mail.form import lead
from firstreply.core.mail.ids import is_forward_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import MessageClass, Seen, Verdict

K = MessageClass
_SENT: Final = (K.OUTBOUND_HUMAN, K.OUTBOUND_AUTO)
_MACHINE: Final = ("robot_address", "auto_submitted:auto-generated", "auto_submitted:auto-notified")
_REPORTED_S: Final = 5 * 86400  #: how long servers try before they give up
_LOOKED_BACK: Final = 10_000  #: messages, at the most
_FORM_CAP: Final = 256 * 1024  #: octets; a notification longer than this is no form
_SAME_S: Final = (
    120  #: a forwarded original that we hold ourselves within this many seconds is not read twice
)


class Refine:
    """Refines messages of one team. `octets` gives the raw message at a position, `read` the message read from it."""

    def __init__(
        self,
        capture: Capture,
        octets: Callable[[int], bytes],
        read: Callable[[int], Message],
        zone: tzinfo = UTC,
    ) -> None:
        self._capture = capture
        self._octets = octets
        self._read = read
        self._zone = zone  #: of times that a forwarded block gives without one

    def bounced(self, seen: Sequence[Seen]) -> dict[str, frozenset[str]]:
        """Our messages that a delivery report gave up on, by id, and whom they never reached (empty: nobody)."""
        ours = {one.envelope.message_id for one in seen if one.verdict.kind in _SENT}
        found: dict[str, frozenset[str]] = {}
        for position, one in enumerate(seen):
            if one.verdict.kind is not K.INBOUND_AUTO or not is_report(one.envelope, one.party):
                continue
            named = bounced(self._octets(position))
            if not named.keys() - {one.envelope.message_id}:
                named = _sent_last(seen, position, frozenset[str]().union(*named.values()))
            for own, lost in named.items():
                if own in ours:
                    before = found.get(own, lost)
                    found[own] = lost | before if lost and before else frozenset()
        return found

    def messages(self, seen: Sequence[Seen]) -> dict[int, Seen]:
        """Messages whose class a body changes, by position: form notifications and forwards by colleagues."""
        changed = {}
        heard: dict[str, list[int]] = {}
        for one in seen:
            if one.party:
                heard.setdefault(one.party, []).append(one.at)
        for position, one in enumerate(seen):
            if self._may_be_form(one):
                found = self._form(position, one)
            elif one.verdict.kind is K.INTERNAL and is_forward_subject(decode(one.envelope.subject)):
                found = self._forward(position, one, heard)
            else:
                continue
            if found is not None:
                changed[position] = found
        return changed

    @staticmethod
    def _may_be_form(one: Seen) -> bool:
        verdict, envelope = one.verdict, one.envelope
        if verdict.kind not in (K.INBOUND_AUTO, K.OUTBOUND_AUTO) or verdict.evidence not in _MACHINE:
            return False
        outward = one.reaches and set(recipients(envelope.to)).issubset(one.reaches)  # written to the person
        return not envelope.references and not outward and envelope.end - envelope.start < _FORM_CAP

    def _form(self, position: int, one: Seen) -> Seen | None:
        """A machine's mail that carries a person's address is that person's inquiry."""
        message = self._read(position)
        sender = message.sender[0].address if message.sender else ""
        found = lead(message.text, sender, message.reply_to[0].address if message.reply_to else "")
        if found is None or not found.email or self._capture.team.is_ours(found.email, one.at):
            return None
        _, owner, mailbox = self._capture.addressed(one.envelope, one.at)
        return one._replace(
            verdict=Verdict(K.INBOUND_FORM, f"form:{found.evidence[0] if found.evidence else 'body'}"),
            party=found.email, person=None, reaches=(), mailbox=mailbox, owed=True, owner=owner,
        )  # fmt: skip

    def _forward(self, position: int, one: Seen, heard: dict[str, list[int]]) -> Seen | None:
        """A colleague's forward of an outsider's message is that message, at its own instant."""
        found = self._read(position).forwarded
        if found is None or not found.sender_address:
            return None
        party, team = found.sender_address.lower(), self._capture.team
        at = min(one.at, _epoch(found.instant, self._zone, one.at))
        if team.is_ours(party, at) or _near(heard.get(party, []), at):
            return None
        _, owner, mailbox = self._capture.addressed(one.envelope, one.at)
        return one._replace(
            at=at, verdict=Verdict(K.INBOUND_HUMAN, "forwarded_by_colleague"),
            party=party, person=None, mailbox=mailbox, owed=True, owner=owner,
        )  # fmt: skip


def _sent_last(seen: Sequence[Seen], position: int, lost: frozenset[str]) -> dict[str, frozenset[str]]:
    """What a report that names addresses but no message speaks of: the last that we sent to one of them."""
    at = seen[position].at
    for place in range(position - 1, max(-1, position - _LOOKED_BACK), -1):
        one = seen[place]
        if not lost or one.at < at - _REPORTED_S:
            break
        if one.verdict.kind is K.OUTBOUND_HUMAN and not lost.isdisjoint(one.reaches):
            return {one.envelope.message_id: lost}
    return {}


def _epoch(moment: datetime | None, zone: tzinfo, otherwise: int) -> int:
    if moment is None:
        return otherwise
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


def _near(ats: list[int], at: int) -> bool:
    place = bisect_left(ats, at - _SAME_S)
    return place < len(ats) and ats[place] <= at + _SAME_S
