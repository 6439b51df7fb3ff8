"""Guard: no machine of ours answers a machine, a list or ourselves, nor the same person again and again (RFC 3834)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.message import MessageClass
from firstreply.core.respond.automatic import DAYS, Inquirer, head_of, silence
from firstreply.store import bulk
from firstreply.store.queries.people import people
from firstreply.store.tenancy import organisation

_MARKS: Final = 10  #: where they stand among the headers that `store.kept` keeps
#: The last that was said by them, how its mail began, and when a machine of ours last wrote to them.
_LAST: Final = """
SELECT coalesce(nullif(m.overruled, ''), m.kind), m.envelope->'headers', substring(a.raw FROM 1 FOR 65536),
       (SELECT max(coalesce(o.accepted_at, o.created_at)) FROM outgoing o WHERE o.organisation_id = %(own)s
          AND o.lead_id = %(lead)s AND o.automatic AND o.state NOT IN ('failed', 'cancelled')),
       (SELECT s.settings->>'days_between' FROM source s WHERE s.organisation_id = %(own)s AND s.id = %(source)s)
FROM (SELECT) one LEFT JOIN LATERAL (
  SELECT * FROM message WHERE organisation_id = %(own)s AND lead_id = %(lead)s AND party <> ''
  ORDER BY at DESC, id DESC LIMIT 1) m ON true
LEFT JOIN arrival a ON a.organisation_id = %(own)s AND a.id = m.arrival_id
"""


def silenced(lead: UUID, party: str, *, source: UUID, now: datetime, days: int | None = None) -> str:
    """Why no machine may write to this address of a lead now, "" where it may: see `core.respond.automatic.silence`.

    `days` apart from the automatic one before; None: as the account `source` says. One query. Who was never heard by a
    message came by a form or the API, and is a person.
    """
    told = {"own": organisation(), "lead": lead, "source": source}
    ((kind, headers, raw, answered_at, usual),) = bulk.fetch(_LAST, told)
    asked = Inquirer(
        kind=MessageClass(kind) if kind else MessageClass.INBOUND_FORM,
        party=party,
        is_ours="@" in party and people().team.is_ours(party.lower(), int(now.timestamp())),
        marks=_marks(headers),
        head=head_of(bytes(raw)) if raw is not None else {},
    )
    return silence(asked, answered_at=answered_at, now=now, days=_days(usual) if days is None else days)


def _days(usual: str | None) -> int:
    return int(usual) if usual and usual.isdecimal() else DAYS


def _marks(headers: Any) -> tuple[str, ...]:
    found = orjson.loads(headers) if isinstance(headers, str) else headers
    return tuple(found[_MARKS]) if isinstance(found, list) and len(found) > _MARKS else ()
