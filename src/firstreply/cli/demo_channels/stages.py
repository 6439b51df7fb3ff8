"""Stages: a provider on this machine, an account with it, and how a person of its kind makes themselves heard."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from random import Random
from typing import Any, Final, NamedTuple

from firstreply.channels.email.sample.people import Customer, customer
from firstreply.channels.email.sample.texts import BY_LANGUAGE
from firstreply.channels.meta_leads.peer import Meta
from firstreply.channels.peering import Brought, Peer
from firstreply.channels.telegram.peer import Bots
from firstreply.channels.twilio.peer import Twilio
from firstreply.channels.whatsapp.peer import Cloud


class Account(NamedTuple):
    """What an account with the provider is set up by."""

    settings: Mapping[str, Any]
    sealed: Mapping[str, str]


class Inquirer(NamedTuple):
    """Somebody who is about to write: who, by which number, what."""

    person: Customer
    number: int
    text: str

    @property
    def phone(self) -> str:
        """In E.164; of a range that is given to nobody (the UK's, for fiction)."""
        return f"+447700900{self.number % 1000:03}"


def inquirer(chance: Random) -> Inquirer:
    """Somebody of chance, who asks in their own language."""
    person = customer(chance)
    texts = BY_LANGUAGE[person.language]
    filling = {"p": chance.choice(texts.products), "q": chance.randint(2, 90) * 10, "n": person.name}
    text = chance.choice(texts.inquiries).format(**filling)
    return Inquirer(person, chance.randint(1, 900_000), text)


class Stage(ABC):
    """One provider. `peer` runs when any of this is called."""

    kind: str
    peer: Peer

    @abstractmethod
    def account(self) -> Account:
        """How an account with it is set up."""

    @abstractmethod
    def told(self, address: str) -> None:
        """Our address, where `connect` does not tell it."""

    @abstractmethod
    def heard(self, who: Inquirer) -> Brought:
        """Somebody makes themselves heard: what our side answered."""


class _WhatsApp(Stage):
    kind = "whatsapp"

    def __init__(self) -> None:
        self.peer: Cloud = Cloud()

    def account(self) -> Account:
        settings = {"phone_number_id": Cloud.number, "account_id": Cloud.account, "base_url": self.peer.url}
        return Account(settings, {"app_secret": Cloud.app_secret, "token": Cloud.token})

    def told(self, address: str) -> None:
        self.peer.callback = address

    def heard(self, who: Inquirer) -> Brought:
        return self.peer.write(who.phone.removeprefix("+"), who.text, who.person.name)


class _Telegram(Stage):
    kind = "telegram"

    def __init__(self) -> None:
        self.peer: Bots = Bots()

    def account(self) -> Account:
        return Account({"base_url": self.peer.url}, {"token": Bots.token})

    def told(self, address: str) -> None:
        """Told by `connect`."""

    def heard(self, who: Inquirer) -> Brought:
        first, _, last = who.person.name.partition(" ")
        person = {"first_name": first, "last_name": last, "language_code": who.person.language}
        return self.peer.write({"id": 10_000 + who.number, **person}, who.text)


class _Twilio(Stage):
    kind = "twilio"

    def __init__(self) -> None:
        self.peer: Twilio = Twilio()
        self._count = 0

    def account(self) -> Account:
        settings = {"account_sid": Twilio.account, "number": Twilio.number, "base_url": self.peer.url}
        return Account(settings, {"auth_token": Twilio.token})

    def told(self, address: str) -> None:
        self.peer.callback = address

    def heard(self, who: Inquirer) -> Brought:
        """By text message; every third calls and reaches nobody."""
        self._count += 1
        if self._count % 3:
            return self.peer.write(who.phone, who.text[:300])
        return self.peer.call(who.phone, f"CA{who.number:032x}", "no-answer")


class _MetaLeads(Stage):
    kind = "meta_leads"

    def __init__(self) -> None:
        self.peer: Meta = Meta()

    def account(self) -> Account:
        settings = {"page_id": Meta.page, "base_url": self.peer.url}
        return Account(settings, {"app_secret": Meta.app_secret, "token": Meta.token})

    def told(self, address: str) -> None:
        self.peer.callback = address

    def heard(self, who: Inquirer) -> Brought:
        own = f"4440{who.number:012}"
        person = who.person
        self.peer.fill_in(
            own, full_name=person.name, email=person.address, phone_number=who.phone, your_question=who.text
        )
        return self.peer.tell(own)


STAGES: Final[tuple[type[Stage], ...]] = (_WhatsApp, _Telegram, _Twilio, _MetaLeads)
