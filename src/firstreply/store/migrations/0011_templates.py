"""Templates: names and shortcuts differ for whoever sees them; what was sent knows the version it began as."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_TEAMS = Q(retired_at=None, member=None)
_OWN = Q(retired_at=None, member__isnull=False)
_SHORT = ~Q(shortcut="")
_UNIQUE = {
    "template_name_of_team": (["organisation_id", "name"], _TEAMS),
    "template_name_of_member": (["organisation_id", "member", "name"], _OWN),
    "template_shortcut_of_team": (["organisation_id", "shortcut"], _TEAMS & _SHORT),
    "template_shortcut_of_member": (["organisation_id", "member", "shortcut"], _OWN & _SHORT),
}


class Migration(migrations.Migration):
    dependencies = [("store", "0010_workspace_security")]

    operations = [
        migrations.AlterField(
            "template",
            "purpose",
            models.TextField(blank=True, default="", help_text="of core.template.PURPOSES, or empty"),
        ),
        migrations.AddField(
            "template",
            "standard",
            models.TextField(
                blank=True,
                default="",
                help_text="of which of the standard set it is; empty: their own making",
            ),
        ),
        migrations.AddField(
            "templateversion",
            "published_at",
            models.DateTimeField(
                blank=True, null=True, help_text="when it came into force; null: it never did"
            ),
        ),
        migrations.RemoveConstraint("template", "template_name"),
        *(
            migrations.AddConstraint(
                "template", models.UniqueConstraint(fields=fields, condition=condition, name=name)
            )
            for name, (fields, condition) in _UNIQUE.items()
        ),
        migrations.AlterField(
            "outgoing",
            "template",
            models.JSONField(
                default=dict,
                help_text="one that the other side approved: {name, language, parameters}; empty: none",
            ),
        ),
        migrations.AddField(
            "outgoing",
            "template_version",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="what of ours its text began as",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.templateversion",
            ),
        ),
        migrations.AddIndex(
            "outgoing",
            models.Index(
                condition=Q(template_version__isnull=False),
                fields=["organisation_id", "id"],
                name="outgoing_templated",
            ),
        ),
    ]
