"""Rebuild: work every projection out anew from what is true, say where it differs, and put it right if asked.

True are facts, messages and arrivals; what people decided (members, calendars, rules, promises) is read as it stands.
Which columns are worked out from what, and which are not: docs/decisions/0012-truth-and-rebuild.md.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from firstreply.core.fact import FactKind
from firstreply.journey import effects
from firstreply.journey.effects import Happened, record
from firstreply.journey.rebuild import beside
from firstreply.journey.rebuild.counts import counts
from firstreply.journey.rebuild.findings import Difference, Findings
from firstreply.journey.rebuild.leads import contacts, leads
from firstreply.journey.rebuild.merges import Kin
from firstreply.journey.rebuild.shares import KINDS, shares
from firstreply.journey.rebuild.waits import waits
from firstreply.store.queries import truth
from firstreply.store.tenancy import acting

__all__ = ["Difference", "Findings", "check", "rebuild"]


def check(organisation_id: UUID) -> Findings:
    """Where the stored projections of an organisation differ from what the truth comes to. Writes nothing.

    All of it is seen as of one instant; nobody has to wait for it.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with acting(organisation_id):
            return _all(write=False)


def rebuild(organisation_id: UUID, *, now: datetime) -> Findings:
    """The same, and the differences are written, in one transaction; a fact says that it was done.

    Nobody else of the organisation is worked on meanwhile.
    """
    with acting(organisation_id):
        effects.one_at_a_time()
        found = _all(write=True)
        if found.total:
            after = {f"{table}.{column}": count for (table, column), count in found.count.items()}
            told = {"what": "rebuild", "id": str(organisation_id), "before": None, "after": after}
            record([Happened(kind=FactKind.DECIDED, at=now, data=told)])
        return found


def _all(*, write: bool) -> Findings:
    found = Findings()
    kin = Kin(truth.all_told({FactKind.MERGED}))
    leads(kin, found, write=write)
    contacts(found, write=write)
    counts(found, write=write)
    held = waits(kin, found, write=write)
    shares(truth.all_told(KINDS), held, found, write=write)
    beside.beside(truth.all_told(beside.KINDS), found, write=write)
    return found
