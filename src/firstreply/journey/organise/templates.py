"""Templates: the team's and one's own. A published version is never changed: it is drafted, published, retired."""

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Max, Q

from firstreply.channels import registry
from firstreply.core.fact import FactKind
from firstreply.core.lead import fold
from firstreply.core.member import Role
from firstreply.core.permission import WRITING
from firstreply.core.refusal import Refused
from firstreply.core.template import PURPOSES, lint
from firstreply.journey.effects import Happened, one_at_a_time, record
from firstreply.journey.organise import standard
from firstreply.journey.organise.decided import By, changed, guarded, held, made
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Template, TemplateVersion
from firstreply.store.queries.templates import MOST
from firstreply.store.tenancy import organisation

LONGEST: Final = 20_000  #: signs of a text that is kept
LONGEST_NAME: Final = 120
_SHORTCUT: Final = re.compile(r"[^\s/{}|]{1,30}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_CHANGING: Final = ("name", "shortcut", "purpose", "channel")


def add(
    name: str, by: By, *, own: bool = False, shortcut: str = "", purpose: str = "", channel: str = ""
) -> UUID:
    """A template without a text yet; `own`: theirs alone.

    Refuses `not_allowed`, `member_needed`, `template_many`, `name_missing`, `name_taken`, `shortcut_wrong`,
    `shortcut_taken`, `template_purpose_unknown`, `template_channel_unknown`.
    """
    if own and by.member is None:
        raise Refused("member_needed")
    one_at_a_time()
    columns = _fit({"name": name, "shortcut": shortcut, "purpose": purpose, "channel": channel})
    row = Template(organisation_id=organisation(), member_id=by.member if own else None, **columns)
    _may(row, by)
    _is_room(row)
    _free(row)
    return made(row, by).pk


def change(template: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None) -> UUID:
    """Another `name`, `shortcut`, `purpose` or `channel`. Refuses as `add` does, `not_found`, `changed_meanwhile`."""
    one_at_a_time()
    row = _held(template, by, revision)
    columns = _fit({name: value for name, value in changes.items() if name in _CHANGING})
    for_shortcut = Template(
        pk=row.pk, member_id=row.member_id, shortcut=columns.get("shortcut", row.shortcut)
    )
    _free(for_shortcut)
    return changed(row, columns, by).pk


def write(
    template: UUID, language: str, subject: str, body: str, by: By, *, revision: int | None = None
) -> UUID:
    """What it shall say in a language: the draft there, which is made or changed; its id.

    Refuses `not_found`, `not_allowed`, `changed_meanwhile`, `template_retired`, `template_language_wrong`,
    `text_too_long`.
    """
    row = _held(template, by, revision)
    if row.retired_at is not None:
        raise Refused("template_retired", name=row.name)
    language = language.strip().lower()
    if not _LANGUAGE.fullmatch(language):
        raise Refused("template_language_wrong", language=language[:20])
    if len(body) > LONGEST or len(subject) > LONGEST:
        raise Refused("text_too_long", limit=LONGEST)
    columns = {"subject": " ".join(subject.split()), "body": body.replace("\r\n", "\n").rstrip()}
    _touched(row)
    draft = _version(row, language, "draft")
    if draft is not None:
        return changed(draft, {**columns, "author_id": by.member}, by).pk
    return made(_next(row, language, by, **columns), by).pk


def publish(template: UUID, language: str, by: By, *, revision: int | None = None) -> UUID:
    """The draft comes into force in its language; what was there before it retires.

    Refuses `not_found`, `not_allowed`, `changed_meanwhile`, `template_no_draft`, and the first grave thing that `lint`
    finds (`template_field_unknown` ...).
    """
    row = _held(template, by, revision)
    draft = _version(row, language, "draft")
    if draft is None:
        raise Refused("template_no_draft", language=language)
    grave = next(
        (one for one in lint(draft.body, subject=draft.subject, channel=row.channel) if one.grave), None
    )
    if grave is not None:
        raise Refused(grave.code, **grave.facts)
    _touched(row)
    before = _version(row, language, "published")
    if before is not None:
        changed(before, {"state": "retired"}, by)
    return changed(draft, {"state": "published", "published_at": by.at}, by).pk


def discard(template: UUID, language: str, by: By) -> None:
    """Nobody wants the draft: it retires without having been in force. Refuses `not_found`, `template_no_draft`."""
    row = _held(template, by)
    draft = _version(row, language, "draft")
    if draft is None:
        raise Refused("template_no_draft", language=language)
    _touched(row)
    changed(draft, {"state": "retired"}, by)


def withdraw(template: UUID, language: str, by: By) -> UUID:
    """It says nothing in that language any more; the version that did.

    Refuses `not_found`, `template_not_published`.
    """
    row = _held(template, by)
    found = _version(row, language, "published")
    if found is None:
        raise Refused("template_not_published", language=language)
    _touched(row)
    return changed(found, {"state": "retired"}, by).pk


def roll_back(version: UUID, by: By) -> UUID:
    """What an earlier version said comes into force again, as a new one; its id. A draft there stays as it is.

    Refuses `not_found`, `not_allowed`, `template_not_retired`.
    """
    old = TemplateVersion.objects.filter(pk=version).first()
    if old is None:
        raise Refused("not_found", what="template_version", id=str(version))
    row = _held(old.template_id, by)
    if old.state != "retired":
        raise Refused("template_not_retired", number=old.number)
    _touched(row)
    before = _version(row, old.language, "published")
    if before is not None:
        changed(before, {"state": "retired"}, by)
    again = _next(row, old.language, by, subject=old.subject, body=old.body)
    again.state, again.published_at = "published", by.at
    return made(again, by).pk


def retire(template: UUID, by: By, *, revision: int | None = None) -> None:
    """It is offered no more; its history stays. Refuses `not_found`, `not_allowed`, `changed_meanwhile`."""
    row = _held(template, by, revision)
    changed(row, {"retired_at": row.retired_at or by.at}, by)


def restore(template: UUID, by: By) -> None:
    """It is offered again. Refuses `not_found`, `not_allowed`, `name_taken`, `shortcut_taken`, `template_many`."""
    one_at_a_time()
    row = _held(template, by)
    if row.retired_at is not None:
        _is_room(row)
        _free(row)
        changed(row, {"retired_at": None}, by)


def install(language: str, by: By) -> int:
    """Those of the standard set that the team never had, in all languages, named in this one; how many.

    What was edited or retired stays as it is. Refuses `not_allowed`.
    """
    if by.role not in WRITING:
        raise Refused("not_allowed", act="template", role=by.role.value)
    one_at_a_time()
    known = list(
        Template.objects.filter(member=None).values_list("standard", "name", "shortcut", "retired_at")
    )
    had = {one for one, *_ in known}
    live = [(name, shortcut) for _, name, shortcut, retired_at in known if retired_at is None]
    names = standard.NAMES.get(language.partition("-")[0], standard.NAMES["en"])
    rows = [
        {
            "id": new_id(),
            "name": _unlike(names[purpose], {name for name, _ in live}),
            "shortcut": "" if shortcut in {one for _, one in live} else shortcut,
            "purpose": purpose,
            "standard": purpose,
        }
        for purpose, shortcut in standard.SHORTCUTS.items()
        if purpose not in had
    ]
    bulk.insert(Template, rows)
    bulk.insert(TemplateVersion, [one for row in rows for one in _versions(row, by)])
    record(
        Happened(
            kind=FactKind.DECIDED, at=by.at, member=by.member,
            data={"what": "template", "id": str(row["id"]), "before": {}, "after": {**row, "id": str(row["id"])}},
        )
        for row in rows
    )  # fmt: skip
    return len(rows)


def _versions(row: Mapping[str, Any], by: By) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(), "template_id": row["id"], "language": language, "number": 1, "state": "published",
            "subject": said[row["purpose"]].subject, "body": said[row["purpose"]].body, "published_at": by.at,
        }
        for language, said in standard.SAID.items()
    ]  # fmt: skip


def _unlike(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name} ({n})" for n in range(2, 1000))) if one not in taken)


def _held(template: UUID, by: By, revision: int | None = None) -> Template:
    """The row, kept from others, if they see it and may change it."""
    row = held(Template, template)
    if row.member_id is not None and row.member_id != by.member:
        raise Refused("not_found", what="template", id=str(template))
    _may(row, by)
    guarded(row.revision, revision)
    return row


def _may(row: Template, by: By) -> None:
    """One's own, or the team's for those who write for it."""
    own = row.member_id is not None and row.member_id == by.member and by.role is not Role.VIEWER
    if not own and (row.member_id is not None or by.role not in WRITING):
        raise Refused("not_allowed", act="template", role=by.role.value)


def _fit(columns: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(columns)
    if "name" in found:
        found["name"] = " ".join(found["name"].split())
        if not found["name"] or len(found["name"]) > LONGEST_NAME or not _is_shown(found["name"]):
            raise Refused("name_missing", limit=LONGEST_NAME)
    if "shortcut" in found:
        found["shortcut"] = fold(found["shortcut"].strip().lstrip("/"))
        if found["shortcut"] and not _SHORTCUT.fullmatch(found["shortcut"]):
            raise Refused("shortcut_wrong", shortcut=found["shortcut"][:40], limit=30)
    if found.get("purpose") and found["purpose"] not in PURPOSES:
        raise Refused("template_purpose_unknown", purpose=found["purpose"], known=", ".join(PURPOSES))
    able = sorted({one.channel for one in registry.channels().values() if one.send})
    if found.get("channel") and found["channel"] not in able:
        raise Refused("template_channel_unknown", channel=found["channel"], known=", ".join(able))
    return found


def _is_shown(name: str) -> bool:
    """Joiners are no control: Persian names hold them."""
    return name.replace("\u200c", "").replace("\u200d", "").isprintable()


def _is_room(row: Template) -> None:
    if Template.objects.filter(member=row.member_id, retired_at=None).count() >= MOST:
        raise Refused("template_many", limit=MOST)


def _free(row: Template) -> None:
    """Nobody sees two with one shortcut; but that one's own, which was there first, comes before the team's."""
    seen = Q(member=None) if row.member_id is None else Q(member=None) | Q(member_id=row.member_id)
    others = Template.objects.filter(seen, shortcut=row.shortcut, retired_at=None).exclude(pk=row.pk)
    if row.shortcut and others.exists():
        raise Refused("shortcut_taken", shortcut=row.shortcut)


def _touched(row: Template) -> None:
    """A change of what it says is a change of the template: two who edit it see each other."""
    Template.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    row.revision += 1


def _version(row: Template, language: str, state: str) -> TemplateVersion | None:
    return TemplateVersion.objects.filter(template=row, language=language, state=state).first()


def _next(row: Template, language: str, by: By, **columns: Any) -> TemplateVersion:
    said = TemplateVersion.objects.filter(template=row, language=language)
    number = (said.aggregate(found=Max("number"))["found"] or 0) + 1
    return TemplateVersion(
        organisation_id=organisation(),
        template=row,
        language=language,
        number=number,
        author_id=by.member,
        state="draft",
        **columns,
    )
