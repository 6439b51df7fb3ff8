"""What the board counts and orders by, the words that leads are found by, and with which view a page opens."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import firstreply.store.models.words
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_mirror"),
        ("store", "0012_sign_in_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("organisation_id", models.UUIDField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stage", models.TextField(blank=True, default="")),
                (
                    "currency",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="of what they are worth; empty: nobody said, or worth nothing that was said",
                    ),
                ),
                ("leads", models.BigIntegerField()),
                ("worth", models.DecimalField(decimal_places=4, max_digits=30)),
                ("since_s", models.BigIntegerField()),
            ],
            options={
                "db_table": "counted",
            },
        ),
        migrations.CreateModel(
            name="CountedChange",
            fields=[
                ("organisation_id", models.UUIDField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stage", models.TextField(blank=True, default="")),
                ("currency", models.TextField(blank=True, default="")),
                ("leads", models.BigIntegerField()),
                ("worth", models.DecimalField(decimal_places=4, max_digits=30)),
                ("since_s", models.BigIntegerField()),
            ],
            options={
                "db_table": "counted_change",
            },
        ),
        migrations.CreateModel(
            name="LeadWords",
            fields=[
                ("organisation_id", models.UUIDField(editable=False)),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="store.lead",
                    ),
                ),
                ("words", firstreply.store.models.words.WordsField()),
            ],
            options={
                "db_table": "lead_words",
            },
        ),
        migrations.CreateModel(
            name="WordsDue",
            fields=[
                ("organisation_id", models.UUIDField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "words_due",
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="contact_at",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    django.db.models.functions.comparison.Greatest("last_in_at", "last_out_at"), "created_at"
                ),
                output_field=models.DateTimeField(),
            ),
        ),
        migrations.AddField(
            model_name="lead",
            name="worth",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    "deal_size", models.Value(Decimal("0"))
                ),
                output_field=models.DecimalField(decimal_places=4, max_digits=20),
            ),
        ),
        migrations.AddField(
            model_name="view",
            name="opens",
            field=models.BooleanField(
                default=False, help_text="the page opens with it where its address says nothing"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=["organisation_id", "team", "id"],
                name="lead_team",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True), ("merged_into__isnull", True)),
                fields=["organisation_id", "stage", "contact_at", "id"],
                name="lead_board",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True), ("merged_into__isnull", True)),
                fields=["organisation_id", "stage", "worth", "id"],
                name="lead_board_worth",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True), ("merged_into__isnull", True)),
                fields=["organisation_id", "owner", "stage", "contact_at", "id"],
                name="lead_board_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True), ("merged_into__isnull", True)),
                fields=["organisation_id", "team", "stage", "contact_at", "id"],
                name="lead_board_team",
            ),
        ),
        migrations.AddField(
            model_name="counted",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.member",
            ),
        ),
        migrations.AddField(
            model_name="counted",
            name="team",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.team",
            ),
        ),
        migrations.AddField(
            model_name="countedchange",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.member",
            ),
        ),
        migrations.AddField(
            model_name="countedchange",
            name="team",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.team",
            ),
        ),
        migrations.AddIndex(
            model_name="leadwords",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="lead_words_found"),
        ),
        migrations.AddField(
            model_name="wordsdue",
            name="lead",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="counted",
            constraint=models.UniqueConstraint(
                fields=("organisation_id", "stage", "owner", "team", "currency"),
                name="counted_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="countedchange",
            index=models.Index(fields=["organisation_id", "id"], name="counted_change_of"),
        ),
        migrations.AddIndex(
            model_name="wordsdue",
            index=models.Index(fields=["organisation_id", "id"], name="words_due_of"),
        ),
    ]
