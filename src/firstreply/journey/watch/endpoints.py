"""Endpoints: webhooks that nobody answers any more are switched off, and administrators are told so, once."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from firstreply.core.respond.alert import Alert, AlertKind
from firstreply.journey import telling
from firstreply.store import bulk
from firstreply.store.queries.due import above
from firstreply.store.tenancy import acting, organisation

WEBHOOK: Final = "webhook_out"  #: the kind that alerts give a webhook, which is no account
LONG: Final = timedelta(days=5)  #: without anything being taken, as `organisations_to_watch` knows it
TRIES: Final = (
    20  #: that must have failed meanwhile: an endpoint that is seldom told anything is not dead by that
)
_OFF: Final = """
UPDATE webhook_endpoint e SET disabled_at = %(now)s, off_reason = 'not_taken', revision = revision + 1
WHERE e.organisation_id = %(own)s AND e.disabled_at IS NULL AND e.failing_since <= %(long_ago)s
  AND %(tries)s <= (SELECT count(*) FROM attempt a WHERE a.organisation_id = %(own)s AND a.endpoint_id = e.id
                    AND a.at >= e.failing_since AND a.reason <> '')
RETURNING id
"""
_UNTOLD: Final = """
UPDATE webhook_endpoint SET off_told_at = %(now)s
WHERE organisation_id = %(own)s AND disabled_at IS NOT NULL AND off_reason <> '' AND off_told_at IS NULL
RETURNING id, url, off_reason, coalesce(failing_since, disabled_at)
"""


def switched_off(organisation_id: UUID, *, now: datetime) -> int:
    """Switch off webhooks that took nothing for days, and tell of those that were switched off; how many were told of.

    One transaction: who is told of is written down with it, so nobody is told twice.
    """
    with acting(organisation_id):
        own = {"own": organisation(), "now": now}
        bulk.fetch(_OFF, {**own, "long_ago": now - LONG, "tries": TRIES})
        rows = bulk.fetch(_UNTOLD, own)
        if rows:
            admins = above(now).admins
            telling.tell([_alert(row, admins, now) for row in rows], now=now)
        return len(rows)


def _alert(row: tuple[Any, ...], admins: tuple[UUID, ...], now: datetime) -> Alert:
    own, url, reason, since = row
    return Alert(
        key=f"webhook_off:{own}:{int(now.timestamp() * 1000)}",
        kind=AlertKind.CHANNEL,
        members=admins,
        facts={
            "account": str(own),
            "name": urlsplit(url).hostname or url[:80],
            "kind": WEBHOOK,
            "news": "trouble",
            "state": "off",
            "code": f"webhook_{reason}",
            "since": since.isoformat(),
            "facts": {"host": urlsplit(url).hostname or ""},
        },
    )
