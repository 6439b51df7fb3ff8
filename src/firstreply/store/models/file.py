"""File: a list of people that is brought in one go, row by row, and can be taken back."""

from enum import StrEnum

from django.db import models

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class FileState(StrEnum):
    """How far a file got."""

    NEW = "new"  #: here, not begun
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"  #: what was brought before stays
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class File(Row, OfOrganisation):
    """One file: what it is, how its columns are read, how far it got. Each file is a source of its own."""

    source = link("store.Source", db_constraint=False)
    member = link("store.Member", null=True, db_constraint=False)
    name = text()
    kind = text(help_text="csv, xlsx, vcard")
    size = models.BigIntegerField(default=0)
    reading = models.JSONField(
        default=dict, help_text="encoding, delimiter, sheet, header, dates as found or chosen"
    )
    mapping = models.JSONField(default=dict, help_text="persona field -> column")
    options = models.JSONField(default=dict)
    state = text(default=FileState.NEW.value)
    reason = text()
    rows = models.PositiveIntegerField(null=True, help_text="in all, once counted")
    row = models.PositiveIntegerField(default=0, help_text="rows up to here are on disk as arrivals")
    counts = models.JSONField(default=dict, help_text="created, updated, repeated, skipped, failed")
    began_at = moment()
    ended_at = moment()
    stop_asked = models.BooleanField(default=False)

    class Meta:
        db_table = "file"
        indexes = [models.Index(fields=["organisation_id", "id"], name="file_by_organisation")]


class Part(OfOrganisation):
    """A stretch of a file's octets, so that any worker on any machine can read it."""

    id = models.BigAutoField(primary_key=True)
    file = link("store.File", db_constraint=False)
    number = models.PositiveIntegerField()
    octets = models.BinaryField()

    class Meta:
        db_table = "part"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "file", "number"], name="part_once")
        ]


class BadRow(OfOrganisation):
    """A row that could not be taken, as it was, with the reason."""

    id = models.BigAutoField(primary_key=True)
    file = link("store.File", db_constraint=False)
    row = models.PositiveIntegerField(help_text="as a person counts: the first line of the file is 1")
    reason = text()
    facts = models.JSONField(default=dict)
    cells = models.JSONField(default=list)

    class Meta:
        db_table = "bad_row"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "file", "row"], name="bad_row_once")
        ]
