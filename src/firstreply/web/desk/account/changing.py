"""Changing: what can be done to an account on its page."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpResponse

from firstreply.channels.answer import Answer, Rejected, Sent
from firstreply.channels.base import Checked, Outgoing, Setup
from firstreply.core.refusal import Refused
from firstreply.journey import trying, watch
from firstreply.journey.door import replay, replay_one
from firstreply.journey.organise import sources
from firstreply.store.ids import new_id
from firstreply.store.queries import channels
from firstreply.store.tenancy import acting
from firstreply.web.desk import fields
from firstreply.web.desk.account.sample import fitting
from firstreply.web.desk.account.shown import Account, Came, find, page
from firstreply.web.desk.page import go, posted, signed_in, status_of
from firstreply.web.desk.visit import Visit


@signed_in
def account(who: Visit, source: UUID) -> HttpResponse:
    """The page of an account; by POST its name and settings get new values."""
    if who.request.method != "POST":
        return page(who, source)
    try:
        _save(who, source)
    except Refused as refused:
        if refused.code in ("not_found", "not_allowed", "token_lacks_scope"):
            raise
        return page(who, source, Came(typed=who.request.POST, wrong=refused), status=status_of(refused))
    return go(f"/channels/{source}", "saved")


@posted
def check(who: Visit, source: UUID) -> HttpResponse:
    """Ask the other side how it is, say it, and write it down as how the account is."""
    found = _found(who, source)
    return _asked(who, found, found.channel.check if found.channel else None, is_check=True)


@posted
def tell(who: Visit, source: UUID) -> HttpResponse:
    """Tell the other side where to bring what comes."""
    found = _found(who, source)
    return _asked(who, found, found.channel.connect if found.channel else None)


def _asked(
    who: Visit, found: Account, ask: Callable[[Setup], Checked] | None, *, is_check: bool = False
) -> HttpResponse:
    who.decides()
    if ask is None:
        raise Refused("not_found", what="check", id=str(found.row.id))
    if found.setup is None:
        return page(who, found.row.id)
    try:
        checked = ask(found.setup)
    except Refused as refused:
        checked = Checked(ok=False, code=refused.code, facts=refused.facts)
    if is_check:
        looked = watch.Looked(source=found.row.id, checked=checked)
        watch.looked(who.organisation, [looked], now=datetime.now(UTC))
    return page(who, found.row.id, Came(checked=checked))


@posted
def renew(who: Visit, source: UUID) -> HttpResponse:
    """Another secret, shown this once."""
    with acting(who.organisation):
        by = who.decides()
        find(who, source)
        made = sources.renew_secret(source, by)
    said = who.words.say("The secret before signs nothing any more. Put this one at the other side.")
    return page(who, source, Came(secret=made.secret, said=said))


@posted
def switch(who: Visit, source: UUID) -> HttpResponse:
    """Switch an account off or on."""
    off = who.request.POST.get("to") == "off"
    with acting(who.organisation):
        sources.change_source(source, {"disabled": off}, who.decides())
    return go(f"/channels/{source}", "off" if off else "on")


@posted
def test(who: Visit, source: UUID) -> HttpResponse:
    """Bring a test inquiry in by this account; or, of a mailbox, send a test letter from it."""
    who.decides()
    found = _found(who, source)
    to = who.request.POST.get("recipient", "").strip()
    if to and found.channel and found.channel.send and found.setup:
        answer = found.channel.send(_letter(who, to), found.setup)
        return page(who, source, Came(checked=_said(who, answer)))
    say = who.words.say
    asked = trying.somebody(say("Test"), say("A test of the way in: no answer is needed."))
    trying.bring(who.organisation, source, fitting(asked, found.row.mapping), now=who.now)
    return go(f"/channels/{source}", "tested")


@posted
def again(who: Visit, source: UUID) -> HttpResponse:
    """Have what was put aside worked on again: one, or all of this account."""
    who.decides()
    one = who.request.POST.get("arrival", "")
    with acting(who.organisation):
        find(who, source)
        ids = [row.id for row in channels.came(source, aside=True, limit=10_000)]
    if one:
        if one not in map(str, ids):
            raise Refused("arrival_not_quarantined", id=one)
        replay_one(who.organisation, UUID(one))
    else:
        replay(who.organisation, ids)
    return go(f"/channels/{source}", "again")


def _found(who: Visit, source: UUID) -> Account:
    with acting(who.organisation):
        return find(who, source)


def _save(who: Visit, source: UUID) -> None:
    typed = who.request.POST
    with acting(who.organisation):
        by = who.decides()
        found = find(who, source)
        filled = fields.read(found.fields, typed)
        asked = {one.name for one in found.fields}
        others = {name: value for name, value in found.row.settings.items() if name not in asked}
        changes = {"name": fields.named(typed), "settings": {**others, **filled.settings}}
        if filled.secrets:
            changes["sealed"] = filled.secrets
        sources.change_source(source, changes, by, revision=_revision(typed.get("revision", "")))


def _revision(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _letter(who: Visit, to: str) -> Outgoing:
    say = who.words.say
    return Outgoing(
        id=new_id(), to=to, name="", subject=say("A test from FirstReply"),
        text=say("This mailbox can send. No answer is needed."), author=who.name,
        author_id=str(who.caller.member or ""), language=who.words.lang, at=who.now, automatic=False,
    )  # fmt: skip


def _said(who: Visit, answer: Answer) -> Checked:
    if isinstance(answer, Sent):
        return Checked(ok=True, facts={"said": who.words.say("The other side took the test letter.")})
    reason = answer.reason
    code = "test_rejected" if isinstance(answer, Rejected) else "test_not_now"
    return Checked(ok=False, code=code, facts={"reason": reason})
