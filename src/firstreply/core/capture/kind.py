"""Kind: a message's class with its evidence, from its headers and the team (the clock, section 1)."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from firstreply.core.capture.bounce import is_report
from firstreply.core.capture.phrases import machine_subject
from firstreply.core.capture.sender import Sender, Senders
from firstreply.core.mail.addresses import bare, recipients
from firstreply.core.message import Envelope, MessageClass, Seen, Verdict
from firstreply.core.team import Team

_ROBOT: Final = re.compile(
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|mailer[-_.]?daemon|post[-_.]?master|mdaemon|daemon|robot"
    r"|(?:auto)?notif(?:y|ications?)|bounces?|automailer|autoresponder|mail[- ]?delivery.*|listserv|majordomo)"
    r"(?:[-+._=].*)?@",
    re.IGNORECASE,
)
#: Who keeps a list, by the names lists give them (RFC 2142 section 6).
_KEEPER: Final = re.compile(r"(?:owner-[^@]*|[^@]+-(?:request|owner|bounces?|admin|confirm))@", re.IGNORECASE)
_MACHINE_MARKS: Final = (
    "auto_submitted:auto-replied",
    "auto_submitted:auto-generated",
    "auto_submitted:auto-notified",
    "null_return_path",
)
_GENERATED: Final = frozenset({"auto_submitted:auto-generated", "auto_submitted:auto-notified"})
_REMEMBERED: Final = 50_000  #: recipient headers kept in memory at the most
_SPAM: Final = frozenset({"spam_flag", "spam_status", "label:spam"})

K = MessageClass


class Captured(NamedTuple):
    """Who and what: `party` is "" for a message of ours, `person` None for one of theirs (or of nobody's known)."""

    verdict: Verdict
    party: str
    person: str | None
    ours: bool
    reaches: tuple[str, ...] = ()  #: whom outside a message of ours is addressed to


_HUMAN: Final = Verdict(K.INBOUND_HUMAN, "outside_sender")
_HIDDEN: Final = Verdict(K.INBOUND_HUMAN, "hidden_sender")
_INTERNAL: Final = Verdict(K.INTERNAL, "no_outside_recipient")
_TEAM: Final = Verdict(K.OUTBOUND_HUMAN, "team_sender")


def is_robot(address: str) -> bool:
    """Whether nobody reads what is written to this folded address: noreply, a mail server, a list's own."""
    return _ROBOT.match(address) is not None or _KEEPER.match(address) is not None


class Capture:
    """Tells a team's messages apart. One object per team; remembers senders, so that repeats cost little."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self._senders = Senders(team)
        self._public = frozenset(one for one in team.lists if team.is_public(one))
        self._known: dict[str, tuple[str | None, bool, bool]] = {}
        #: raw From -> (address, person, whether ours) of senders about whom there is nothing more to find out
        self._plain: dict[str, tuple[str, str | None, bool]] = {}
        self._among: dict[str, tuple[str, ...]] = {}
        self._any_dated = any(team.dated(one.address) for person in team.people for one in person.identities)
        self._subjects: dict[str, str] = {}  #: a conversation repeats its subject

    def who(self, sender: Sender, at: int) -> tuple[str | None, bool, bool]:
        """(our person or None, whether ours, whether a robot by its address) for a sender at an instant."""
        if sender.name:  # a shared mailbox or a list: each name may be another person
            person = self.team.person(sender.address, at) or self.team.named(sender.name)
            # A made-up key ends like the list's address, which says nothing about who is behind it.
            known = sender.evidence != "display_name" and self.team.is_ours(sender.address, at)
            return person, person is not None or known, False
        found = self._known.get(sender.address)
        if found is None:
            team, address = self.team, sender.address
            person = team.person(address, at)
            found = (
                person,
                person is not None or team.is_ours(address, at),
                _ROBOT.match(address if "@" in address else f"{address}@") is not None,
            )
            if not team.dated(address):
                self._known[address] = found
        return found

    def of(self, envelope: Envelope, at: int, *, junk: bool = False) -> Captured:
        """Class, outside party and person of ours. `junk`: it lay in a folder for spam."""
        sender = self._senders.of(envelope)
        person, ours, robot = self.who(sender, at)
        if (
            sender.evidence == "from"
            and not (sender.name or robot or self._any_dated)
            and (person or not ours)
        ):
            self._plain[envelope.sender] = (sender.address, person, ours)
        machine = self.machine(envelope, robot, at)
        if ours and sender.evidence != "list_only":
            return self._ours(envelope, sender, person, machine, at)
        if junk or not _SPAM.isdisjoint(envelope.marks):
            sign = "junk_folder" if junk else next(mark for mark in envelope.marks if mark in _SPAM)
            return Captured(Verdict(K.SPAM, sign), sender.address, None, False)
        if machine:
            if lead := self._lead(envelope, sender, at, machine):
                return Captured(Verdict(K.INBOUND_FORM, "form:reply_to"), lead, None, False)
            return Captured(Verdict(K.INBOUND_AUTO, machine), sender.address, None, False)
        return Captured(_HUMAN if sender.evidence == "from" else _HIDDEN, sender.address, None, False)

    def machine(self, envelope: Envelope, robot: bool, at: int) -> str:
        """The evidence that no person wrote it, or "" for none. `Auto-Submitted: no` vouches for a person."""
        marks = envelope.marks
        if not marks and not robot:
            subject = self._subject(envelope.subject)
            return f"subject:{subject}" if subject and subject != "bounce" else ""
        if "auto_submitted:no" in marks:
            return ""
        for mark in marks:
            if mark in _MACHINE_MARKS or mark.startswith(("header:", "report:", "precedence:auto")):
                return mark
        if (subject := self._subject(envelope.subject)) and (subject != "bounce" or robot):
            return f"subject:{subject}"
        if robot:
            return "robot_address"
        return self._newsletter(envelope, at)

    def _subject(self, raw: str) -> str:
        found = self._subjects.get(raw)
        if found is None:
            found = self._subjects[raw] = machine_subject(raw)
        return found

    def _newsletter(self, envelope: Envelope, at: int) -> str:
        """Bulk mail of a sender's own: a link to unsubscribe, sent to one of us, neither an answer nor on a list."""
        marks = envelope.marks
        if envelope.references or not ("unsubscribe" in marks or "one_click_unsubscribe" in marks):
            return ""
        if not self._public.isdisjoint(recipients(f"{envelope.to},{envelope.cc}")):
            return ""
        return "newsletter" if "one_click_unsubscribe" in marks or self._ours_among(envelope.to, at) else ""

    def _ours(
        self, envelope: Envelope, sender: Sender, person: str | None, machine: str, at: int
    ) -> Captured:
        generated = bool(machine) and (
            machine == "robot_address" or not _GENERATED.isdisjoint(envelope.marks) or person is None
        )
        if (generated or person is None) and (lead := self._lead(envelope, sender, at, machine or "shared")):
            return Captured(Verdict(K.INBOUND_FORM, "form:reply_to"), lead, None, False)
        outside = self.outside(envelope, at)
        if machine and not outside and is_report(envelope, sender.address):  # by a mail server of our own
            return Captured(Verdict(K.INBOUND_AUTO, machine), sender.address, None, False)
        if machine:
            return Captured(Verdict(K.OUTBOUND_AUTO, machine), "", person, True, outside)
        if outside:
            return Captured(_TEAM, "", person, True, outside)
        return Captured(_INTERNAL, "", person, True)

    def _lead(self, envelope: Envelope, sender: Sender, at: int, machine: str) -> str:
        """The person a machine's notification speaks for: an outside Reply-To that differs from From."""
        if (
            not envelope.reply_to
            or sender.evidence != "from"
            or machine.startswith(("report:", "null_return"))
        ):
            return ""
        if machine.startswith(("auto_submitted:auto-replied", "header:", "subject:")) or envelope.references:
            return ""
        if machine == "newsletter":
            return ""
        lead = bare(envelope.reply_to)
        if not lead or lead == sender.address or _ROBOT.match(lead) or self.team.is_ours(lead, at):
            return ""
        # A robot of theirs answering to its own company's desk is no lead: the person writes from elsewhere.
        return "" if lead.rpartition("@")[2] == sender.address.rpartition("@")[2] else lead

    def outside(self, envelope: Envelope, at: int) -> tuple[str, ...]:
        """Who outside a message of ours is addressed to: outside addresses, and lists that outsiders read."""
        known = self._known
        found = []
        for address in dict.fromkeys(recipients(f"{envelope.to},{envelope.cc}")):
            seen = known.get(address) or self._seen(address, at)
            if not seen[1] or address in self._public:
                found.append(address)
        return tuple(found)

    def addressed(self, envelope: Envelope, at: int) -> tuple[bool, str | None, str]:
        """(whether a reply is owed, the one person of ours it is addressed to, the address of ours it came through).

        Owed: one of ours or a list of ours is in To, or a list of ours in Cc; or none of ours is named at all, so
        that it reached us through an alias or a blind copy. One of ours in Cc alone is owed nothing.
        """
        to = self._ours_among(envelope.to, at)
        if to:
            owed, people = True, {self._seen(address, at)[0] for address in to} - {None}
            owner = people.pop() if len(people) == 1 else None
        else:
            to, owner = self._ours_among(envelope.cc, at), None
            owed = not to or not self.team.lists.isdisjoint(to)
        delivered = self._ours_among(envelope.delivered, at) if envelope.delivered else ()
        mailbox = delivered or to
        return owed, owner, mailbox[0] if mailbox else ""

    def _seen(self, address: str, at: int) -> tuple[str | None, bool, bool]:
        return self._known.get(address) or self.who(Sender(address, "", "from"), at)

    def _ours_among(self, raw: str, at: int) -> tuple[str, ...]:
        """Our addresses in a raw header; remembered, since conversations repeat it, unless it depends on the date."""
        remembered = self._among.get(raw)
        if remembered is not None:
            return remembered
        known, found = self._known, []
        for address in recipients(raw):
            if (known.get(address) or self._seen(address, at))[1]:
                found.append(address)
        ours = tuple(found)
        if not self._any_dated and len(self._among) < _REMEMBERED:
            self._among[raw] = ours
        return ours

    def seen(self, envelope: Envelope, at: int, conversation: int, *, junk: bool = False) -> Seen:
        """The message as the clock sees it."""
        plain = self._plain.get(envelope.sender)
        if plain is None or envelope.marks or junk or self._subject(envelope.subject):
            verdict, party, person, ours, reaches = self.of(envelope, at, junk=junk)
        else:  # most mail: nothing but who wrote it decides
            party, person, ours = plain
            reaches = self.outside(envelope, at) if ours else ()
            verdict = (_TEAM if reaches else _INTERNAL) if ours else _HUMAN
        # Tuples as they are: the class's own __new__ would cost as much as finding out who is addressed.
        if ours:
            mailbox = self._senders.of(envelope).address
            return _as_seen(
                Seen, (envelope, at, verdict, conversation, "", person, reaches, mailbox, False, None)
            )
        owed, owner, mailbox = self.addressed(envelope, at)
        owed = owed or verdict.kind is K.INBOUND_FORM
        return _as_seen(Seen, (envelope, at, verdict, conversation, party, None, (), mailbox, owed, owner))


_as_seen: Callable[[type[Seen], tuple[object, ...]], Seen] = tuple.__new__
