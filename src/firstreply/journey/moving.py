"""Moving: an account goes over to another address, once whoever it is has opened a letter that was sent there.

Meanwhile nothing is kept: the new address lets nobody in, resets no password, and is free for whoever it belongs to.
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from firstreply.core.lead import fold_email
from firstreply.core.refusal import Refused
from firstreply.journey import audit
from firstreply.journey.audit import NOWHERE, From
from firstreply.journey.organise import people
from firstreply.store.models import User
from firstreply.store.queries import seats
from firstreply.store.tenancy import acting

LASTS: Final = timedelta(days=1)
_SALT: Final = "firstreply.moving"


class Move(NamedTuple):
    """From one address to another."""

    before: str
    after: str


def ask(account: UUID, email: str, *, now: datetime, came: From = NOWHERE) -> tuple[Move, str]:
    """What shall be, and the key that a letter to the new address carries; it lasts a day.

    Whether somebody signs in by that address is not looked at: only who reads its letters learns it. Refuses
    `email_malformed`, `address_same`.
    """
    user, after = User.objects.get(pk=account), fold_email(email)
    if not after:
        raise Refused("email_malformed", field="email", email=email)
    if after == user.email:
        raise Refused("address_same", email=after)
    move = Move(user.email, after)
    until = int((now + LASTS).timestamp())
    given = {"of": str(account), "from": move.before, "to": after, "until": until, "by": _password(user)}
    audit.note_account("address_asked", account, now=now, came=came, data=move._asdict())
    return move, signing.dumps(given, salt=_SALT)


def shown(account: UUID, key: str, now: datetime) -> Move:
    """What a key would do to the account of whoever holds it.

    Refuses `verification_over`: strange, too old, another account's, or the address or password changed meanwhile.
    """
    return _move(User.objects.get(pk=account), key, now)


def move(account: UUID, key: str, *, now: datetime, came: From = NOWHERE) -> Move:
    """The new address counts from now on, wherever they work. One transaction.

    Refuses `verification_over` as `shown`, `email_taken` where somebody signs in by it already.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=account)
        done = _move(user, key, now)
        try:
            with transaction.atomic():
                User.objects.filter(pk=account).update(email=done.after)
                EmailAddress.objects.filter(user=user).delete()
                EmailAddress.objects.create(user=user, email=done.after, primary=True, verified=True)
        except IntegrityError as error:
            raise Refused("email_taken", email=done.after) from error
        for own in sorted(seats.organisations(account)):  # in one order: each is locked until the end
            with acting(own):
                people.follow(account, done.before, done.after, now)
        audit.note_account("address_changed", account, now=now, came=came, data=done._asdict())
    return done


def _move(user: User, key: str, now: datetime) -> Move:
    try:
        given: dict[str, Any] = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        raise Refused("verification_over") from None
    fits = (given["of"], given["from"]) == (str(user.pk), user.email) and given["until"] > now.timestamp()
    if not fits or not constant_time_compare(given["by"], _password(user)):
        raise Refused("verification_over")
    return Move(given["from"], given["to"])


def _password(user: User) -> str:
    """Whoever sets a new password, because they asked for nothing, ends what was asked for."""
    return salted_hmac(_SALT, user.password).hexdigest()[:20]
