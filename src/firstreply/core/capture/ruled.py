"""Ruled: a portal's notification, read by a rule that the team taught: it is the inquiry of the person in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from firstreply.core.capture.kind import Capture
from firstreply.core.capture.parse_rules import Rule, fields_of, found
from firstreply.core.lead.contact import is_e164
from firstreply.core.lead.persona import Persona
from firstreply.core.lead.reading import FieldError
from firstreply.core.mail import Message
from firstreply.core.message import MessageClass, Seen, Verdict
from firstreply.core.refusal import Refused

K = MessageClass
#: A program of our own may send from an address of ours; what a person of ours wrote, and spam, is never a portal's.
_READ: Final = frozenset({K.INBOUND_AUTO, K.INBOUND_HUMAN, K.INBOUND_FORM, K.OUTBOUND_AUTO, K.INTERNAL})
E164 = Callable[[str], str | None]


class Ruled(NamedTuple):
    """The message as the person's, and all that it says of them."""

    seen: Seen
    person: Persona


class Read(NamedTuple):
    """What a rule reads: fields of an inquiry, the person they make, and fields that could not be read as such."""

    fields: Mapping[str, Any]
    person: Persona
    errors: tuple[FieldError, ...]


def ruled(rules: Sequence[Rule], e164: E164, seen: Seen, message: Message, capture: Capture) -> Ruled | None:
    """By the first rule for such mails that finds somebody to answer; None where none does."""
    if seen.verdict.kind not in _READ or not rules or not message.sender:
        return None
    sender, subject = message.sender[0].address, message.subject
    for rule in rules:
        if rule.fits(sender, subject):
            person = read(rule, message.text, e164).person
            party = _party(person, sender, message)
            if party and not capture.team.is_ours(party, seen.at):
                return Ruled(_as_form(rule, party, seen, capture), person)
    return None


def read(rule: Rule, text: str, e164: E164) -> Read:
    """What a rule reads in a text. What is no number, no address ... becomes a custom field: nothing is lost."""
    fields = fields_of(found(rule, text))
    try:
        return Read(fields, Persona.from_dict(fields, e164=e164), ())
    except Refused as refused:
        told = refused.facts.get("errors")
        errors = told if isinstance(told, tuple) else ()
    wrong = {one.field.partition("[")[0].partition(".")[0] for one in errors}
    kept = {name: value for name, value in fields.items() if name not in wrong}
    aside = {name: str(fields[name]) for name in sorted(wrong - {"custom"}) if name in fields}
    custom = {**aside, **kept.get("custom", {})}
    return Read(fields, Persona.from_dict({**kept, "custom": custom}, e164=e164), errors)


def _party(person: Persona, sender: str, message: Message) -> str:
    """Where they are answered: their address, else their number, else an address that the portal hands on from."""
    dialled = next((one for one in person.phones if is_e164(one)), "")
    through = message.reply_to[0].address.lower() if message.reply_to else ""
    ways = (*person.emails, dialled, through if through != sender.lower() else "")
    return next((way for way in ways if way), "")


def _as_form(rule: Rule, party: str, seen: Seen, capture: Capture) -> Seen:
    _, owner, mailbox = capture.addressed(seen.envelope, seen.at)
    verdict = Verdict(K.INBOUND_FORM, f"form:rule:{rule.name}")
    return seen._replace(
        verdict=verdict, party=party, person=None, reaches=(), mailbox=mailbox, owed=True, owner=owner
    )
