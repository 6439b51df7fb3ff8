"""Taking: a submission goes to disk: what is doubtful with a mark, what is a machine's not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import orjson
from django.conf import settings
from prometheus_client import Counter

from firstreply.channels.form.definition import Form
from firstreply.channels.form.guard import Filling, Judgement, Verdict
from firstreply.channels.form.submission import Filled, consented
from firstreply.channels.form.ticket import Purpose, sealed
from firstreply.core.lead.touch import TOUCH
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words
from firstreply.journey import door
from firstreply.journey.door import Outcome
from firstreply.store.queries.arrivals import Door
from firstreply.web.forms.shown import words_of

_SUBMITTED: Final = Counter(
    "firstreply_form_submissions_total",
    "Forms that were filled in, by what they were taken for",
    ["judgement"],
)
_SAME_S: Final = 600  #: the same words without a ticket within this time were sent twice
SUBJECT: Final = mark("Please confirm: {title}")
HELLO: Final = mark("Hello,")
AGREED: Final = mark("you filled in “{title}” and agreed to this:")
FOLLOW: Final = mark("Please confirm it by this link; it works for {days} days:")
NOT_YOU: Final = mark("If this was not you, do nothing. Then nothing of it counts.")
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One form that was filled in without fault."""

    found: Door
    form: Form
    spoken: Words
    filled: Filled
    filling: Filling | None
    touch: Mapping[str, str]
    verdict: Verdict
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Under which id it is on disk; `doubtful`: it waits for a button."""

    external_id: str
    doubtful: bool


def spam() -> None:
    """What only a machine would send is counted, and kept nowhere."""
    _SUBMITTED.labels(Judgement.SPAM.value).inc()


def keep(one: Submission) -> Kept:
    """Put it on disk. Refuses `arrival_unfit`."""
    _SUBMITTED.labels(one.verdict.judgement.value).inc()
    fields = _fields(one)
    same = orjson.dumps([fields, one.filled.agreed], option=orjson.OPT_SORT_KEYS)
    digest = sha256(same).hexdigest()
    external_id = f"form:{one.filling.own}" if one.filling else f"form:{_slot(one.at)}:{digest}"
    doubt = one.verdict.reason if one.verdict.judgement is Judgement.DOUBT else ""
    outcome = _put(one, external_id, fields, same, doubt)
    if outcome is Outcome.REUSED:
        # The same form with other words: somebody went back and wrote more, or sends it again and again.
        external_id, doubt = f"{external_id}:{digest[:16]}", "ticket_used"
        outcome = _put(one, external_id, fields, same, doubt)
    if outcome is Outcome.REPEATED and not doubt:
        door.vouch(one.found.organisation, one.found.id, external_id)
    return Kept(external_id=external_id, doubtful=bool(doubt))


def _put(one: Submission, external_id: str, fields: Mapping[str, Any], same: bytes, doubt: str) -> Outcome:
    payload = {**fields, "submission": _beside(one, external_id, doubt)}
    if one.touch:
        payload[TOUCH] = dict(one.touch)
    incoming = door.incoming(
        one.found.organisation,
        one.found.id,
        "inquiry",
        at=one.at,
        external_id=external_id,
        payload=orjson.dumps(payload),
        octets=same,
    )
    (receipt,) = door.accept([incoming])
    if receipt.outcome is Outcome.UNFIT:
        raise Refused("arrival_unfit")
    return receipt.outcome


def _fields(one: Submission) -> dict[str, Any]:
    """What was answered, and what the address told: the campaign's names and the language of the form."""
    told = {"source": one.touch.get("utm_source"), "campaign": one.touch.get("utm_campaign")}
    known = {name: text for name, text in told.items() if text}
    return {"language": one.spoken.lang, **known, **one.filled.fields}


def _beside(one: Submission, external_id: str, doubt: str) -> dict[str, Any]:
    form, agreed = one.form, one.filled.agreed
    until = one.at + timedelta(days=form.confirm_days)
    tested = form.tests_mail and bool(agreed)
    texts = {each.purpose: words_of(form, each, one.spoken) for each in form.consents}
    told: dict[str, Any] = {
        "revision": form.revision,
        "language": one.spoken.lang,
        "consents": consented(
            form,
            agreed,
            texts,
            language=one.spoken.lang,
            source=str(one.found.id),
            until=until.isoformat() if tested else "",
        ),
    }
    if doubt:
        told["suspected"] = doubt
    if tested:
        told["mail"] = _mail(one, external_id, [texts[purpose] for purpose in agreed], until)
    return told


def _mail(one: Submission, external_id: str, texts: list[str], until: datetime) -> dict[str, str]:
    """What asks them to confirm, in their language. Its link only shows a button: machines press none."""
    form, say = one.form, one.spoken.say
    told = {"x": external_id, "e": int(until.timestamp())}
    ticket = sealed(one.found.secret, Purpose.CONFIRM, told)
    link = f"{_given.FIRSTREPLY_ADDRESS}/f/{one.found.id}/confirm?t={ticket}&lang={one.spoken.lang}"
    title = form.says(form.title, one.spoken.lang)
    agreed = "\n".join(f"- {text}" for text in texts)
    parts = (
        say(HELLO),
        f"{say(AGREED, title=title)}\n\n{agreed}",
        f"{say(FOLLOW, days=form.confirm_days)}\n{link}",
        say(NOT_YOU),
    )
    return {
        "to": str(one.filled.fields["email"]),
        "subject": say(SUBJECT, title=title),
        "text": "\n\n".join(parts),
        "language": one.spoken.lang,
        "sender": "" if form.sender is None else str(form.sender),
    }


def _slot(at: datetime) -> int:
    return int(at.timestamp()) // _SAME_S
