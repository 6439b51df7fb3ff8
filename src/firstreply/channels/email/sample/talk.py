"""One conversation of the sample archive: an inquiry, and what became of it."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from firstreply.channels.email.sample.letter import Letter, Person, date
from firstreply.channels.email.sample.office import Office, person_of, shared_mailbox
from firstreply.channels.email.sample.people import MANAGER, OLD_ADDRESS, SHARED, Customer, Rep, customer
from firstreply.channels.email.sample.texts import BY_LANGUAGE, Texts

_FORM: Final = Person("Website", "forms@web.example.net")


class Talk(NamedTuple):
    """Who talks with whom about what."""

    office: Office
    customer: Customer
    rep: Rep
    texts: Texts
    product: str
    subject: str

    def outside(self) -> Person:
        return Person(self.customer.name, self.customer.address)

    def domain(self) -> str:
        return self.customer.address.partition("@")[2]

    def first_name(self) -> str:
        return self.customer.name.partition(" ")[0]

    def fill(self, text: str) -> str:
        """A text with its blanks filled in; asked-for quantities are of chance."""
        quantity = str(self.office.chance.choice((20, 50, 80, 120, 250, 400, 1000)))
        return text.replace("{p}", self.product).replace("{q}", quantity).replace("{n}", self.customer.name)


def conversation(office: Office) -> list[Letter]:
    """All letters of one inquiry of chance, in the order they came about. Later than the archive's end: left out."""
    chance = office.chance
    outside = customer(chance)
    texts = BY_LANGUAGE[outside.language]
    product = chance.choice(texts.products)
    talk = Talk(
        office,
        outside,
        office.rep_for(outside),
        texts,
        product,
        chance.choice(texts.subjects).replace("{p}", product),
    )
    kind = chance.choices(("mail", "form", "forward", "ours"), (74, 14, 6, 6))[0]
    at = office.arrival(outside)
    if kind == "ours":
        letters = _opened_by_us(talk, at)
    else:
        opening = {"mail": _inquiry, "form": _form, "forward": _forward}[kind](talk, at)
        letters = [opening, *_afterwards(talk, opening)]
    return [letter for letter in letters if letter.at < office.end]


def _inquiry(talk: Talk, at: int) -> Letter:
    office = talk.office
    direct = office.happens(0.3)
    to = person_of(talk.rep, language="en") if direct else Person("", SHARED)
    cc = (Person("", SHARED),) if direct and office.happens(0.2) else ()
    # Talks that began before the archive does: their first message answers one nobody has any more.
    older = at < office.begin.timestamp() + 5 * 86400 and office.happens(0.3)
    return Letter(
        at=at,
        zone=talk.customer.zone,
        sender=talk.outside(),
        to=(to,),
        cc=cc,
        subject=_again(talk.subject) if older else talk.subject,
        body=talk.fill(office.chance.choice(talk.texts.inquiries)),
        message_id=office.message_id(talk.domain(), at),
        references=(office.message_id("example.com", at - 9 * 86400),) if older else (),
        delivered_to=to.address,
        transit_s=office.chance.choices((2, 5, 21, 640), (60, 30, 8, 2))[0],
        clock_error_s=office.chance.choice((-7200, 3600, 86400)) if office.happens(0.015) else 0,
    )


def _form(talk: Talk, at: int) -> Letter:
    text = talk.fill(talk.office.chance.choice(talk.texts.inquiries)).partition("\n\n")[2]
    return Letter(
        at=at,
        zone="UTC",
        sender=_FORM,
        to=(Person("", SHARED),),
        subject=f"New inquiry from the website: {talk.product}",
        body=f"Name: {talk.customer.name}\nE-mail: {talk.customer.address}\nProduct: {talk.product}\n\n{text}",
        message_id=talk.office.message_id("web.example.net", at),
        headers=(("Auto-Submitted", "auto-generated"), ("Reply-To", talk.customer.address)),
        delivered_to=SHARED,
        transit_s=1,
    )


def _forward(talk: Talk, at: int) -> Letter:
    """The inquiry went to the manager, whose mailbox is not in the archive; he forwards it to all."""
    forwarded_at = at + int(60 * talk.office.chance.uniform(4, 400))
    original = talk.fill(talk.office.chance.choice(talk.texts.inquiries))
    block = (
        f"---------- Forwarded message ---------\nFrom: {talk.customer.name} <{talk.customer.address}>\n"
        f"Date: {date(at, talk.customer.zone)}\nSubject: {talk.subject}\nTo: {MANAGER.address}\n\n{original}"
    )
    return Letter(
        at=forwarded_at,
        zone=MANAGER.zone,
        sender=Person(MANAGER.name, MANAGER.address),
        to=(Person("", SHARED),),
        subject=f"Fwd: {talk.subject}",
        body=f"Please answer this one.\n\n{block}",
        message_id=talk.office.message_id("example.com", forwarded_at),
        delivered_to=SHARED,
    )


def _afterwards(talk: Talk, opening: Letter) -> list[Letter]:
    """Acknowledgement, chasers, the answer or none, and how it went on."""
    office, letters = talk.office, []
    if opening.delivered_to == SHARED and not office.is_open(talk.rep, opening.at):
        letters.append(_acknowledgement(talk, opening))
    answered_at = office.reply(talk.rep, opening.at)
    answers = office.happens(talk.rep.answers)
    last = opening
    chased_at = opening.at + int(86400 * office.chance.uniform(1.2, 3.5))
    if opening.sender == talk.outside() and (not answers or answered_at > chased_at) and office.happens(0.45):
        last = _from_customer(talk, last, chased_at, office.chance.choice(talk.texts.chasers))
        letters.append(last)
    if answers:
        letters += _answered(talk, last, max(answered_at, last.at + 60))
    return letters


def _answered(talk: Talk, before: Letter, at: int) -> list[Letter]:
    office = talk.office
    answer = _answer(talk, before, at)
    letters = [answer]
    if office.happens(0.025):
        return [*letters, _bounce(talk, answer)]
    if office.happens(0.06):
        return [*letters, _out_of_office(talk, answer)]
    for _ in range(office.chance.choices((0, 1, 2), (45, 38, 17))[0]):
        asked_at = letters[-1].at + int(3600 * office.chance.lognormvariate(1.2, 1.2))
        letters.append(
            _from_customer(talk, letters[-1], asked_at, office.chance.choice(talk.texts.questions))
        )
        if office.happens(0.1):
            return letters
        letters.append(_answer(talk, letters[-1], office.reply(talk.rep, asked_at)))
    if office.happens(0.4):
        thanked_at = letters[-1].at + int(3600 * office.chance.lognormvariate(0.3, 1.0))
        letters.append(_from_customer(talk, letters[-1], thanked_at, office.chance.choice(talk.texts.thanks)))
    return letters


def _answer(talk: Talk, before: Letter, at: int) -> Letter:
    office = talk.office
    sender = person_of(talk.rep, language=talk.customer.language)
    if (
        talk.rep.name == "Neda Karimi"
        and datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d") < OLD_ADDRESS[1]
    ):
        sender = Person(sender.name, OLD_ADDRESS[0])
    if office.happens(0.06):
        sender = shared_mailbox()
    text = talk.fill(office.chance.choice(talk.texts.answers)).replace(talk.customer.name, talk.first_name())
    return Letter(
        at=at,
        zone=talk.rep.zone,
        sender=sender,
        to=(talk.outside(),),
        cc=(Person("", SHARED),) if office.happens(0.12) else (),
        subject=_again(talk.subject),
        body=f"{text}\n{sender.name}\n\n{_quoted(talk, before)}",
        message_id=office.message_id("example.com", at),
        # Some programs drop the reference: the subject and the quoted text have to do.
        references=() if office.happens(0.04) else before.thread(),
        is_sent=True,
    )


def _from_customer(talk: Talk, before: Letter, at: int, text: str) -> Letter:
    ours = before.sender if before.is_sent else before.to[0]
    return Letter(
        at=at,
        zone=talk.customer.zone,
        sender=talk.outside(),
        to=(ours,),
        subject=_again(talk.subject),
        body=f"{talk.fill(text)}\n\n{_quoted(talk, before)}",
        message_id=talk.office.message_id(talk.domain(), at),
        references=before.thread(),
        delivered_to=ours.address,
    )


def _acknowledgement(talk: Talk, opening: Letter) -> Letter:
    subject, text = talk.texts.acknowledgement
    return Letter(
        at=opening.at + opening.transit_s + 2,
        zone="Africa/Cairo",
        sender=shared_mailbox(),
        to=(talk.outside(),),
        subject=subject.replace("{s}", talk.subject),
        body=text,
        message_id=talk.office.message_id("example.com", opening.at + 2),
        references=opening.thread(),
        headers=(("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")),
        is_sent=True,
    )


def _out_of_office(talk: Talk, answer: Letter) -> Letter:
    subject, text = talk.texts.out_of_office
    marked = talk.office.happens(0.7)
    return Letter(
        at=answer.at + 9,
        zone=talk.customer.zone,
        sender=talk.outside(),
        to=(answer.sender,),
        subject=subject.replace("{s}", talk.subject),
        body=text,
        message_id=talk.office.message_id(talk.domain(), answer.at + 9),
        references=answer.thread(),
        headers=(("Auto-Submitted", "auto-replied"),) if marked else (),
        delivered_to=answer.sender.address,
    )


def _bounce(talk: Talk, answer: Letter) -> Letter:
    mark = f"=_{talk.office.chance.getrandbits(48):012x}"
    report = (
        f"--{mark}\nContent-Type: text/plain; charset=us-ascii\n\nYour message could not be delivered.\n\n"
        f"--{mark}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
        f"Final-Recipient: rfc822; {talk.customer.address}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--{mark}\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{answer.message_id}>\n"
        f"To: {talk.customer.address}\n\n--{mark}--\n"
    )
    return Letter(
        at=answer.at + 14,
        zone="UTC",
        sender=Person("Mail Delivery System", "MAILER-DAEMON@mx.example.com"),
        to=(Person("", answer.sender.address),),
        subject="Undelivered Mail Returned to Sender",
        body="",
        message_id=talk.office.message_id("example.com", answer.at + 14),
        references=(answer.message_id,),
        headers=(
            ("Auto-Submitted", "auto-replied"),
            ("Content-Type", f'multipart/report; report-type=delivery-status;\n boundary="{mark}"'),
        ),
        delivered_to=answer.sender.address,
        report=report.encode(),
    )


def _opened_by_us(talk: Talk, at: int) -> list[Letter]:
    """We write first: whatever comes back is no inquiry."""
    office = talk.office
    first = Letter(
        at=office.reply(talk.rep, at),
        zone=talk.rep.zone,
        sender=person_of(talk.rep, language=talk.customer.language),
        to=(talk.outside(),),
        subject=talk.subject,
        body=talk.fill(office.chance.choice(talk.texts.answers)),
        message_id=office.message_id("example.com", at),
        is_sent=True,
    )
    if not office.happens(0.5):
        return [first]
    came_at = first.at + int(3600 * office.chance.lognormvariate(1.5, 1.0))
    back = _from_customer(talk, first, came_at, office.chance.choice(talk.texts.questions))
    return [first, back, *_answered(talk, back, office.reply(talk.rep, came_at))]


def _again(subject: str) -> str:
    return f"Re: {subject}"


def _quoted(talk: Talk, letter: Letter) -> str:
    line = talk.texts.wrote.replace("{d}", date(letter.at, letter.zone)).replace("{n}", letter.sender.name)
    return line + "\n" + "\n".join("> " + each for each in letter.body.split("\n")[:12])
