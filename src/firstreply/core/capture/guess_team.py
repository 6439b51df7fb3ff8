"""Guess who is the team: from the Sent folder, else from who answers most."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from firstreply.core.mail.addresses import addresses, bare, recipients
from firstreply.core.message import Envelope
from firstreply.core.team import FREE_MAIL, Identity, Person, Team

_SHARE: Final = 0.2  #: of the busiest answerer's conversations, to count as one of the team
_FEWEST: Final = 3  #: conversations answered, to count at all
#: Local parts of mailboxes that several people write from: ours, but nobody's own.
_SHARED: Final = re.compile(
    r"(?:sales|info|contact|office|support|help|hello|hi|team|mail|admin|service|kundenservice|vertrieb|ventas|vendas"
    r"|billing|orders?|marketing|inquir(?:y|ies)|enquir(?:y|ies)|leads?|web(?:site|master|form)?|noreply|no-reply"
    r"|postmaster|mailer-daemon|newsletter|reception|customer(?:care|service)?)(?:[-+._].*)?"
)


def guess(
    envelopes: Sequence[Envelope], of: Sequence[int], sent: Iterable[int], lists: frozenset[str]
) -> Team:
    """A team with `how` = sent_folder or answering_addresses; `of` is the conversation of each message.

    Whoever wrote what lies in Sent is ours, and so is their domain unless it is a free-mail provider's. Without a
    Sent folder: those who answer other people's conversations, at least a fifth as often as the busiest of them.
    """
    writers = [bare(envelope.sender) for envelope in envelopes]
    found = Counter(writers[at] for at in sent if writers[at])
    how = "sent_folder" if found else "answering_addresses"
    if not found:
        found = _answering(envelopes, of, writers)
    found = Counter({address: n for address, n in found.items() if address not in lists})
    domains = {address.rpartition("@")[2] for address in found} - FREE_MAIL if how == "sent_folder" else set()
    shared = {
        one for one in found if _SHARED.fullmatch(one.partition("@")[0]) and one.rpartition("@")[2] in domains
    }
    names = _names(envelopes, writers, set(found) - shared)
    team = Team(
        people=tuple(
            Person(name=name, identities=tuple(Identity(address=one) for one in sorted(each)))
            for name, each in sorted(names.items())
        ),
        domains=frozenset(domains),
        lists=lists,
        addresses=frozenset(shared),
        how=how,
    )
    return complete(team, envelopes)


def complete(team: Team, envelopes: Sequence[Envelope]) -> Team:
    """A given team with what the archive adds: the people of its domains, and names for those given by address only.

    Addresses such as sales@ or info@ count as shared: ours, nobody's own.
    """
    nameless = {person.name for person in team.people if "@" in person.name}
    if not team.domains and not nameless:
        return team
    known = {one.address for person in team.people for one in person.identities}
    writers = [bare(envelope.sender) for envelope in envelopes]
    met = {
        one for one in set(writers) if team.in_domains(one) and one not in known | team.lists | team.addresses
    }
    shared = {one for one in met if _SHARED.fullmatch(one.partition("@")[0])}
    found = _names(envelopes, writers, (met - shared) | nameless)
    named = {address: name for name, each in found.items() for address in each}
    given = {person.name for person in team.people}
    people = [replace(person, name=named.get(person.name, person.name)) for person in team.people]
    people += [
        Person(
            name=name if name not in given else f"{name} <{min(each)}>",
            identities=tuple(Identity(address=one) for one in sorted(each)),
        )
        for name, each in sorted(found.items())
        if not each & nameless
    ]
    return replace(team, people=tuple(people), addresses=team.addresses | shared)


def _answering(envelopes: Sequence[Envelope], of: Sequence[int], writers: list[str]) -> Counter[str]:
    """In how many conversations begun by others each address answered; the mailbox's own address always counts."""
    began: dict[int, str] = {}
    answered: dict[str, set[int]] = {}
    delivered: Counter[str] = Counter()
    for envelope, conversation, writer in zip(envelopes, of, writers, strict=True):
        starter = began.setdefault(conversation, writer)
        if writer and writer != starter:
            answered.setdefault(writer, set()).add(conversation)
        if envelope.delivered:
            delivered.update(recipients(envelope.delivered)[:1])
    counts = Counter({writer: len(each) for writer, each in answered.items()})
    own = [address for address, n in delivered.most_common(3) if n * 2 > len(envelopes) and address in counts]
    if own:
        return Counter({address: counts[address] for address in own})
    busiest = max(counts.values(), default=0)
    return Counter({writer: n for writer, n in counts.items() if n >= max(_FEWEST, busiest * _SHARE)})


def _names(envelopes: Sequence[Envelope], writers: list[str], found: set[str]) -> dict[str, set[str]]:
    """Each person's addresses by the name they use most."""
    used: dict[str, Counter[str]] = {}
    raws = {(writer, envelope.sender) for writer, envelope in zip(writers, envelopes, strict=True)}
    for writer, raw in sorted(raws):
        if writer in found:
            name = next((one.name for one in addresses(raw) if one.name), "")
            used.setdefault(writer, Counter())[name or writer] += 1
    people: dict[str, set[str]] = {}
    for writer, names in used.items():
        best = sorted(names.items(), key=lambda pair: (pair[0] == writer, -pair[1], pair[0]))[0][0]
        people.setdefault(best, set()).add(writer)
    return people
