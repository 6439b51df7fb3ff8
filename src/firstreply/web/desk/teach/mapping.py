"""Mapping: an account's mapping made on an example: which of its values becomes which field, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from django.http import HttpResponse, QueryDict

from firstreply.channels.base import Setup
from firstreply.channels.phone import to_e164
from firstreply.channels.telephony.reading import FIELDS as CALL
from firstreply.core.capture.brought import Asked, Called, Nothing, Rang, Said
from firstreply.core.capture.suggest import Guess, Preview, guess, preview, suggested
from firstreply.core.lead.inquiry import OCCURRED
from firstreply.core.refusal import Refused
from firstreply.insights.words import Words
from firstreply.journey.organise import sources
from firstreply.store.queries import arrivals, channels
from firstreply.store.tenancy import acting
from firstreply.web.desk import kinds, persona
from firstreply.web.desk.account.shown import MAPPED, Account, find, tabs
from firstreply.web.desk.page import go, show, signed_in, status_of, told
from firstreply.web.desk.persona import Bit
from firstreply.web.desk.visit import Visit

_PERSON: Final = (
    "name", "emails", "phones", "company", "need", "product", "segment", "budget", "currency", "deal_size", "authority",
    "timeframe", "country", "region", "city", "language", "tags", "birthday", "customer_id", "source", "campaign",
    "external_id", OCCURRED,
)  # fmt: skip
_MESSAGE: Final = ("text", "subject", "party", "direction", "author", "at", "id", "in_reply_to")
_BESIDE: Final = frozenset({OCCURRED, "external_id"})
_JOINED: Final = " + "
_MOST: Final = 400
_LONGEST: Final = 200_000


class Leaf(NamedTuple):
    """A value of the example as the page shows it."""

    path: str
    value: str
    field: str
    choices: list[tuple[str, str]]
    is_guess: bool


class Result(NamedTuple):
    """What the example would become: `what` in a word, its bits, and what is wrong."""

    what: str
    bits: list[Bit]
    wrong: list[str]
    missing: list[str]


@signed_in
def page(who: Visit, source: UUID) -> HttpResponse:
    """The designer. Looking changes nothing; saving keeps the mapping that is shown."""
    asked = who.request.method != "POST" or who.request.POST.get("act") == "last"
    with acting(who.organisation):
        found = find(who, source)
        # What somebody sent is not for everybody who may look at an account.
        last = _last(source) if asked and who.may_decide else None
    if found.row.kind not in MAPPED or found.setup is None:
        raise found.broken or Refused("not_found", what="mapping", id=str(source))
    if who.request.method != "POST":
        return _shown(who, found, last or "", dict(found.row.mapping), is_first=True)
    who.decides()
    given = who.request.POST
    example = given.get("example", "")[:_LONGEST] if last is None else last
    now = chosen(given)
    if given.get("act") != "save":
        return _shown(who, found, example, now, is_first=given.get("example") != given.get("shown"))
    try:
        with acting(who.organisation):
            seen = given.get("revision", "")
            revision = int(seen) if seen.isascii() and seen.isdigit() else None
            _readable(found, example, now)
            sources.change_source(source, {"mapping": now}, who.decides(), revision=revision)
    except Refused as refused:
        return _shown(who, found, example, now, wrong=refused)
    return go(f"/channels/{source}/mapping", "saved")


def chosen(given: QueryDict) -> dict[str, str]:
    """Field -> path, as it stands on the page: values of the example, then what was written by hand."""
    found: dict[str, str] = {}
    for at in range(_MOST):
        field, path = given.get(f"field-{at}", ""), given.get(f"path-{at}", "")
        if field and path:
            found[field] = f"{found[field]}{_JOINED}{path}" if field in found else path
    for at in range(_MOST):
        field, path = given.get(f"own-{at}", "").strip(), given.get(f"own-path-{at}", "").strip()
        if field and path:
            found[field] = path
    return found


def _readable(found: Account, example: str, now: Mapping[str, str]) -> None:
    """Refuses `mapping_unreadable`, whatever the example is."""
    preview(_parsed(example) or {}, now, lambda text: None, _BESIDE)


def _last(source: UUID) -> str | None:
    """What came last by the account, if it was JSON."""
    came = channels.came(source, aside=False, limit=1)
    sent = arrivals.sent(came[0].id) if came else None
    if sent is None or not isinstance(sent.payload, dict):
        return None
    return orjson.dumps(sent.payload, option=orjson.OPT_INDENT_2).decode()[:_LONGEST]


def _parsed(example: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(example)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _shown(
    who: Visit,
    found: Account,
    example: str,
    now: Mapping[str, str],
    *,
    is_first: bool = False,
    wrong: Refused | None = None,
) -> HttpResponse:
    row, parsed = found.row, _parsed(example)
    guesses = guess(parsed) if parsed else ()
    if is_first and parsed and not now:
        now = _suggested(row.kind, guesses)
    said = who.words.say("This is no JSON object. Paste all of what the other side sends.")
    return show(
        who,
        "mapping.html.j2",
        status=status_of(wrong) if wrong else 200,
        account=row,
        kind=kinds.kind(who.words, row.kind),
        tabs=tabs(who, row),
        example=example,
        said=told(who.words, wrong) if wrong else said if example.strip() and parsed is None else "",
        leaves=_leaves(who.words, row.kind, guesses, now),
        others=_others(guesses, now),
        names=_names(who.words, row.kind),
        result=_result(who, found, parsed, now) if parsed else None,
    )


def _suggested(kind: str, guesses: tuple[Guess, ...]) -> dict[str, str]:
    if kind != "telephony":
        return suggested(guesses)
    own = {one.path.rpartition(".")[2]: one.path for one in guesses}
    return {name: own[name] for name in CALL if name in own}


def _names(words: Words, kind: str) -> list[tuple[str, str]]:
    if kind == "telephony":
        return [(one, one) for one in CALL]
    return [(one, persona.called(words, one)) for one in (*_PERSON, *_MESSAGE)]


def _leaves(words: Words, kind: str, guesses: tuple[Guess, ...], now: Mapping[str, str]) -> list[Leaf]:
    of = {part.strip(): field for field, path in now.items() for part in path.split(_JOINED)}
    names = _names(words, kind)
    found = []
    for one in guesses[:_MOST]:
        field = of.get(one.path, "")
        also = [name for name in (one.field, field) if name and name not in dict(names)]
        choices = [*names, *((name, persona.called(words, name)) for name in dict.fromkeys(also))]
        found.append(Leaf(one.path, one.value, field, choices, bool(field) and field == one.field))
    return found


def _others(guesses: tuple[Guess, ...], now: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is mapped and not among the example's values: constants, paths that lead nowhere in it."""
    paths = {one.path for one in guesses}
    return [
        (field, path)
        for field, path in now.items()
        if not {one.strip() for one in path.split(_JOINED)} <= paths
    ]


def _result(who: Visit, found: Account, example: Mapping[str, Any], now: Mapping[str, str]) -> Result:
    try:
        if found.row.kind == "telephony" or found.row.settings.get("content") == "message":
            return _read(who, found, example, now)
        return _person(who, preview(example, now, _e164(found.setup), _BESIDE))
    except Refused as refused:
        return Result("", [], [told(who.words, refused)], [])


def _person(who: Visit, seen: Preview) -> Result:
    words = who.words
    beside = {name: seen.fields[name] for name in _BESIDE if name in seen.fields}
    bits = persona.bits(words, {**seen.persona.to_dict(), **beside}) if seen.persona else []
    wrong = [
        f"{persona.called(words, one.field.partition('[')[0])}: {words.for_refusal(one.code, {'limit': one.limit})}"
        for one in seen.errors
    ]
    return Result(
        words.say("Somebody asks"), bits, wrong, [persona.called(words, one) for one in seen.missing]
    )


def _read(who: Visit, found: Account, example: Mapping[str, Any], now: Mapping[str, str]) -> Result:
    """What the channel itself makes of it."""
    if found.channel is None or found.channel.read is None or found.setup is None:
        return Result("", [], [], [])
    brought = found.channel.read(dict(example), replace(found.setup, mapping=now), who.now)
    one = brought[0] if isinstance(brought, tuple) else brought
    say = who.words.say
    if isinstance(one, Called | Rang):
        shown = {name: getattr(one, name) for name in one.__slots__ if getattr(one, name) not in ("", 0)}
        what = say("A call") if isinstance(one, Called) else say("The telephone rings")
        return Result(what, [Bit(name, str(value)) for name, value in shown.items()], [], [])
    if isinstance(one, Said):
        return Result(say("A message"), persona.bits(who.words, one.message), [], [])
    if isinstance(one, Asked):
        return Result(say("Somebody asks"), persona.bits(who.words, one.fields), [], [])
    what = say("Nothing to us") if isinstance(one, Nothing) else type(one).__name__
    return Result(what, [], [], [])


def _e164(setup: Setup | None) -> Callable[[str], str | None]:
    region = setup.region if setup else ""
    return lambda text: to_e164(text, region or None)
