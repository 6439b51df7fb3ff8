"""Note: what comes in, what goes well and what fails, written on the account by whoever notices."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.watch.health import Failure, HealthState
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Health
from firstreply.store.tenancy import acting, organisation

#: Whose word on an account this is.
READ: Final = "read"  #: who fetches what came
SEND: Final = "send"  #: who hands over what we write
CHECK: Final = "check"  #: who tries whether the other side answers
SENDS: Final = 3  #: that fail in a row are trouble; a login that is refused is at once
_AT_ONCE: Final = ("login_refused", "mailbox_sends_nothing")
_OFTEN: Final = timedelta(minutes=1)  #: that all is well is not written down more often
_LONG_AGO: Final = timedelta(weeks=10)
#: By hour of when it was said: an imported history shows the usual rhythm at once. What we sent ourselves says nothing.
_COUNTED: Final = """
WITH came AS (
  SELECT a.source_id, coalesce(m.at, a.received_at) AS at FROM arrival a
  JOIN source s ON s.organisation_id = %(own)s AND s.id = a.source_id AND s.kind NOT IN ('import', 'file')
  LEFT JOIN message m ON m.organisation_id = %(own)s AND m.id = a.message_id
  WHERE a.organisation_id = %(own)s AND a.id = ANY(%(ids)s)
    AND (m.id IS NULL OR m.kind NOT IN ('OUTBOUND_HUMAN', 'OUTBOUND_AUTO', 'INTERNAL'))
    AND coalesce(m.at, a.received_at) > %(since)s
), hours AS (
  INSERT INTO hour (organisation_id, source_id, hour, count, last_at)
  SELECT %(own)s, source_id, date_trunc('hour', at, 'UTC'), count(*), max(at) FROM came GROUP BY 2, 3 ORDER BY 2, 3
  ON CONFLICT (organisation_id, source_id, hour)
  DO UPDATE SET count = hour.count + excluded.count, last_at = greatest(hour.last_at, excluded.last_at)
  RETURNING source_id, last_at
)
INSERT INTO health AS h (id, organisation_id, source_id, state, code, facts, parts, rhythm, last_in_at)
SELECT gen_random_uuid(), %(own)s, source_id, 'fine', '', '{}', '{}', '{}', max(last_at) FROM hours
GROUP BY source_id ORDER BY source_id
ON CONFLICT (organisation_id, source_id) DO UPDATE SET last_in_at = excluded.last_in_at,
  next_check_at = CASE WHEN h.state IN ('quiet', 'stopped') THEN NULL ELSE h.next_check_at END
WHERE h.last_in_at IS NULL OR h.last_in_at < excluded.last_in_at
"""
_OK: Final = """
INSERT INTO health AS h (id, organisation_id, source_id, state, code, facts, parts, rhythm, last_ok_at)
VALUES (%(id)s, %(own)s, %(source)s, 'fine', '', '{}', '{}', '{}', %(now)s)
ON CONFLICT (organisation_id, source_id) DO UPDATE SET last_ok_at = excluded.last_ok_at,
  parts = h.parts - %(part)s::text,
  next_check_at = CASE WHEN h.parts ? %(part)s::text THEN NULL ELSE h.next_check_at END
WHERE h.last_ok_at IS NULL OR h.last_ok_at < %(often)s OR h.parts ? %(part)s::text
"""


def counted(arrivals: Collection[UUID], *, now: datetime) -> None:
    """Something came in by some accounts: these arrivals, which are done. One statement."""
    bulk.run(_COUNTED, {"own": organisation(), "ids": list(arrivals), "since": now - _LONG_AGO})


def fine(source: UUID, now: datetime, *, part: str = READ) -> None:
    """The other side answered well. Costs a statement that mostly writes nothing: say it as often as you like."""
    bulk.run(_OK, {"id": new_id(), "own": organisation(), "source": source, "now": now, "part": part,
                   "often": now - _OFTEN})  # fmt: skip


class Handed(NamedTuple):
    """A message that was to be sent by an account; `reason`: why it could not be, through the account's fault."""

    source: UUID
    reason: str = ""


def handed(organisation_id: UUID, results: Iterable[Handed], *, now: datetime) -> None:
    """What became of messages that were handed over, in order. A transaction of its own."""
    with acting(organisation_id):
        last: dict[UUID, bool] = {}  # what went well after it went well is not said again
        for one in results:
            if one.reason:
                after = 1 if one.reason.startswith(_AT_ONCE) else SENDS
                failed(one.source, "channel_send_failed", {"reason": one.reason}, now, part=SEND, after=after)
            elif not last.get(one.source):
                fine(one.source, now, part=SEND)
            last[one.source] = not one.reason


def failed(
    source: UUID,
    code: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    part: str = READ,
    after: int = 1,
) -> None:
    """The other side did not answer well: `code` is a refusal's, `facts` what its sentence needs (no secrets).

    It is trouble once it came `after` times in a row from this `part`; what is well again says so with `fine`.
    """
    bulk.insert(Health, [{"id": new_id(), "source_id": source}], unless_there=True)
    row = Health.objects.select_for_update().get(source_id=source)
    before = row.parts.get(part)
    one = (
        Failure.from_dict(before).again(code, facts, after)
        if before
        else Failure(code=code, since=now, after=after, facts=facts)
    )
    row.parts = {**row.parts, part: one.to_dict()}
    row.last_error_at = now
    if one.counts and (row.state != HealthState.FAILING or not before):
        row.next_check_at = None  # looked at next
    row.save(update_fields=["parts", "last_error_at", "next_check_at"])
