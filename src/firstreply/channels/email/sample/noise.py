"""The rest of a mailbox: newsletters, spam, mail among colleagues."""

from firstreply.channels.email.sample.letter import Letter, Person
from firstreply.channels.email.sample.office import Office
from firstreply.channels.email.sample.people import INFO, REPS, SHARED, customer
from firstreply.channels.email.sample.texts import INTERNAL, NEWSLETTERS, SPAM


def noise(office: Office) -> Letter:
    """One letter of chance that nobody owes an answer."""
    kind = office.chance.choices((_newsletter, _spam, _internal), (35, 35, 30))[0]
    return kind(office, office.arrival(customer(office.chance)))


def _newsletter(office: Office, at: int) -> Letter:
    name, subject, text = office.chance.choice(NEWSLETTERS)
    return Letter(
        at=at,
        zone="Europe/Berlin",
        sender=Person(name, "news@letters.example.net"),
        to=(Person("", SHARED),),
        subject=subject,
        body=text,
        message_id=office.message_id("letters.example.net", at),
        headers=(
            ("List-Id", "<news.letters.example.net>"),
            ("List-Unsubscribe", "<https://letters.example.net/out>"),
            ("Precedence", "bulk"),
        ),
        delivered_to=SHARED,
    )


def _spam(office: Office, at: int) -> Letter:
    subject, text = office.chance.choice(SPAM)
    number = office.chance.randrange(10_000)
    return Letter(
        at=at,
        zone="UTC",
        sender=Person("Offers", f"offer{number}@bulk.example.org"),
        to=(Person("", office.chance.choice((SHARED, INFO))),),
        subject=subject,
        body=text,
        message_id=office.message_id("bulk.example.org", at),
        headers=(("X-Spam-Flag", "YES"), ("X-Spam-Status", "Yes, score=11.2 required=5.0")),
        delivered_to=SHARED,
    )


def _internal(office: Office, at: int) -> Letter:
    sender, other = office.chance.sample(REPS, 2)
    subject, text = office.chance.choice(INTERNAL)
    return Letter(
        at=office.reply(sender, at),
        zone=sender.zone,
        sender=Person(sender.name, sender.address),
        to=(Person(other.name, other.address), Person("", SHARED)),
        subject=subject,
        body=f"{text}\n\n{sender.name}",
        message_id=office.message_id("example.com", at),
        delivered_to=SHARED,
        is_sent=True,
    )
