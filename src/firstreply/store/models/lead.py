"""Lead: someone who asked, how to reach them, and what we make of them."""

from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Greatest

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


def _key(field: str) -> models.GeneratedField:
    """The search form of a text field, read out of `folded` by the database."""
    return models.GeneratedField(
        expression=Coalesce(KT(f"folded__{field}"), Value(""), output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


#: Lists leave out what was withdrawn: a million that were taken back must not stand between two that are shown.
_SHOWN: Final = Q(withdrawn_at__isnull=True)
#: The board leaves out what is another lead by now, too.
_ON_BOARD: Final = _SHOWN & Q(merged_into__isnull=True)


def _board(name: str, *fields: str) -> models.Index:
    return models.Index(fields=["organisation_id", *fields, "id"], condition=_ON_BOARD, name=name)


class Lead(Row, OfOrganisation):
    """A projection of what happened (facts); `persona` is what is known, as core's Persona writes it.

    `folded` holds the text fields in their search form; rules compare those. `revision` grows with every change.
    """

    name = text()
    company = text()
    persona = models.JSONField(default=dict)
    folded = models.JSONField(default=dict)
    budget = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    deal_size = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    language = text()
    country = text()
    stage = text(default="open")
    stage_at = moment(help_text="since when it is in that stage; null: since its first inquiry")
    source = link("store.Source", null=True, db_constraint=False)
    points = models.IntegerField(default=0)
    point_reasons = models.JSONField(default=list)
    qualified = text(help_text="yes, no, incomplete or empty while nothing is defined")
    qualified_reasons = models.JSONField(default=dict)
    owner = link("store.Member", null=True)
    team = link("store.Team", null=True)
    inquired_at = models.DateTimeField(help_text="the last inquiry")
    last_in_at = moment()
    last_out_at = moment(help_text="the last time a person of ours wrote or spoke to them")
    merged_into = link("store.Lead", null=True)
    #: {"first": touch, "last": touch}: by which campaign, page and referrer they came.
    touches = models.JSONField(default=dict)
    #: purpose -> {text, at, state: asked|given|withdrawn}: what they agreed to, in the words they saw.
    consents = models.JSONField(default=dict)
    withdrawn_at = moment(help_text="taken back with the file that brought it: in no list and no number")
    revision = models.PositiveIntegerField(default=1)
    #: Kept by the database, byte by byte in order, so that a search for what a name begins with has an index.
    name_key = _key("name")
    company_key = _key("company")
    #: When we last had to do with each other, in either direction; before that, when it was first heard of.
    contact_at = models.GeneratedField(
        expression=Coalesce(Greatest("last_in_at", "last_out_at"), "created_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    #: What it may be worth, in whatever currency; 0 where nobody said.
    worth = models.GeneratedField(
        expression=Coalesce("deal_size", Value(Decimal(0))),
        output_field=models.DecimalField(max_digits=20, decimal_places=4),
        db_persist=True,
    )

    class Meta:
        db_table = "lead"
        indexes = [
            models.Index(fields=["organisation_id", "id"], name="lead_by_organisation"),
            models.Index(fields=["organisation_id", "id"], condition=_SHOWN, name="lead_shown"),
            models.Index(fields=["organisation_id", "owner", "id"], condition=_SHOWN, name="lead_owner"),
            models.Index(fields=["organisation_id", "stage", "id"], condition=_SHOWN, name="lead_stage"),
            models.Index(fields=["organisation_id", "source", "id"], condition=_SHOWN, name="lead_source"),
            models.Index(
                fields=["organisation_id", "merged_into"],
                condition=Q(merged_into__isnull=False),
                name="lead_merged",
            ),
            models.Index(
                fields=["organisation_id", "inquired_at", "id"], condition=_SHOWN, name="lead_inquired"
            ),
            models.Index(fields=["organisation_id", "points", "id"], condition=_SHOWN, name="lead_points"),
            models.Index(fields=["organisation_id", "name_key"], name="lead_name"),
            models.Index(fields=["organisation_id", "company_key"], name="lead_company"),
            models.Index(fields=["organisation_id", "team", "id"], condition=_SHOWN, name="lead_team"),
            _board("lead_board", "stage", "contact_at"),
            _board("lead_board_worth", "stage", "worth"),
            _board("lead_board_owner", "owner", "stage", "contact_at"),
            _board("lead_board_team", "team", "stage", "contact_at"),
        ]


class ContactPoint(Row, OfOrganisation):
    """A way to reach a lead, and what tells whose inquiry it is. A shared one (an office phone) tells nobody apart."""

    lead = link("store.Lead", related_name="points_of_contact")
    kind = text(help_text="external, email, phone or a messenger")
    value = text(help_text="folded: E.164, lower-case e-mail", db_collation="C")
    shared = models.BooleanField(default=False)

    class Meta:
        db_table = "contact_point"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "value"],
                condition=Q(shared=False),
                name="contact_point_tells_one",
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "kind", "value"], name="contact_point_value"),
            models.Index(fields=["organisation_id", "lead"], name="contact_point_lead"),
        ]


class Suggestion(Row, OfOrganisation):
    """Two leads that may be one. People decide."""

    lead = link("store.Lead")
    other = link("store.Lead")
    reason = text()
    state = text(default="open")

    class Meta:
        db_table = "suggestion"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "lead", "other"], name="suggestion_pair")
        ]


class Engagement(OfOrganisation):
    """Something a lead did that says they are interested; its points fade with time."""

    id = models.BigAutoField(primary_key=True)
    lead = link("store.Lead", db_constraint=False)
    kind = text()
    at = models.DateTimeField()

    class Meta:
        db_table = "engagement"
        indexes = [models.Index(fields=["organisation_id", "lead"], name="engagement_lead")]
