"""Definitions: what is in force of qualifying, scoring and routing."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.qualify import Definition, from_dict, read_definition
from firstreply.core.route import Ruleset
from firstreply.core.score import Scoring, read_scoring
from firstreply.store import bulk
from firstreply.store.models import DefinitionKind
from firstreply.store.queries.standing import unless_changed
from firstreply.store.tenancy import organisation

_PUBLISHED: Final = """
SELECT kind, id, value FROM definition
WHERE organisation_id = %s AND state = 'published' AND kind = ANY(%s)
"""
_KINDS: Final = (DefinitionKind.QUALIFICATION, DefinitionKind.SCORE, DefinitionKind.ROUTING)


class Routing(NamedTuple):
    """The published ruleset and the id of its definition."""

    id: UUID
    ruleset: Ruleset


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What leads are judged by. None: nothing is defined."""

    qualification: Definition | None
    qualification_id: UUID | None
    scoring: Scoring | None
    scoring_id: UUID | None


def judging() -> Judging:
    """The published definitions of qualified and of points; one query."""
    found = unless_changed(_published, "definition")
    qualification_id, qualification = found.get(DefinitionKind.QUALIFICATION, (None, None))
    scoring_id, scoring = found.get(DefinitionKind.SCORE, (None, None))
    return Judging(
        qualification=None if qualification is None else _qualification(qualification),
        qualification_id=qualification_id,
        scoring=None if scoring is None else _scoring(scoring),
        scoring_id=scoring_id,
    )


def routing() -> Routing | None:
    """The published routing; None: nothing is defined."""
    found = unless_changed(_published, "definition").get(DefinitionKind.ROUTING)
    return None if found is None else Routing(id=found[0], ruleset=_ruleset(found[1]))


def _published() -> dict[DefinitionKind, tuple[UUID, str]]:
    rows = bulk.fetch(_PUBLISHED, [organisation(), [kind.value for kind in _KINDS]])
    return {DefinitionKind(kind): (own, value) for kind, own, value in rows}


# A published version is never changed, and reading one costs more than applying it.
@lru_cache(maxsize=512)
def _qualification(value: str) -> Definition:
    return read_definition(orjson.loads(value))


@lru_cache(maxsize=512)
def _scoring(value: str) -> Scoring:
    return read_scoring(orjson.loads(value))


@lru_cache(maxsize=512)
def _ruleset(value: str) -> Ruleset:
    return Ruleset.from_dict(orjson.loads(value), "", lambda raw, at: from_dict(raw))
