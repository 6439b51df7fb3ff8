"""The copy's tables, in DuckDB. Text stands in `code` once; rows hold its number in its kind, -1 for none."""

from typing import Final

VERSION: Final = 5  #: of these tables and of what is in them: another one is made anew
LEAD_CODES: Final = ("source", "product", "segment", "campaign", "country", "language")
_LEAD: Final = ", ".join(f"{name} INTEGER" for name in LEAD_CODES)

#: `wall`, `business`, `touch` and their bins are of what ended; of what is open they follow from the instant that
#: is asked about: business is open time up to it less `opened_s` and `paused_s`, or `held_s` while its clock stands
#: still. `out`: of a lead that was taken back.
#: A cell is a bin (`bins`) times four and how it ended; -1 where it has not. `bits` are what waits are counted by.
_WAIT: Final = (
    "id UUID, start BIGINT, stop BIGINT, outcome TINYINT, first BOOLEAN, truncated BOOLEAN, author INTEGER,"
    " owner INTEGER, holder INTEGER, person INTEGER, team INTEGER, unattributed BOOLEAN, covered BOOLEAN,"
    " channel INTEGER, mailbox INTEGER, domain INTEGER, lead UUID, version INTEGER, calendar INTEGER, due BIGINT,"
    " touched BIGINT, assigned BIGINT, called BIGINT, day INTEGER, weekday TINYINT, hour TINYINT,"
    " wall BIGINT, business BIGINT, touch BIGINT, wall_cell INTEGER, business_cell INTEGER, touch_cell INTEGER,"
    " last_open BOOLEAN, off_hours BOOLEAN, opened_s BIGINT, paused_s BIGINT, held_s BIGINT,"
    f" out BOOLEAN, bits UTINYINT, lead_owner INTEGER, lead_team INTEGER, {_LEAD}"
)
#: Waits lie in two tables: those that ended, and the few that last; questions are asked of both.
VIEW: Final = "CREATE OR REPLACE VIEW wait AS SELECT * FROM ended UNION ALL SELECT * FROM pending"
#: `came`: when a lead was made, or was waited for earlier. `passed`: a row for each step that it has behind it, and how
#: many seconds after it came; NULL where no move tells.
#: The places of `bits`.
BITS: Final = {"first": 4, "unattributed": 8, "off_hours": 16, "covered": 32}
TABLES: Final = {
    "code": "kind VARCHAR, code INTEGER, name VARCHAR",
    "lead": f"id UUID, created BIGINT, came BIGINT, owner INTEGER, team INTEGER, {_LEAD}, stage VARCHAR,"
    " points INTEGER, withdrawn BOOLEAN, merged BOOLEAN",
    "passed": f"id UUID, came BIGINT, owner INTEGER, team INTEGER, {_LEAD}, withdrawn BOOLEAN, merged BOOLEAN,"
    " place TINYINT, after BIGINT",
    "tag": "lead UUID, tag INTEGER",
    "message": "id UUID, instant BIGINT, kind TINYINT, person INTEGER, party INTEGER, domain INTEGER,"
    " conversation UUID, lead UUID, words INTEGER, day INTEGER, weekday TINYINT, hour TINYINT, forward BOOLEAN",
    "move": "id UUID, lead UUID, instant BIGINT, stage VARCHAR",
    "pause": "id UUID, wait UUID, instant BIGINT, stopped BOOLEAN",
    "ended": _WAIT,
    "pending": _WAIT,
    "mirror": "version INTEGER, low BIGINT, high BIGINT, instant BIGINT, place VARCHAR, settled VARCHAR,"
    " way VARCHAR",
}

#: How rows come, as `store.queries.mirror` gives them.
STAGED: Final = {
    "wait": {
        "id": "UUID", "start": "BIGINT", "stop": "BIGINT", "outcome": "VARCHAR", "first": "BOOLEAN",
        "truncated": "BOOLEAN", "author": "VARCHAR", "author_name": "VARCHAR", "owner": "VARCHAR",
        "addressed": "VARCHAR", "channel": "VARCHAR", "party": "VARCHAR", "mailbox": "VARCHAR", "lead": "UUID",
        "version": "VARCHAR", "due": "BIGINT", "touched": "BIGINT", "assigned": "BIGINT", "called": "BIGINT",
        "promised": "BOOLEAN",
    },
    "message": {
        "id": "UUID", "instant": "BIGINT", "kind": "VARCHAR", "author": "VARCHAR", "author_name": "VARCHAR",
        "party": "VARCHAR", "conversation": "UUID", "lead": "UUID", "words": "INTEGER", "subject": "VARCHAR",
    },
    "lead": {
        "id": "UUID", "created": "BIGINT", "owner": "VARCHAR", "team": "VARCHAR", "source": "VARCHAR",
        "stage": "VARCHAR", "country": "VARCHAR", "language": "VARCHAR", "points": "INTEGER", "product": "VARCHAR",
        "segment": "VARCHAR", "campaign": "VARCHAR", "tags": "VARCHAR", "withdrawn": "BOOLEAN", "merged": "BOOLEAN",
    },
    "fact": {
        "id": "UUID", "lead": "UUID", "wait": "UUID", "instant": "BIGINT", "kind": "VARCHAR", "after": "VARCHAR",
    },
    "gone": {"id": "UUID"},
}  # fmt: skip
