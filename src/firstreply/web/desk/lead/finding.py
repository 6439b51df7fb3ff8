"""Finding: the lead that an address names, if the reader may see it; and what they may do to it."""

from uuid import UUID

from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.store.queries import lead_page, leads
from firstreply.store.queries.leads import LeadShown
from firstreply.web.desk.visit import Visit


def find(who: Visit, lead: UUID) -> LeadShown:
    """The lead. Inside a transaction. Refuses `not_found`, also for one that others may not see."""
    row = leads.one(who.viewer, lead)
    if row is None:
        raise Refused("not_found", what="lead", id=str(lead))
    return row


def holds(who: Visit, lead: UUID, other: UUID | None, what: str) -> None:
    """Refuse `not_found` unless `other`, which something belongs to, is the lead or was merged into it."""
    find(who, lead)
    if other != lead and other not in {own for own, _ in lead_page.merged(lead)}:
        raise Refused("not_found", what=what, id=str(other))


def may(who: Visit, row: LeadShown) -> dict[str, bool]:
    """What the reader may do to this lead, by the name of the act."""
    return {act.value: who.may(act, owner=row.owner_id, team=row.team_id) for act in Act}


def member(who: Visit) -> UUID:
    """Who of ours does it. Refuses `not_allowed` for a program."""
    if who.caller.member is None:
        raise Refused("not_allowed", act=Act.CLAIM.value, role=who.caller.role.value)
    return who.caller.member


def given(who: Visit, name: str, most: int = 4000) -> str:
    """A field of the form, trimmed."""
    return who.request.POST.get(name, "").strip()[:most]


def given_id(who: Visit, name: str) -> UUID | None:
    """An id in the form; None where it is empty. Refuses `not_found` for what is none."""
    text = given(who, name)
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Refused("not_found", what=name, id=text[:60]) from error
