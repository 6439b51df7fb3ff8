"""Outbox: a message of ours becomes a letter, waits for its turn, and is handed to whoever sends for the mailbox."""

import threading
import time
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.base import Checked, Outgoing, Setup
from firstreply.channels.email import provider
from firstreply.channels.email.fields import PER_DAY, PER_MINUTE, place
from firstreply.channels.email.send.handing import UNSURE
from firstreply.channels.email.send.header import address_of
from firstreply.channels.email.send.letter import Letter, written
from firstreply.channels.email.send.lines import Lines
from firstreply.channels.email.send.relay import has_token, relay_of
from firstreply.channels.email.send.throttle import Throttle
from firstreply.channels.enclosed import fits
from firstreply.core.mail.ids import answer_subject, marked_address
from firstreply.core.refusal import Refused

_lines: Final = Lines()
_throttle: Final = Throttle()
_REMEMBERED: Final = 1000
_lock: Final = threading.Lock()
_unsure: Final[dict[UUID, None]] = {}  #: letters whose last attempt ended without word, the oldest first


def fit(outgoing: Outgoing, setup: Setup) -> None:
    """Refuses what can never be sent: `address_not_understood`, `letter_unsafe`, `mailbox_sends_nothing`,
    `files_too_large` for the service.
    """
    written(letter_of(outgoing, setup))
    if not _sends(setup):
        raise Refused("mailbox_sends_nothing", mailbox=setup.name)
    if setup.settings.get("provider"):
        fits(outgoing.files, provider.carries(setup), str(setup.settings["provider"]))


def send(outgoing: Outgoing, setup: Setup) -> Answer:
    """Hand it in. Sent means that the other side answers for it: `id` is its Message-ID, `raw` its octets."""
    if not _sends(setup):
        return TryAgain(reason="mailbox_sends_nothing", unreachable=True)
    try:
        letter = letter_of(outgoing, setup)
        octets = written(replace(letter, files=()))
    except Refused as refused:
        return Rejected(reason=refused.code)
    late = _throttle.wait(
        setup.id,
        outgoing.id,
        time.monotonic(),
        per_minute=_number(setup, "per_minute", PER_MINUTE),
        per_day=_number(setup, "per_day", PER_DAY),
    )
    if late > 0:
        return TryAgain(reason="throttled", after=late)
    if letter.files:  # read only now that it is their turn
        try:
            octets = written(letter)
        except Refused as refused:
            return Rejected(reason=refused.code)
    if outgoing.id in _unsure and _keeps(letter.message_id, setup):
        return _remembered(outgoing, Sent(letter.message_id, octets))
    by = provider.send if setup.settings.get("provider") else _by_smtp
    return _remembered(outgoing, by(letter, octets, setup))


def _keeps(message_id: str, setup: Setup) -> bool:
    from firstreply.channels.email.send import sent_folder  # takes long to load, and is seldom asked

    return sent_folder.keeps(message_id, setup)


def _remembered(outgoing: Outgoing, answer: Answer) -> Answer:
    """Of a letter that may have been taken all the same, a look into the sent mail tells more next time."""
    with _lock:
        _unsure.pop(outgoing.id, None)
        if isinstance(answer, TryAgain) and answer.reason.startswith(UNSURE):
            if len(_unsure) >= _REMEMBERED:
                _unsure.pop(next(iter(_unsure)))
            _unsure[outgoing.id] = None
    return answer


def letter_of(outgoing: Outgoing, setup: Setup) -> Letter:
    """The letter that a message of ours is."""
    settings, sender = setup.settings, str(setup.settings.get("address") or "")
    reply_to = str(settings.get("reply_to") or "")
    if settings.get("plus_replies"):
        reply_to = marked_address(reply_to or sender, outgoing.id)
    return Letter(
        id=outgoing.id,
        sender=sender,
        sender_name=outgoing.author or str(settings.get("sender_name") or ""),
        to=outgoing.to,
        to_name=outgoing.name,
        subject=answer_subject(outgoing.subject) if outgoing.answers else outgoing.subject,
        text=outgoing.text,
        language=outgoing.language,
        at=outgoing.at,
        automatic="auto-replied" if outgoing.automatic else "",
        answers=outgoing.answers,
        reply_to=reply_to,
        files=outgoing.files,
    )


def check(setup: Setup) -> Checked:
    """Log in where letters are handed in, and say how it went. `facts`: {sending: smtp | a provider | nothing}."""
    if setup.settings.get("provider"):
        return provider.check(setup)
    try:
        relay = relay_of(setup)
        if relay is None:
            return Checked(ok=True, facts={"sending": "nothing"})
        answer = _lines.greet(relay, hosts=setup.hosts)
        if _token_refused(answer, setup):
            relay = relay_of(setup, anew=True) or relay
            answer = _lines.greet(relay, hosts=setup.hosts)
    except Refused as refused:
        return Checked(ok=False, code=refused.code, facts=refused.facts)
    if answer is None:
        return Checked(ok=True, facts={"sending": "smtp"})
    kind, _, words = answer.reason.partition(": ")
    facts = {"server": f"{relay.host}:{relay.port}", "said": words or kind}
    return Checked(ok=False, code=_CODES.get(kind, "smtp_unreachable"), facts=facts)


_CODES: Final = {
    "login_refused": "smtp_login_failed",
    "no_encryption": "smtp_tls_failed",
    "tls": "smtp_tls_failed",
    "address_not_public": "smtp_not_public",
}


def _by_smtp(letter: Letter, octets: bytes, setup: Setup) -> Answer:
    try:
        answer = _handed_in(letter, octets, setup, anew=False)
        if _token_refused(answer, setup):
            answer = _handed_in(letter, octets, setup, anew=True)
    except Refused as refused:  # no access token: the account's trouble, and not the letter's
        return TryAgain(reason=f"login_refused: {refused.code}", unreachable=True)
    return Sent(letter.message_id, octets) if isinstance(answer, Sent) else answer


def _handed_in(letter: Letter, octets: bytes, setup: Setup, *, anew: bool) -> Answer:
    relay = relay_of(setup, anew=anew)
    sender, to = address_of(letter.sender), address_of(letter.to)
    if relay is None or sender is None or to is None:
        raise AssertionError("it was written and so has both addresses, and `_sends` saw the server")
    receipt = str(letter.id) if setup.settings.get("ask_delivery") else ""
    return _lines.hand_in(relay, sender, to, octets, receipt=receipt, hosts=setup.hosts)


def _token_refused(answer: Answer | None, setup: Setup) -> bool:
    refused = isinstance(answer, TryAgain) and answer.reason.startswith("login_refused")
    return refused and has_token(setup)


def _sends(setup: Setup) -> bool:
    return bool(setup.settings.get("provider") or place(setup.settings, "smtp")[0])


def _number(setup: Setup, name: str, otherwise: int) -> int:
    found: Any = setup.settings.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else otherwise
