"""Stages: a team names, orders, adds and retires its own; the leads of one that goes move to another."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.stage import Stage, settled
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.journey.effects import Happened, one_at_a_time, record
from firstreply.journey.organise.decided import By
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Stage as Row
from firstreply.store.queries.stages import stages
from firstreply.store.tenancy import organisation

BATCH: Final = 5000  #: leads that move in one go
_MOVE: Final = """
UPDATE lead SET stage = %(to)s, stage_at = %(now)s, revision = revision + 1 WHERE id IN (
    SELECT id FROM lead WHERE organisation_id = %(own)s AND stage = %(key)s AND withdrawn_at IS NULL
    ORDER BY id LIMIT %(limit)s) RETURNING id
"""
_LEFT: Final = """
SELECT coalesce(sum(leads), 0)::bigint FROM (SELECT leads FROM counted WHERE organisation_id = %(own)s
AND stage = %(key)s UNION ALL SELECT leads FROM counted_change WHERE organisation_id = %(own)s AND stage = %(key)s) v
"""


def edit(
    wanted: Sequence[Stage], by: By, *, moved: Mapping[str, str] | None = None, seen: str | None = None
) -> None:
    """Have these stages, in this order, from now on. Stages left out are retired; `moved` says where their leads go.

    Of a stage with more leads than move in one go they are moved first (`empty`), which `stage_still_full` asks for.
    `seen` is `seen_as` of what whoever edits has seen. Refuses as `core.lead.stage.settled` does, `not_allowed`,
    `changed_meanwhile`, and `stage_leads_homeless` where leads would be nowhere.
    """
    if by.role not in DECIDING:
        raise Refused("not_allowed", act="decide", role=by.role.value)
    one_at_a_time()
    before = stages()
    if seen is not None and seen != seen_as(before):
        raise Refused("changed_meanwhile", found=None, expected=None)
    after = settled(before, wanted)
    _write(before, after, by)
    for gone in sorted({one.key for one in before} - {one.key for one in after}):
        _empty(gone, (moved or {}).get(gone, ""), {one.key for one in after}, by)


def empty(key: str, to: str, by: By) -> int:
    """Move the leads of a stage to another, `BATCH` at the most; how many moved. Nobody is alerted.

    Refuses `not_allowed`, `stage_unknown`.
    """
    if by.role not in DECIDING:
        raise Refused("not_allowed", act="decide", role=by.role.value)
    known = [one.key for one in stages()]
    if to not in known or key == to:
        raise Refused("stage_unknown", stage=to, known=", ".join(known))
    one_at_a_time()
    return _moved(key, to, by)


def seen_as(known: Sequence[Stage]) -> str:
    """A text that differs whenever stages do."""
    told = repr([(one.key, one.name, one.kind.value, one.rots_after_days, one.reasons) for one in known])
    return sha256(told.encode()).hexdigest()[:16]


def _write(before: Sequence[Stage], after: Sequence[Stage], by: By) -> None:
    if tuple(before) == tuple(after):
        return
    rows = {row.key: row for row in Row.objects.all()}
    for position, one in enumerate(after):
        columns = {
            "name": one.name,
            "position": position,
            "kind": one.kind.value,
            "rots_after_days": one.rots_after_days,
            "reasons": list(one.reasons),
            "retired_at": None,
        }
        if row := rows.get(one.key):
            Row.objects.filter(pk=row.pk).update(**columns, revision=row.revision + 1)
        else:
            Row.objects.create(organisation_id=organisation(), key=one.key, **columns)
    kept = {one.key for one in after}
    missing = [one for one in before if one.key not in kept]
    for position, one in enumerate(missing, len(after)):
        if one.key in rows:
            Row.objects.filter(key=one.key).update(retired_at=by.at)
        else:
            Row.objects.create(
                id=new_id(),
                organisation_id=organisation(),
                key=one.key,
                name=one.name,
                position=position,
                kind=one.kind.value,
                retired_at=by.at,
            )
    data = {
        "what": "stages",
        "id": str(organisation()),
        "before": [_told(one) for one in before],
        "after": [_told(one) for one in after],
    }
    record([Happened(kind=FactKind.DECIDED, at=by.at, member=by.member, data=data)])


def _told(one: Stage) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "kind": one.kind.value,
        "rots_after_days": one.rots_after_days,
        "reasons": list(one.reasons),
    }


def _empty(key: str, to: str, known: set[str], by: By) -> None:
    own = {"own": organisation(), "key": key}
    left = int(bulk.fetch(_LEFT, own)[0][0])
    if not left:
        return
    if to not in known:
        raise Refused("stage_leads_homeless", stage=key, leads=left)
    if left > BATCH:
        raise Refused("stage_still_full", stage=key, leads=left, limit=BATCH)
    _moved(key, to, by)


def _moved(key: str, to: str, by: By) -> int:
    told = {"own": organisation(), "key": key, "to": to, "now": by.at, "limit": BATCH}
    rows = bulk.fetch(_MOVE, told)
    data = {"before": key, "after": to, "reason": "retired"}
    record(
        Happened(kind=FactKind.STAGE_MOVED, at=by.at, lead=lead, member=by.member, data=data)
        for (lead,) in _in_order(rows)
    )
    return len(rows)


def _in_order(rows: list[tuple[Any, ...]]) -> list[tuple[UUID]]:
    return sorted(rows)
