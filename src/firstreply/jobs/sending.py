"""Sending: a delivery whose turn has come becomes what its channel sends. All it needs is in the turn."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import orjson
from django.conf import settings

from firstreply.channels import apprise, push, registry, smtp, webhook
from firstreply.channels.answer import Answer, Rejected
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import AlertKind
from firstreply.insights.letters import page
from firstreply.insights.words import use
from firstreply.jobs.alert_words import Said, language, said
from firstreply.journey import reply, watch
from firstreply.journey.deliver import Turn
from firstreply.journey.telling import PREFIX, address_key
from firstreply.store.queries import accounts

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
#: How long a push service keeps what a sleeping browser has not fetched (seconds).
_KEPT: Final = 4 * 3600


def send(turn: Turn, now: datetime) -> Answer:
    """Send it, by its channel. In a thread of its own: takes as long as the other side does."""
    sender = _BY_CHANNEL.get(turn.channel)
    return Rejected(reason="channel_unknown") if sender is None else sender(turn, now)


def words_of(turn: Turn, now: datetime) -> Said:
    """The alert in the member's language."""
    chosen = language(turn.alerts.get("language"), turn.languages, turn.language)
    return said(turn.kind, turn.payload.get("facts") or {}, chosen, now)


def link(turn: Turn) -> str:
    """Where the member sees more."""
    address: str = _given.FIRSTREPLY_ADDRESS
    facts = turn.payload.get("facts") or {}
    if turn.kind == AlertKind.CHANNEL and facts.get("account"):
        room = "webhooks" if facts.get("kind") == watch.WEBHOOK else "channels"
        return f"{address}/{room}/{facts['account']}"
    if turn.kind == AlertKind.DIGEST:
        return f"{address}/insights?{facts.get('query') or ''}".rstrip("?")
    return f"{address}/leads/{turn.lead}" if turn.lead else address


def _email(turn: Turn, now: datetime) -> Answer:
    if not _given.FIRSTREPLY_SMTP_URL or not turn.alerts.get("email", True):
        return Rejected(reason="channel_off")
    found = words_of(turn, now)
    letter = smtp.Letter(
        id=turn.id,
        to=turn.email,
        name=turn.name,
        subject=found.title,
        text=f"{found.text}\n\n{link(turn)}\n",
        language=found.language,
        at=now,
        html=_page(turn, found),
    )
    return smtp.send(letter, smtp.Server(url=_given.FIRSTREPLY_SMTP_URL, sender=_given.FIRSTREPLY_MAIL_FROM))


def _page(turn: Turn, found: Said) -> str:
    """The same as a page: text alone would stand on the wrong side where one reads from the right."""
    words, told = use(found.language), (turn.payload.get("facts") or {}).get("figures")
    if turn.kind == AlertKind.DIGEST and isinstance(told, Mapping):
        return page.figures(words, found.title, told, link=link(turn))
    return page.page(words, found.title, found.lines, link=link(turn), says=words.say(page.OPEN))


def _push(turn: Turn, now: datetime) -> Answer:
    if not turn.browser or not turn.alerts.get("push", True):
        return Rejected(reason="channel_off")
    found = words_of(turn, now)
    about = str(turn.wait or turn.lead or turn.id)
    body = {
        "id": str(turn.id),
        "kind": turn.kind,
        "title": found.title,
        "body": found.text,
        "lang": found.language,
        "dir": found.direction,
        "tag": about,
        "url": link(turn),
    }
    message = push.Push(
        endpoint=turn.browser,
        p256dh=turn.p256dh,
        auth=turn.auth,
        body=orjson.dumps(body),
        topic=about,
        seconds=_KEPT,
        urgent=bool(turn.payload.get("urgent")),
        hosts=_given.FIRSTREPLY_PRIVATE_HOSTS,
    )
    sender = push.Sender(private_key=_given.FIRSTREPLY_VAPID_PRIVATE_KEY, contact=contact())
    return push.send(message, sender, at=int(now.timestamp()))


def contact() -> str:
    """Whom a push service may write to about us."""
    address = smtp.ascii_address(_given.FIRSTREPLY_MAIL_FROM.rpartition("<")[2].strip("> "))
    return _given.FIRSTREPLY_VAPID_CONTACT or f"mailto:{address or 'alerts@localhost'}"


def _apprise(turn: Turn, now: datetime) -> Answer:
    wanted = turn.payload.get("to")
    listed = turn.alerts.get("apprise")
    known = (
        {address_key(one): one for one in listed if isinstance(one, str)} if isinstance(listed, list) else {}
    )
    if wanted not in known:
        return Rejected(reason="channel_off")
    found = words_of(turn, now)
    hosts = _given.FIRSTREPLY_PRIVATE_HOSTS
    return apprise.send(
        apprise.Note(
            address=known[wanted], title=found.title, text=f"{found.text}\n{link(turn)}", hosts=hosts
        )
    )


def _webhook(turn: Turn, now: datetime) -> Answer:
    told = turn.payload
    if "data" in told:
        body = orjson.dumps({"type": turn.kind, "timestamp": told["at"], "data": told["data"]})
    else:
        data = {
            "key": told["key"],
            "lead": turn.lead,
            "wait": turn.wait,
            "members": told["members"],
            "facts": told["facts"],
        }
        body = orjson.dumps({"type": PREFIX + turn.kind, "timestamp": told["at"], "data": data})
    event = webhook.Event(
        id=turn.id, url=turn.url, secret=turn.secret, secret_before=turn.secret_before, body=body,
        hosts=_given.FIRSTREPLY_PRIVATE_HOSTS,
    )  # fmt: skip
    return webhook.send(event, at=int(now.timestamp()))


def _reply(turn: Turn, now: datetime) -> Answer:
    """By the channel of the account it goes by."""
    sender = registry.channel(turn.account.get("kind", ""))
    if sender is None or sender.send is None:
        return Rejected(reason="channel_unknown")
    try:
        setup = accounts.of_columns(dict(turn.account), turn.region)
        own = turn.outgoing
        files = reply.enclosed(turn.organisation, own["files"])
        outgoing = reply.as_sent(UUID(own["id"]), own, turn.name, now, turn.attempts, files)
        return sender.send(outgoing, setup)
    except Refused as refused:
        return Rejected(reason=refused.code)


def _filing(turn: Turn, now: datetime) -> Answer:
    """Among what the account sent: a copy of what went out, which is not sent again for that."""
    keeper, own = registry.channel(turn.account.get("kind", "")), turn.outgoing
    if keeper is None or keeper.file is None:
        return Rejected(reason="channel_unknown")
    octets = reply.octets(turn.organisation, UUID(own["id"]), UUID(own["source_id"]))
    if not octets:
        return Rejected(reason="octets_gone")
    try:
        setup = accounts.of_columns(dict(turn.account), turn.region)
    except Refused as refused:
        return Rejected(reason=refused.code)
    return keeper.file(own["external_id"], octets, setup)


_BY_CHANNEL: Final[Mapping[str, Callable[[Turn, datetime], Answer]]] = MappingProxyType(
    {
        "email": _email,
        "push": _push,
        "apprise": _apprise,
        "webhook": _webhook,
        "reply": _reply,
        "filing": _filing,
    }
)
