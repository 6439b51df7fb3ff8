"""Accounts: people who sign in are made, joined to memberships, and let back in when they forgot their password.

An account belongs to nobody; a membership that names it says where it works. Nobody signs up by themselves: the first
owner comes by the setup key, everybody else by an invitation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from firstreply.core.lead import fold_email
from firstreply.core.refusal import Refused
from firstreply.journey import audit, organise
from firstreply.journey.audit import NOWHERE, From
from firstreply.journey.organise import By, invitations
from firstreply.journey.organise.founding import Founded
from firstreply.journey.organise.people import may_give
from firstreply.store import setup_key
from firstreply.store.models import Member, User
from firstreply.store.queries import seats
from firstreply.store.queries.seats import Joining, Seat
from firstreply.store.tenancy import acting

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_WRONG: Final = {
    "password_too_short": "password_short",
    "password_too_common": "password_common",
    "password_too_similar": "password_similar",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who makes an organisation."""

    name: str
    email: str
    password: str = field(repr=False)


def welcome(
    owner: Owner,
    *,
    name: str,
    zone: str,
    region: str,
    language: str,
    week: str = "",
    now: datetime,
    came: From = NOWHERE,
) -> tuple[Founded, UUID]:
    """The first organisation with its owner, who can sign in, in one transaction; the setup key is used up.

    Gives the account's id, too. Refuses `setup_key_wrong`, `email_malformed`, `email_taken`, `calendar_zone_unknown`,
    and as `checked`.
    """
    given = {"name": name, "zone": zone, "region": region, "language": language, "week": week}
    with setup_key.used_up(), transaction.atomic():
        account = _made(owner.email, owner.name, owner.password, verified=False)
        founded = organise.found(
            **given, owner_name=owner.name, owner_email=owner.email, now=now, with_token=False
        )
        with acting(founded.organisation):
            if not invitations.link(founded.member, account.pk):
                raise AssertionError("somebody else signs in as a member that was made just now")
            audit.note("account_linked", now=now, member=founded.member, came=came)
    return founded, account.pk


def join(
    token: str, name: str, password: str, *, now: datetime, came: From = NOWHERE
) -> tuple[Joining, UUID]:
    """A new account for who was invited, under the address that they were invited by. One transaction.

    Refuses `invitation_over`, `email_taken`, and as `checked`.
    """
    invited = invitations.shown(token, now)
    with transaction.atomic():
        account = _made(invited.email, name or invited.name, password, verified=False)
        return invitations.accept(token, account.pk, now, came), account.pk


def join_without_password(token: str, email: str, *, now: datetime, came: From = NOWHERE) -> UUID:
    """The same for who proved by a service that the address they were invited by is theirs.

    Refuses `invitation_over`, also for another address.
    """
    invited = invitations.shown(token, now)
    if fold_email(email) != invited.email:
        raise Refused("invitation_over")
    with transaction.atomic():
        account = _made(invited.email, invited.name, None, verified=True)
        invitations.accept(token, account.pk, now, came)
    return account.pk


def checked(password: str, *, email: str, name: str) -> None:
    """Refuse `password_short`, `password_common`, `password_similar`."""
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        code = next(iter(error.error_list)).code or ""
        raise Refused(_WRONG.get(code, "password_common"), least=LEAST) from None


LEAST: Final = 10  #: characters of a password (site/signing_in.py)


def taken(email: str) -> bool:
    """Whether an account signs in by that address."""
    return User.objects.filter(email=fold_email(email)).exists()


def reset_path(account: UUID) -> str:
    """The path of a page that sets a new password, for a day and once."""
    user = User.objects.get(pk=account)
    return f"/password/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"


def without_factors(account: UUID, *, now: datetime, came: From = NOWHERE) -> int:
    """Their second factors are gone and their sessions end; how many factors there were."""
    count = _strip(account)
    audit.note_account("factor_removed", account, now=now, came=came, data={"factor": "all"})
    return count


def let_in_again(organisation_id: UUID, member: UUID, by: By, came: From = NOWHERE) -> Seat:
    """The same by who decides there, for a member of theirs whose second factor is lost; whom it was done for.

    Refuses `not_found`, `account_none`, `role_above_own`, and `account_shared` where the account works elsewhere
    too: nobody makes it easier to get in there but who runs the installation.
    """
    seat = _below(organisation_id, member, by)
    if len(seats.organisations(seat.user.pk)) > 1:
        raise Refused("account_shared", name=seat.name)
    with acting(organisation_id):
        data = {"member_id": str(member), "factors": _strip(seat.user.pk)}
        audit.note("factors_taken", now=by.at, member=by.member, came=came, data=data)
    return seat


def put_out(organisation_id: UUID, member: UUID, by: By, came: From = NOWHERE) -> int:
    """Sessions of a member end, but those that sit in another organisation; how many. Refuses as `let_in_again`, but
    not for an account that works elsewhere too.
    """
    seat, store, ended = _below(organisation_id, member, by), import_module(_given.SESSION_ENGINE), 0
    for one in UserSession.objects.filter(user_id=seat.user.pk):
        if store.SessionStore(one.session_key).get("organisation", "") in ("", str(organisation_id)):
            one.end()
            ended += 1
    with acting(organisation_id):
        data = {"member_id": str(member), "sessions": ended}
        audit.note("sessions_of_member_ended", now=by.at, member=by.member, came=came, data=data)
    return ended


def has_factors(account: UUID) -> bool:
    """Whether a second step is asked for when they sign in."""
    return bool(Authenticator.objects.filter(user_id=account).exists())


def _below(organisation_id: UUID, member: UUID, by: By) -> Seat:
    with acting(organisation_id):
        name = Member.objects.filter(pk=member, left_at=None).values_list("name", flat=True).first()
    if name is None:
        raise Refused("not_found", what="member", id=str(member))
    seat = seats.of_member(organisation_id, member)
    if seat is None:
        raise Refused("account_none", name=name)
    may_give(by, seat.role)
    return seat


def _strip(account: UUID) -> int:
    with transaction.atomic():
        removed = Authenticator.objects.filter(user_id=account)
        count: int = removed.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
        removed.delete()
    for one in UserSession.objects.filter(user_id=account):
        one.end()
    return count


def account_of(organisation: UUID, member: UUID) -> UUID | None:
    """Who signs in as that member."""
    with acting(organisation):
        return Member.objects.filter(pk=member).values_list("user_id", flat=True).first()


def remember_place(account: UUID, organisation_id: UUID) -> None:
    """Where they want to sit, the next time that they sign in, too. No fact: it says nothing about the work."""
    User.objects.filter(pk=account).exclude(chosen_id=organisation_id).update(chosen_id=organisation_id)


def keep_looks(organisation: UUID, member: UUID, chosen: Mapping[str, Any]) -> None:
    """How pages look to a member; what is not named stays as it was. No fact: it says nothing about the work."""
    with acting(organisation):
        row = Member.objects.select_for_update(of=("self",)).only("looks").get(pk=member)
        Member.objects.filter(pk=member).update(looks={**row.looks, **chosen})


def _made(email: str, name: str, password: str | None, *, verified: bool) -> User:
    address = fold_email(email)
    if not address:
        raise Refused("email_malformed", field="email", email=email)
    if password is not None:
        checked(password, email=address, name=name)
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, password, name=name)
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
    except IntegrityError as error:
        raise Refused("email_taken", email=address) from error
    return user
