"""Composer: by which ways one can write to a lead now, which is the likely one, and what was begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from firstreply.channels import registry
from firstreply.channels.base import Channel
from firstreply.channels.whatsapp.sending import WINDOW
from firstreply.journey.act.beside import LARGEST
from firstreply.store.queries import lead_beside
from firstreply.store.queries.lead_beside import FileShown, Last, Way
from firstreply.store.queries.leads import LeadShown
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.lead.finding import may
from firstreply.web.desk.visit import Visit


class By(NamedTuple):
    """A way to write. `closed`: why nothing can be sent by it now, or only what was approved."""

    id: UUID
    channel: str
    name: str
    is_mail: bool
    closed: str
    files: int  #: that one message carries
    uncarried: str  #: what is said where there are more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """What stands in the composer. `said`: what was wrong; `since`: when it was begun; `other`: another window's."""

    by: list[By]
    chosen: UUID | None
    subject: str
    text: str
    revision: int
    since: str
    said: str = ""
    warned: bool = False
    gaps: Sequence[str] = ()  #: fields of a template that they know are not filled in
    template: str = ""  #: what the other side has approved and was chosen: JSON {name, language, parameters}
    template_version: UUID | None = None  #: of ours, that the text began as
    files: Sequence[FileShown] = ()  #: that go with it
    beside: Sequence[FileShown] = ()  #: that could

    @property
    def channel(self) -> str:
        """Of the account that is chosen."""
        return next((one.channel for one in self.by if one.id == self.chosen), "")

    @property
    def approved(self) -> str:
        """The name of what was chosen of the other side's; empty: what is typed is sent."""
        return str(template_of(self.template).get("name") or "")


def template_of(given: str) -> dict[str, Any]:
    """What was chosen of the other side's templates, as a form says it; empty for nothing that can be read."""
    try:
        found = orjson.loads(given or "{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def composer(who: Visit, row: LeadShown, **over: Any) -> dict[str, Any]:
    """The facts of the block `composer`. Inside a transaction."""
    last = lead_beside.last(row.id)
    able = {one: channel for one, channel in registry.channels().items() if channel.send}
    every = lead_beside.ways(able)
    ways = [_way(who, one, able[one.kind], last, row) for one in every]
    me = who.caller.member
    draft = lead_beside.draft(row.id, me) if me else None
    chosen = _chosen(every, able, last, row)
    if draft and draft.source_id in {one.id for one in ways}:
        chosen = draft.source_id
    wanted = over.pop("files", draft.files if draft else ())
    lying = {one.id: one for one in lead_beside.files(row.id)}
    going = [lying.pop(one) for one in dict.fromkeys(map(_id, wanted)) if one in lying]
    made = Composer(
        **{
            "by": ways,
            "chosen": chosen,
            "subject": draft.subject if draft else "",
            "text": draft.body if draft else "",
            "revision": draft.revision if draft else 0,
            "since": who.now.isoformat(),
            "files": going,
            "beside": list(lying.values()),
            **over,
        }
    )
    facts = {"row": row, "can": may(who, row), "composer": made, "last_subject": _subject(last)}
    return facts | {"largest": LARGEST}


def has_subject(source: UUID | None) -> bool:
    """Whether what is sent by that account has a subject; None: by one that follows. Inside a transaction."""
    by_mail = {kind: one for kind, one in registry.channels().items() if one.send and one.channel == "email"}
    return source is None or any(one.id == source for one in lead_beside.ways(by_mail))


def _way(who: Visit, one: Way, channel: Channel, last: Sequence[Last], row: LeadShown) -> By:
    heard = [each.at for each in last if each.theirs and each.channel == channel.channel]
    closed = ""
    if not heard and not _reachable(channel, row):
        closed = who.words.say("No address for it is known")
    elif one.kind == "whatsapp" and (not heard or who.now - heard[0] >= WINDOW):
        closed = who.words.say("They wrote more than 24 hours ago: only approved templates may be sent")
    called = kind(who.words, one.kind).name
    files = channel.carries.files if channel.carries else 0
    return By(
        one.id, channel.channel, f"{one.name} ({called})", channel.channel == "email", closed, files,
        _uncarried(who, kind(who.words, channel.channel).name, files),
    )  # fmt: skip


def _uncarried(who: Visit, called: str, files: int) -> str:
    if not files:
        return who.words.say(
            "{channel} carries no files. Take them off, or choose another account.", channel=called
        )
    return who.words.many(
        "{channel} carries {n} file with each message. Take some off, and send them with another message.",
        "{channel} carries {n} files with each message. Take some off, and send them with another message.",
        files,
        channel=called,
    )


def _id(given: UUID | str) -> UUID:
    return given if isinstance(given, UUID) else UUID(given)


def _reachable(channel: Channel, row: LeadShown) -> bool:
    persona = row.persona
    known = {"email": persona.get("emails"), "phone": persona.get("phones"), **(persona.get("social") or {})}
    return any(known.get(way) for way in channel.reaches)


def _chosen(ways: list[Way], able: dict[str, Channel], last: Sequence[Last], row: LeadShown) -> UUID | None:
    """By which they last wrote, else by which one can reach them."""
    known = {one.id: able[one.kind] for one in ways}
    for one in last:
        if one.source in known and known[one.source].channel == one.channel:
            return one.source
    channel = next((one.channel for one in last if one.theirs), "")
    ranked = sorted(
        ways, key=lambda one: (known[one.id].channel != channel, not _reachable(known[one.id], row))
    )
    return ranked[0].id if ranked else None


def _subject(last: Sequence[Last]) -> str:
    return next((one.subject for one in last if one.subject and one.channel == "email"), "")
