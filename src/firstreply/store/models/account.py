"""Account: who signs in, which memberships are theirs, and what was done that changes no lead."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class Users(BaseUserManager["User"]):
    """Accounts by their address."""

    def create_user(self, email: str, password: str | None = None, **more: str) -> "User":
        """An account that signs in by `email`; without a password nobody signs in until one is set."""
        user: User = self.model(email=email, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Row):
    """A person who signs in. Belongs to no organisation: memberships (`Member.user`) say where they work.

    Nothing an organisation owns stands here; row-level security has nothing to guard.
    """

    email = models.EmailField(unique=True, max_length=254)
    name = text()
    is_active = models.BooleanField(default=True)
    #: The organisation that they chose last, where they work for several. It is only tried: they may have left it.
    chosen_id = models.UUIDField(null=True, blank=True)

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "account"


class Invitation(Row, OfOrganisation):
    """A link by which somebody becomes the member that they were invited as. Only a hash of it is kept."""

    member = link("store.Member", db_constraint=False)
    invited_by = link("store.Member", null=True, db_constraint=False)
    prefix = models.TextField(unique=True)
    hashed = models.BinaryField()
    expires_at = models.DateTimeField()
    accepted_at = moment()
    revoked_at = moment()

    class Meta:
        db_table = "invitation"
        indexes = [models.Index(fields=["organisation_id", "member"], name="invitation_member")]


class AuditEntry(OfOrganisation):
    """Something done that is no fact of a lead and decides nothing: signed in, exported, looked at raw mail.

    What people decide (rules, members, channels) is a fact of kind `decided`; the audit shows both.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = text(help_text="signed_in, signed_out, sign_in_failed, exported, session_ended ...")
    member = link("store.Member", null=True, db_constraint=False)
    address = text(help_text="the network address it came from")
    agent = text(help_text="the browser, as it says")
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index(fields=["organisation_id", "at", "id"], name="audit_entry_at")]
