"""Live: what the stream of events asks, as statements for an asynchronous connection. No Django here.

Each runs in a transaction in which `ACT` was said first; parameters are psycopg's.
"""

from typing import Final

from firstreply.store.tenancy import SETTING

ACT: Final = f"SELECT set_config('{SETTING}', %(own)s::text, true)"

#: Events after one, the oldest first.
AFTER: Final = """
SELECT id, at, kind, member_id, owner_id, team_id, lead_id, wait_id, payload::text FROM live_event
WHERE organisation_id = %(own)s AND id > %(after)s AND id <= %(upto)s ORDER BY id LIMIT %(most)s
"""

LAST: Final = "SELECT coalesce(max(id), 0) FROM live_event WHERE organisation_id = %(own)s"

KNOWN: Final = "SELECT EXISTS (SELECT FROM live_event WHERE organisation_id = %(own)s AND id = %(id)s)"

#: Those of the members who still work here: role, teams, and which of those they manage.
VIEWERS: Final = """
SELECT m.id, m.role, coalesce(array_agg(s.team_id) FILTER (WHERE s.id IS NOT NULL), '{}'),
       coalesce(array_agg(s.team_id) FILTER (WHERE s.manages), '{}')
FROM member m LEFT JOIN membership s ON s.organisation_id = m.organisation_id AND s.member_id = m.id
  AND (s.since IS NULL OR s.since <= now()) AND (s.until IS NULL OR s.until > now())
WHERE m.organisation_id = %(own)s AND m.id = ANY(%(members)s) AND m.left_at IS NULL GROUP BY m.id
"""

#: Those of the tokens that still let someone in.
TOKENS: Final = """
SELECT id, member_id, hashed, scopes FROM token
WHERE organisation_id = %(own)s AND (id = ANY(%(tokens)s) OR prefix = %(prefix)s) AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > now())
"""

#: Those of the sessions that somebody is still signed in by.
SESSIONS: Final = """
SELECT u.id FROM usersessions_usersession u JOIN django_session s ON s.session_key = u.session_key
JOIN account a ON a.id = u.user_id
WHERE u.id = ANY(%(sessions)s) AND s.expire_date > now() AND a.is_active
"""

ORGANISATION_BY_PREFIX: Final = "SELECT organisation_of_token(%(prefix)s)"
