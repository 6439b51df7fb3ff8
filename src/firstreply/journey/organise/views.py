"""Views: what stands in a page's address, kept under a name, for oneself or for everybody.

They change nothing of any lead, and no fact speaks of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.journey.organise.decided import By, guarded
from firstreply.store.models import View
from firstreply.store.queries.views import PAGES
from firstreply.store.tenancy import organisation

LONGEST: Final = 60  #: characters of a name
_MOST_QUERY: Final = 2000
MOST: Final = 50  #: of one person and page


def keep(page: str, name: str, query: str, by: By, *, shared: bool = False) -> UUID:
    """Save a view. Refuses `not_found` for a page that has none, `view_of_nobody`, `name_missing`, `name_taken`,
    `views_too_many`, `view_too_long`.
    """
    if page not in PAGES:
        raise Refused("not_found", what="", id=page)
    if by.member is None:
        raise Refused("view_of_nobody")
    if len(query) > _MOST_QUERY:
        raise Refused("view_too_long", limit=_MOST_QUERY)
    own = View.objects.filter(member_id=by.member, page=page)
    if own.count() >= MOST:
        raise Refused("views_too_many", limit=MOST)
    position = own.aggregate(last=Max("position"))["last"]
    row = View(
        organisation_id=organisation(),
        member_id=by.member,
        page=page,
        name=_named(name),
        query=query,
        shared=shared,
        position=0 if position is None else position + 1,
    )
    _saved(row)
    return row.pk


def change(view: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None) -> None:
    """Change `name`, `query`, `shared` or `opens`; the others of the page do not open by themselves any more, then.

    Refuses `not_found`, `not_allowed` for another's, `changed_meanwhile`, and as `keep` does.
    """
    row = _held(view, by)
    guarded(row.revision, revision)
    given = dict(changes)
    if "name" in given:
        given["name"] = _named(given["name"])
    if given.get("opens"):
        View.objects.filter(member_id=row.member_id, page=row.page).update(opens=False)
    for name, value in given.items():
        setattr(row, name, value)
    row.revision += 1
    _saved(row, [*given, "revision"])


def order(page: str, views: Sequence[UUID], by: By) -> None:
    """Put one's own views of a page in this order; those left out come after. Refuses `view_of_nobody`."""
    if by.member is None:
        raise Refused("view_of_nobody")
    for position, view in enumerate(dict.fromkeys(views)):
        View.objects.filter(pk=view, member_id=by.member, page=page).update(
            position=position, revision=F("revision") + 1
        )


def drop(view: UUID, by: By) -> dict[str, Any]:
    """Delete a view; what `bring_back` needs. Refuses `not_found`, `not_allowed`."""
    row = _held(view, by)
    kept = {name: getattr(row, name) for name in ("page", "name", "query", "shared", "opens", "position")} | {
        "id": str(row.pk),
        "member": str(row.member_id),
    }
    row.delete()
    return kept


def bring_back(kept: Mapping[str, Any], by: By) -> None:
    """Undo `drop`. Refuses `not_allowed` for another's, `name_taken`."""
    member = UUID(kept["member"])
    if member != by.member and by.role not in DECIDING:
        raise Refused("not_allowed", act="change", role=by.role.value)
    more = {name: kept[name] for name in ("page", "name", "query", "shared", "opens", "position")}
    _saved(View(id=UUID(kept["id"]), organisation_id=organisation(), member_id=member, **more))


def _held(view: UUID, by: By) -> View:
    """One's own, or a shared one for those who decide how the team works."""
    row = View.objects.select_for_update().filter(pk=view).first()
    if row is None or (row.member_id != by.member and not row.shared):
        raise Refused("not_found", what="view", id=str(view))
    if row.member_id != by.member and by.role not in DECIDING:
        raise Refused("not_allowed", act="change", role=by.role.value)
    return row


def _named(name: str) -> str:
    found = " ".join(name.split())
    if not found or len(found) > LONGEST or not found.isprintable():
        raise Refused("name_missing", limit=LONGEST)
    return found


def _saved(row: View, only: Sequence[str] | None = None) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=only is None, update_fields=only)
    except IntegrityError as error:
        raise Refused("name_taken", what="view", name=row.name) from error
