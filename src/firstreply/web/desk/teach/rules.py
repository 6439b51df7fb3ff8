"""Rules: portals' notifications, learned from an example in which somebody marked where each field stands.

The marks go along as `start:end:field` of the example with plain line ends; the script makes them from what is
selected, and without it a value is typed and found in the example.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse, QueryDict

from firstreply.channels.phone import to_e164
from firstreply.core.capture.learn_rule import Mark, learn
from firstreply.core.capture.parse_rules import FIELDS, Rule, fields_of, found
from firstreply.core.capture.ruled import read
from firstreply.core.refusal import Refused
from firstreply.journey.organise.mail_rules import set_mail_rules
from firstreply.store.queries import identity
from firstreply.store.queries.identity import Home
from firstreply.store.tenancy import acting
from firstreply.web.desk import kinds, persona
from firstreply.web.desk.account.shown import find, tabs
from firstreply.web.desk.page import go, posted, show, signed_in, status_of, told
from firstreply.web.desk.persona import Bit
from firstreply.web.desk.visit import Visit

_LONGEST: Final = 50_000
_MOST: Final = 40


class Draft(NamedTuple):
    """A rule while it is being taught."""

    name: str = ""
    sender: str = ""
    subject: str = ""
    example: str = ""
    second: str = ""
    marks: tuple[Mark, ...] = ()


class Part(NamedTuple):
    """A stretch of the example, with the field that is marked there ("": none)."""

    text: str
    field: str


class Learned(NamedTuple):
    """What was learned: the rule, what it reads in both examples, and what is wrong."""

    rule: Rule | None
    first: list[Bit]
    second: list[Bit]
    wrong: str


@signed_in
def page(who: Visit, source: UUID) -> HttpResponse:
    """The designer, and the rules there are. Looking changes nothing; saving adds the rule or puts it in its place."""
    with acting(who.organisation):
        account = find(who, source)
        home = identity.home()
    if account.row.kind != "email":
        raise Refused("not_found", what="mailbox", id=str(source))
    given = who.request.POST if who.request.method == "POST" else QueryDict()
    draft = _draft(given)
    learned, wrong = _learned(who, home, draft), None
    if given.get("act") == "save":
        try:
            _save(who, draft)
        except Refused as refused:
            wrong = refused
        else:
            return go(f"/channels/{source}/rules", "learned")
    return show(
        who,
        "rules.html.j2",
        status=status_of(wrong) if wrong else 200,
        account=account.row,
        kind=kinds.kind(who.words, "email"),
        tabs=tabs(who, account.row),
        rules=home.mail_rules,
        draft=draft,
        parts=parts(draft.example, draft.marks),
        marks=_marks_text(draft.marks),
        values=[(n, mark, draft.example[mark.start : mark.end]) for n, mark in enumerate(draft.marks)],
        fields=[(one, persona.called(who.words, "tags" if one == "tag" else one)) for one in FIELDS],
        called=lambda name: persona.called(who.words, "tags" if name == "tag" else name),
        learned=learned,
        said=told(who.words, wrong) if wrong else "",
    )


@posted
def drop(who: Visit, source: UUID) -> HttpResponse:
    """Forget a rule."""
    name = who.request.POST.get("name", "")
    with acting(who.organisation):
        find(who, source)
        by = who.decides()
        kept = [one.to_dict() for one in identity.home().mail_rules if one.name != name]
        set_mail_rules(kept, by)
    return go(f"/channels/{source}/rules", "saved")


def _draft(given: QueryDict) -> Draft:
    texts = {name: given.get(name, "")[:300] for name in ("name", "sender", "subject")}
    example, second = (given.get(name, "").replace("\r\n", "\n")[:_LONGEST] for name in ("example", "second"))
    marks = [one for one in _marks(given.get("marks", "")) if one.end <= len(example)]
    act, _, place = given.get("act", "").partition(":")
    if act == "mark":
        marks += _typed(example, given)
    if act == "unmark" and place.isascii() and place.isdigit():
        marks = [one for n, one in enumerate(marks) if n != int(place)]
    return Draft(**texts, example=example, second=second, marks=tuple(sorted(set(marks))[:_MOST]))


def _typed(example: str, given: QueryDict) -> list[Mark]:
    """A value that was selected (`at` says where) or typed (where it first stands); none where it does not."""
    value, at, field = (
        given.get("value", "").replace("\r\n", "\n").strip(),
        given.get("at", ""),
        given.get("field", ""),
    )
    told = int(at) if at.isascii() and at.isdigit() and len(at) < 7 else -1
    start = told if value and example.startswith(value, max(told, 0)) and told >= 0 else example.find(value)
    own = "_".join(given.get("own", "").lower().split())
    name = f"custom.{own}" if field == "custom." else field
    return [Mark(start, start + len(value), name)] if value and start >= 0 and name else []


def _marks(text: str) -> list[Mark]:
    found = []
    for one in text.split(";")[:_MOST]:
        start, _, rest = one.partition(":")
        end, _, field = rest.partition(":")
        if start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and int(start) < int(end):
            found.append(Mark(int(start), int(end), field[:80]))
    return found


def _marks_text(marks: tuple[Mark, ...]) -> str:
    return ";".join(f"{one.start}:{one.end}:{one.field}" for one in marks)


def parts(example: str, marks: tuple[Mark, ...]) -> list[Part]:
    """The example cut at its marks, in order; marks over another are left out."""
    shown, at = [], 0
    for one in sorted(marks):
        if one.start < at or one.end > len(example):
            continue
        shown += [Part(example[at : one.start], ""), Part(example[one.start : one.end], one.field)]
        at = one.end
    return [one for one in [*shown, Part(example[at:], "")] if one.text]


def _learned(who: Visit, home: Home, draft: Draft) -> Learned | None:
    if not draft.example.strip() or not draft.marks:
        return None
    try:
        rule = learn(draft.example, draft.marks, name=draft.name or "-", sender=draft.sender or "example.com",
                     subject=draft.subject)  # fmt: skip
    except Refused as refused:
        return Learned(None, [], [], told(who.words, refused))
    return Learned(rule, _read(who, home, rule, draft.example), _read(who, home, rule, draft.second), "")


def _read(who: Visit, home: Home, rule: Rule, text: str) -> list[Bit]:
    if not text.strip():
        return []
    one = read(rule, text, lambda number: to_e164(number, home.region or None))
    return persona.bits(who.words, one.person.to_dict() or fields_of(found(rule, text)))


def _save(who: Visit, draft: Draft) -> None:
    """Refuses `mail_rule_wrong`, `mark_wrong`, `mark_without_anchor`, and whoever may not."""
    rule = learn(draft.example, draft.marks, name=draft.name, sender=draft.sender, subject=draft.subject)
    with acting(who.organisation):
        by = who.decides()
        kept: list[Any] = [one.to_dict() for one in identity.home().mail_rules if one.name != rule.name]
        set_mail_rules([*kept, rule.to_dict()], by)
