"""People: members are invited, changed and retired; their history stays theirs.

Being there and being away (presence, leave) is theirs to say at once: `journey.act.presence`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.channels import apprise
from firstreply.core.lead import fold_email
from firstreply.core.member import Presence, Role
from firstreply.core.refusal import Refused
from firstreply.core.respond.quiet import QuietHours
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, held, made, there
from firstreply.journey.organise.pools import unseat
from firstreply.journey.organise.teams import join
from firstreply.store.models import Calendar, Identity, Load, Member, Membership, Token
from firstreply.store.tenancy import organisation

#: Who answers leads, and so takes turns in the pools of their teams.
ANSWERING: Final = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.REP})
#: What a member may change of themselves, whatever their role.
THEIR_OWN: Final = frozenset({"name", "languages", "alerts", "quiet"})


def invite(
    name: str,
    email: str,
    role: Role,
    by: By,
    *,
    teams: Iterable[UUID] = (),
    more: Mapping[str, Any] | None = None,
) -> UUID:
    """A new member, known by their address, with a seat in the pools of their teams.

    `more` are further columns as `change_member` takes them. Refuses `email_malformed`, `name_taken` for an address
    of another member, `role_above_own`, `reference_unknown`, `alert_address_unknown`.
    """
    one_at_a_time()
    address = _address(email)
    may_give(by, role)
    columns = dict(more or {})
    there(Calendar, columns.get("calendar_id"), "calendar")
    _quiet(columns.get("quiet", {}))
    columns["alerts"] = _alerts(columns.get("alerts", {}), {})
    whose = {"organisation_id": organisation()}
    row = Member(**whose, name=name, email=address, role=role.value, joined_at=by.at, **columns)
    member = made(row, by).pk
    Load.objects.create(organisation_id=organisation(), member_id=member)
    _identity(member, address, by)
    for team in teams:
        join(member, team, by, seated=role in ANSWERING)
    return member


def change_member(
    member_id: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None
) -> UUID:
    """Change columns of a member: name, e-mail, role, calendar_id, languages, skills, weight, capacity, per_day,
    alerts, quiet.

    Refuses `not_found`, `changed_meanwhile`, `member_retired`, `last_owner` for demoting the only one, and as `invite`.
    """
    one_at_a_time()
    row = _present(member_id, revision)
    changes = dict(changes)
    there(Calendar, changes.get("calendar_id"), "calendar")
    if "quiet" in changes:
        _quiet(changes["quiet"])
    if "alerts" in changes:
        changes["alerts"] = _alerts(changes["alerts"], row.alerts)
    if "role" in changes:
        changes["role"] = _role(row, Role(changes["role"]), by)
    if "email" in changes:
        changes["email"] = _address(changes["email"])
        if changes["email"] != row.email:
            may_give(by, Role(row.role))  # whoever reads their mail can become them
            _known_by(row, changes["email"], by)
    return changed(row, changes, by).pk


def follow(account: UUID, before: str, after: str, at: datetime) -> None:
    """Whoever an account signs in as is reached by its new address, if it was by the old one and nobody else is.

    In the transaction of whoever moves the account.
    """
    one_at_a_time()
    row = (
        Member.objects.select_for_update(of=("self",))
        .filter(user=account, email=before, left_at=None)
        .first()
    )
    others = Identity.objects.filter(value=after, until=None).exclude(member=row)
    if row is None or others.exists() or Member.objects.filter(email=after, left_at=None).exists():
        return
    by = By(row.pk, Role(row.role), at)
    _known_by(row, after, by)
    changed(row, {"email": after}, by)


def retire(member_id: UUID, by: By, *, revision: int | None = None) -> None:
    """They leave: from now on they are given nothing, own no address of ours, and no token of theirs lets anybody in.

    What they answered stays credited to them. Refuses `not_found`, `changed_meanwhile`, `last_owner`, `role_above_own`.
    """
    one_at_a_time()
    row = held(Member, member_id, revision)
    if row.left_at is not None:
        return
    if row.role == Role.OWNER.value:
        may_give(by, Role.OWNER)
        _not_the_last(row)
    unseat(member_id, None, by)
    for model in (Membership, Identity):
        model.objects.filter(member=row, until=None).update(until=by.at)
    Token.objects.filter(member=row, revoked_at=None).update(revoked_at=by.at)
    changed(row, {"left_at": by.at, "presence": Presence.OFFLINE.value}, by)


def _present(member_id: UUID, revision: int | None = None) -> Member:
    row = held(Member, member_id, revision)
    if row.left_at is not None:
        raise Refused("member_retired", name=row.name)
    return row


def _role(row: Member, after: Role, by: By) -> str:
    before = Role(row.role)
    if after is not before:
        if Role.OWNER in (before, after):
            may_give(by, Role.OWNER)
        may_give(by, after)
        if before is Role.OWNER:
            _not_the_last(row)
        if after not in ANSWERING:
            unseat(row.pk, None, by)
    return after.value


def may_give(by: By, role: Role) -> None:
    """Only an owner makes owners, only owners and admins make admins and managers."""
    above = {Role.OWNER: {Role.OWNER}, Role.ADMIN: {Role.OWNER, Role.ADMIN}}
    if by.role not in above.get(role, {Role.OWNER, Role.ADMIN, Role.MANAGER}):
        raise Refused("role_above_own", own=by.role.value, role=role.value)


def _not_the_last(row: Member) -> None:
    owners = Member.objects.filter(role=Role.OWNER.value, left_at=None).exclude(pk=row.pk)
    if not owners.exists():
        raise Refused("last_owner", name=row.name)


def _quiet(hours: Mapping[str, Any]) -> None:
    """Refuses as core does for quiet hours that cannot be read."""
    if hours:
        QuietHours.from_dict(hours)


def _alerts(given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Ways to tell somebody. Without `apprise` the chat addresses that were there stay: others cannot see them.

    Refuses `alert_address_unknown`, and never says the address: it holds a secret.
    """
    found = dict(given)
    if found.get("apprise") is None:
        found.pop("apprise", None)
        return found | {name: before[name] for name in ("apprise",) if name in before}
    for place, address in enumerate(found["apprise"]):
        if not apprise.understood(address):
            service = address.partition(":")[0][:20] if ":" in address else ""
            raise Refused("alert_address_unknown", field=f"alerts.apprise[{place}]", service=service)
    return found


def _address(email: str) -> str:
    folded = fold_email(email)
    if not folded:
        raise Refused("email_malformed", field="email", email=email)
    return folded


def _known_by(row: Member, address: str, by: By) -> None:
    """From now on mail of that address is theirs; what came from the one before stays theirs."""
    Identity.objects.filter(member=row, value=row.email, until=None).update(until=by.at)
    _identity(row.pk, address, by)


def _identity(member: UUID, address: str, by: By) -> None:
    whose = {"organisation_id": organisation(), "member_id": member}
    made(Identity(**whose, kind="email", value=address, since=by.at), by)
