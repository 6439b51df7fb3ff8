"""Rules: definitions of qualified, score and routing. A version is never changed: it is drafted, published, retired."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max

from firstreply.core.qualify import from_dict as read_rule
from firstreply.core.qualify import read_definition
from firstreply.core.refusal import Refused
from firstreply.core.route import Action, Ruleset
from firstreply.core.score.scoring import read_scoring
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.answering import may_answer
from firstreply.journey.organise.decided import By, changed, guarded, held, made
from firstreply.store.models import Definition, DefinitionKind, Member, Pool
from firstreply.store.tenancy import organisation


def draft(kind: str, value: Mapping[str, Any], by: By) -> UUID:
    """A new version that is not in force yet; its number goes into the value as `version`.

    Refuses as the core value of that kind does, each refusal with the path of what is wrong, and `routing_viewers`.
    """
    one_at_a_time()
    highest = Definition.objects.filter(kind=kind).aggregate(found=Max("number"))["found"] or 0
    numbered = {**value, "version": highest + 1}
    _readable(DefinitionKind(kind), numbered)
    row = Definition(
        organisation_id=organisation(),
        kind=kind,
        number=highest + 1,
        value=numbered,
        author_id=by.member,
    )
    return made(row, by).pk


def redraft(definition_id: UUID, value: Mapping[str, Any], by: By, *, revision: int | None = None) -> UUID:
    """Another value for a draft; its number stays. `revision` is what the caller has seen.

    Refuses `not_found`, `definition_not_a_draft`, `changed_meanwhile`, and as `draft` does.
    """
    row = held(Definition, definition_id)
    if row.state != "draft":
        raise Refused("definition_not_a_draft", state=row.state, number=row.number)
    guarded(row.revision, revision)
    numbered = {**value, "version": row.number}
    _readable(DefinitionKind(row.kind), numbered)
    return changed(row, {"value": numbered, "author_id": by.member}, by).pk


def publish(definition_id: UUID, by: By, *, revision: int | None = None) -> UUID:
    """Put a draft in force; the one before it retires. `revision` is that of the draft as the caller has seen it.

    Refuses `changed_meanwhile`, `not_found`, `definition_not_a_draft`, and for routing `routing_pool_unknown` and
    `routing_member_unknown`.
    """
    one_at_a_time()
    row = held(Definition, definition_id, revision)
    if row.state != "draft":
        raise Refused("definition_not_a_draft", state=row.state, number=row.number)
    _readable(DefinitionKind(row.kind), row.value)
    if row.kind == DefinitionKind.ROUTING.value:
        _refers_to_what_is_there(row.value)
    for before in Definition.objects.filter(kind=row.kind, state="published").select_for_update():
        changed(before, {"state": "retired"}, by)
    return changed(row, {"state": "published", "published_at": by.at}, by).pk


def roll_back(definition_id: UUID, by: By) -> UUID:
    """Put what a retired version said in force again, as a new version; its id.

    Refuses `not_found`, `definition_not_retired`, and as `publish` does.
    """
    one_at_a_time()
    row = held(Definition, definition_id)
    if row.state != "retired":
        raise Refused("definition_not_retired", state=row.state, number=row.number)
    return publish(draft(row.kind, row.value, by), by)


def discard(definition_id: UUID, by: By) -> None:
    """A draft that nobody wants retires without having been in force. Refuses `not_found`, `definition_not_a_draft`."""
    row = held(Definition, definition_id)
    if row.state != "draft":
        raise Refused("definition_not_a_draft", state=row.state, number=row.number)
    changed(row, {"state": "retired"}, by)


def _readable(kind: DefinitionKind, value: Mapping[str, Any]) -> None:
    if kind is DefinitionKind.QUALIFICATION:
        read_definition(value)
    elif kind is DefinitionKind.SCORE:
        read_scoring(value)
    else:
        ruleset = Ruleset.from_dict(value, "", condition)
        may_answer(
            one.target for one in ruleset.rules if one.action is Action.MEMBER and one.target is not None
        )


def condition(raw: object, at: str) -> object:
    """A routing rule's condition; what it is refused for names its place in the ruleset."""
    try:
        return read_rule(raw)
    except Refused as refused:
        path = ".".join(part for part in (at, str(refused.facts.get("path", ""))) if part)
        raise Refused(refused.code, **{**refused.facts, "path": path}) from refused


def _refers_to_what_is_there(value: Mapping[str, Any]) -> None:
    pools = {str(pk): pk for pk in Pool.objects.filter(retired_at=None).values_list("pk", flat=True)}
    members = {str(pk): pk for pk in Member.objects.filter(left_at=None).values_list("pk", flat=True)}
    problems = Ruleset.from_dict(value, "", condition).problems(pools, members)
    if problems:
        raise Refused(problems[0].code, **problems[0].facts)
