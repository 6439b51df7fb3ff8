"""Said: what was written of a lead, the latest first: messages, notes and calls of ours, names of files beside it.

What was taken back counts no more. A piece of statements that ask it of several leads at once.
"""

from typing import Final

_UNSAID: Final = """SELECT FROM fact b WHERE b.organisation_id = %(own)s AND b.lead_id = f.lead_id AND b.at >= f.at
    AND b.kind IN ('noted', 'reopened') AND f.id::text IN (b.data->>'note', b.data->>'fact')"""
#: Of the lead `k.own`: `at`, `kind` (message, note or file), `subject`, `body`. Needs `own`, `most` and `text`: of each
#: kind so many, so many characters of each.
SAID: Final = f"""
(SELECT at, 'message' AS kind, subject, left(body, %(text)s) AS body FROM message
    WHERE organisation_id = %(own)s AND lead_id = k.own ORDER BY at DESC LIMIT %(most)s)
UNION ALL (SELECT f.at, 'note', '', left(f.data->>'text', %(text)s) FROM fact f
    WHERE f.organisation_id = %(own)s AND f.lead_id = k.own AND f.kind IN ('noted', 'talked', 'called')
    AND f.data->>'text' <> '' AND NOT EXISTS ({_UNSAID}) ORDER BY f.at DESC LIMIT %(most)s)
UNION ALL (SELECT created_at, 'file', name, '' FROM attachment
    WHERE organisation_id = %(own)s AND lead_id = k.own AND gone_at IS NULL ORDER BY id DESC LIMIT %(most)s)
"""
