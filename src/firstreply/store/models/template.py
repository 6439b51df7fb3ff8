"""Template: what a team writes again and again, per language and channel, in versions."""

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class Template(Row, OfOrganisation):
    """A template or quick reply by name. What it says stands in its versions, one per language."""

    name = text()
    shortcut = text(help_text="what is typed after / to get it; empty: by its name only")
    purpose = text(help_text="of core.template.PURPOSES, or empty")
    channel = text(help_text="of the kind of channel it is for: email, whatsapp, sms ...; empty: any")
    member = link(
        "store.Member", null=True, db_constraint=False, help_text="whose own it is; null: the team's"
    )
    standard = text(help_text="of which of the standard set it is; empty: their own making")
    retired_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "template"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "name"],
                condition=Q(retired_at=None, member=None),
                name="template_name_of_team",
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "member", "name"],
                condition=Q(retired_at=None, member__isnull=False),
                name="template_name_of_member",
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "shortcut"],
                condition=Q(retired_at=None, member=None) & ~Q(shortcut=""),
                name="template_shortcut_of_team",
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "member", "shortcut"],
                condition=Q(retired_at=None, member__isnull=False) & ~Q(shortcut=""),
                name="template_shortcut_of_member",
            ),
        ]


class TemplateVersion(Row, OfOrganisation):
    """What a template says in one language. A change is a new number, so that what was sent stays known."""

    template = link("store.Template", related_name="versions", db_constraint=False)
    language = text()
    number = models.PositiveIntegerField()
    subject = text()
    body = text()
    author = link("store.Member", null=True, db_constraint=False)
    state = text(default="published", help_text="draft, published, retired")
    published_at = moment(help_text="when it came into force; null: it never did")

    class Meta:
        db_table = "template_version"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "template", "language", "number"], name="template_version_number"
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "template", "language"],
                condition=Q(state="published"),
                name="template_version_published",
            ),
        ]
