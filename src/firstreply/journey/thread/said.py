"""Said: a message ready to be saved, whatever it came by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from firstreply.channels.phone import to_e164
from firstreply.core.capture.letter import Letter
from firstreply.core.kept import Kept
from firstreply.core.lead import Persona
from firstreply.core.lead.contact import MESSENGERS, messenger_value
from firstreply.core.lead.fold import fold_email
from firstreply.core.message import Seen
from firstreply.core.thread.chat import Chat
from firstreply.store.kept import MAIL
from firstreply.store.queries import talk
from firstreply.store.queries.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message. `names` are ids by which its conversation is found, besides those of a mail's headers.

    `person` is what else is known of whoever wrote it, `touch` how they came.
    """

    kept: Kept
    channel: str
    name: str = ""
    subject: str = ""
    body: str = ""
    names: tuple[str, ...] = ()
    person: Persona | None = None
    touch: Mapping[str, str] = field(default_factory=dict)


def by_mail(one: Letter) -> Said:
    """A letter. What was encoded may hold NULs that its octets did not show: no text of ours can."""
    name = one.person.name if one.person and one.person.name else one.name
    name, subject, body = (text.replace("\0", "") for text in (name, one.subject, one.body))
    return Said(kept=one.kept, channel=MAIL, name=name, subject=subject, body=body, person=one.person)


def by_chat(own: UUID, told: Chat, ours: People, region: str) -> Said:
    """A message from a messenger or the API; who of ours wrote it is given by id, name or address."""
    party = folded(told.party, region, told.channel)
    at = int(told.at.timestamp())
    seen = Seen(
        told.envelope, at, told.verdict, 0, party if told.inbound else "", author(told.author, ours, at),
        () if told.inbound else (party,), told.channel, told.inbound, None,
    )  # fmt: skip
    return Said(
        kept=Kept(id=own, conversation=own, seen=seen, mail=False),
        channel=told.channel,
        name=told.name,
        subject=told.subject,
        body=told.text,
        names=(told.id, *told.answers, f"chat:{told.channel}:{party}"),
        person=_dialled(told.person, region),
        touch=told.touch,
    )


def _dialled(person: Persona | None, region: str) -> Persona | None:
    """The person with phone numbers as they are dialled from anywhere."""
    if person is None or not person.phones:
        return person
    return replace(person, phones=tuple(to_e164(one, region) or one for one in person.phones))


def folded(party: str, region: str, channel: str = "") -> str:
    """An outside address as it is compared: an e-mail folded, a number in E.164, anything else as it is.

    A messenger's handle is what it is as a contact point: `telegram:jane` of `@jane`, `telegram_id:4711`.
    """
    network, colon, handle = party.partition(":")
    if colon and network in MESSENGERS:
        return messenger_value(network, handle) or party
    if party.startswith("@") and channel in MESSENGERS:
        return messenger_value(channel, party) or party
    if "@" in party:
        return fold_email(party) or party.casefold()
    return to_e164(party, region) or party


def author(given: str, ours: People, at: int) -> str | None:
    """The name by which the team knows whoever wrote: given by id, name or address."""
    by_id = {str(own): name for name, own in ours.ids.items()}
    return by_id.get(given) or ours.team.person(given.lower(), at) or ours.team.named(given) or given or None


def in_conversations(said: Sequence[Said]) -> list[Said]:
    """Chat messages in the conversations they belong to: what they answer, else the one with that party."""
    known = talk.named([name for one in said for name in one.names]) if said else {}
    found = []
    for one in said:
        conversation = next((known[name] for name in one.names if name in known), one.kept.id)
        for name in one.names:
            known.setdefault(name, conversation)
        found.append(replace(one, kept=replace(one.kept, conversation=conversation)))
    return found
