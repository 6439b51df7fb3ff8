"""Begin: have a file brought, once all that must not be guessed is said; or have it stopped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey.file.planned import Planned
from firstreply.journey.file.preview import plan_of
from firstreply.journey.later import Job, later
from firstreply.store.models import File, Part
from firstreply.store.models.file import FileState
from firstreply.store.queries import files


def begin(
    file: UUID,
    *,
    now: datetime,
    reading: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
    here: bool = False,
) -> None:
    """Have a file brought by a worker (`here`: by the caller). One that is under way already goes on.

    In the caller's transaction. Refuses `not_found`, `file_over`, `file_incomplete`, `file_dates_open`,
    `file_unmapped`, and as `planned` does.
    """
    row = File.objects.select_for_update().filter(pk=file).first()
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    if row.state == FileState.NEW:
        octets = files.octets(row.organisation_id, file)
        how = plan_of(file, octets, now=now, reading=reading, mapping=mapping, options=options)
        _answered(how)
        chosen = row.options if options is None else dict(options)
        File.objects.filter(pk=file).update(
            state=FileState.RUNNING.value,
            began_at=now,
            kind=how.reading.kind.value,
            size=files.size(file),
            reading=how.reading.to_dict(),
            mapping=dict(how.mapping),
            options={
                **chosen, "clock": how.clock, "dates": {str(at): str(one) for at, one in how.dates.items()},
            },
        )  # fmt: skip
    elif row.state != FileState.RUNNING:
        raise Refused("file_over", state=row.state)
    if not here:
        later(Job.BRING_FILE, organisation=str(row.organisation_id), file=str(file))


def try_out(
    file: UUID,
    *,
    now: datetime,
    reading: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Have a worker say what bringing all of a file would do; the choices are kept until it is begun.

    In the caller's transaction. Refuses `not_found`, `file_begun`, and as `planned` does.
    """
    row = File.objects.select_for_update().filter(pk=file).first()
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    if row.state != FileState.NEW:
        raise Refused("file_begun", state=row.state)
    given = {"reading": reading, "mapping": mapping, "options": options}
    chosen = {name: value for name, value in given.items() if value is not None}
    plan_of(file, files.octets(row.organisation_id, file), now=now, **chosen)
    counts = {name: value for name, value in row.counts.items() if name != "trial"}
    File.objects.filter(pk=file).update(
        counts=counts, **{name: dict(value) for name, value in chosen.items()}
    )
    later(Job.TRY_FILE, organisation=str(row.organisation_id), file=str(file))


def _answered(how: Planned) -> None:
    """Refuse what is not to be guessed."""
    if how.open:
        first = how.open[0]
        raise Refused(
            "file_dates_open", column=first.header or str(first.column + 1), choices=", ".join(first.choices)
        )
    if not {"emails", "phones", "customer_id"} & how.mapping.keys() and not any(
        name.startswith("social.") for name in how.mapping
    ):
        raise Refused("file_unmapped")


def cancel(file: UUID, *, now: datetime) -> None:
    """Stop bringing (or taking back) within a batch; what was brought stays. Refuses `not_found`, `file_over`."""
    row = File.objects.select_for_update().filter(pk=file).first()
    if row is None:
        raise Refused("not_found", what="file", id=str(file))
    if row.state == FileState.NEW:
        File.objects.filter(pk=file).update(state=FileState.CANCELLED.value, ended_at=now)
        Part.objects.filter(file_id=file).delete()
    elif row.state in (FileState.RUNNING, FileState.UNDOING):
        File.objects.filter(pk=file).update(stop_asked=True)
    else:
        raise Refused("file_over", state=row.state)
