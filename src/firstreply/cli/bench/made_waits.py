# ruff: noqa: S608 (names are ours)
"""Made-up waits: a copy of any size, written as the feed writes it, and rows of PostgreSQL to feed one with."""

from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import duckdb
import numpy as np
import numpy.typing as npt

from firstreply.insights.live import passed
from firstreply.insights.live.bins import cells
from firstreply.insights.live.clocks import Clocks
from firstreply.insights.live.feed import marked
from firstreply.insights.live.file import Mirror, opened
from firstreply.insights.live.local_days import local_columns
from firstreply.insights.live.schema import LEAD_CODES, TABLES, VIEW
from firstreply.store.queries.mirror import Hours, Mark, Standing

ZONE: Final = "Asia/Tehran"
END: Final = 1_785_000_000  #: until when waits are watched
YEARS: Final = 3
PEOPLE: Final = 50
_TEAMS: Final = 8
_KINDS: Final = {"channel": 6, "mailbox": 12, "domain": 200_000, "source": 12, "product": 30, "segment": 8,
                 "campaign": 200, "country": 60, "language": 12}  # fmt: skip
_CHUNK: Final = 1_000_000
_WEEK: Final = [["09:00", "13:00"], ["14:00", "18:00"]]
#: 200,000 of each a time, straight into the tables; what triggers would do besides is not measured here.
_ROWS: Final = """
SET session_replication_role = replica;
WITH s AS (SELECT id FROM source WHERE organisation_id = %(own)s LIMIT 1)
INSERT INTO lead (organisation_id, id, name, company, persona, folded, language, country, stage, points, point_reasons,
    qualified, qualified_reasons, inquired_at, touches, consents, revision, source_id)
SELECT %(own)s, gen_random_uuid(), 'Lead ' || n, '',
    jsonb_build_object('product', 'p' || n %% 30, 'segment', 's' || n %% 8), '{}', 'en', 'DE', 'open', 0,
    '[]', '', '{}', now() - n * interval '20 seconds', '{}', '{}', 1, s.id
FROM generate_series(1, %(leads)s) n, s;
INSERT INTO message (organisation_id, id, conversation_id, lead_id, channel, external_id, at, kind, evidence, overruled,
    party, author_name, reaches, mailbox, owed, addressed, envelope, base_subject, subject, body)
SELECT %(own)s, gen_random_uuid(), gen_random_uuid(), l.id, 'email', gen_random_uuid()::text,
    l.inquired_at + n * interval '1 day', 'INBOUND_HUMAN', '', '', 'p' || n || '@customer' || n %% 99 || '.example', '',
    '[]', 'sales@ours.example', true, '', '{}', '', 'Offer', repeat('words ', 60)
FROM lead l, generate_series(1, 2) n WHERE l.organisation_id = %(own)s;
INSERT INTO wait (organisation_id, id, lead_id, conversation_id, party, channel, started_at, ended_at, outcome,
    evidence, first, truncated, opened_by_id, joined, author_name, addressed, owner_id, author_id, revision)
SELECT %(own)s, gen_random_uuid(), m.lead_id, m.conversation_id, m.party, 'email', m.at, m.at + interval '40 minutes',
    'answered', '', true, false, m.id, '[]', '', '', o.id, o.id, 1
FROM message m, (SELECT id FROM member WHERE organisation_id = %(own)s LIMIT 1) o WHERE m.organisation_id = %(own)s;
SET session_replication_role = DEFAULT;
ANALYZE lead, message, wait;
"""


def in_postgres(connection: Any, organisation: str, waits: int) -> None:
    """Half as many leads, as many messages as waits. `connection` is a superuser's."""
    with connection.transaction():
        cursor = connection.cursor()
        for statement in _ROWS.split(";\n"):
            if statement.strip():
                given = {"own": organisation, "leads": waits // 2}
                cursor.execute(statement.encode(), given if "%(" in statement else None)


def copy_of(folder: Path, waits: int) -> Mirror:
    """A copy with that many waits."""
    organisation = uuid4()
    mirror = opened(folder, organisation)
    standing = _standing()
    with mirror.reading() as into:
        for table, columns in TABLES.items():
            into.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
        into.execute(VIEW)
        _texts(into, standing)
        chance = np.random.default_rng(20260101)
        for first in range(0, waits, _CHUNK):
            into.register("made", _chunk(chance, standing, min(_CHUNK, waits - first), first / waits))
            for table, which in (("ended", "outcome > 0"), ("pending", "outcome = 0")):
                into.execute(f"INSERT INTO {table} SELECT {', '.join(_COLUMNS)} FROM made WHERE {which}")
            into.unregister("made")
        _leads(into, standing)
        mark = Mark(1, 1, END, "made")
        marked(into, mark, standing)
        into.execute("CHECKPOINT")
    mirror.turn(mark, standing, Clocks(standing).settled)
    return mirror


def _leads(into: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    """A lead for each inquiry, six in ten of them moved on, one in fifty a customer."""
    passed.begin(into)
    places = " ".join(f"WHEN part < {share} THEN '{stage}'" for stage, share in _STAGES.items())
    into.execute(
        f"INSERT INTO lead SELECT lead, start, start, owner, owner % 8, {', '.join(LEAD_CODES)},"
        f" CASE {places} ELSE 'open' END, 0, false, false"
        " FROM (SELECT *, hash(lead) % 100 AS part FROM wait WHERE first)"
    )
    for after, (stage, share) in enumerate(reversed(_STAGES.items()), 1):
        into.execute(
            f"INSERT INTO move SELECT uuid(), id, created + {after} * (1800 + hash(id) % 100000), '{stage}' FROM lead"
            f" WHERE hash(id) % 100 < {share}"
        )
    passed.end(into, standing)


#: How many of a hundred leads get so far.
_STAGES: Final = {"customer": 2, "negotiation": 8, "qualified": 25, "contacted": 60}
_BITS: Final = (
    "outcome + 4 * first::INT + 8 * (outcome = 1 AND author < 0)::INT + 16 * (outcome = 1 AND business = 0)::INT"
    " + 32 * (outcome = 1 AND author >= 0 AND author <> owner)::INT"
)
_COLUMNS: Final = (
    "uuid() AS id", "start", "CASE WHEN outcome > 0 THEN start + wall END", "outcome", "first", "false", "author",
    "owner", "owner", "CASE outcome WHEN 1 THEN author WHEN 0 THEN owner ELSE -1 END",
    "CASE WHEN outcome < 2 THEN owner % 8 ELSE -1 END", "outcome = 1 AND author < 0",
    "outcome = 1 AND author >= 0 AND author <> owner", "channel", "mailbox", "domain", "uuid()", "version", "version",
    "start + 14400", "CASE WHEN outcome = 1 THEN start + wall END", "start + 60",
    "CASE WHEN channel = 0 THEN start + 600 END", "day", "weekday", "hour",
    "wall", "business", "wall", "wall_cell", "business_cell", "wall_cell", "false", "outcome = 1 AND business = 0",
    "opened_s", "0", "NULL", "false", _BITS, "owner", "owner % 8", *LEAD_CODES,
)  # fmt: skip


def _standing() -> Standing:
    days: dict[str, Any] = dict.fromkeys(("sat", "sun", "mon", "tue", "wed"), _WEEK)
    value = {"zone": ZONE, "versions": [{"week": days}]}
    hours = tuple(Hours(UUID(int=n + 1), UUID(int=n + 1), 0, value, f"Hours {n}") for n in range(2))
    return Standing(
        zone=ZONE,
        members={UUID(int=1000 + n): (f"Person {n}", None) for n in range(PEOPLE)},
        teams={UUID(int=2000 + n): (f"Team {n}", None) for n in range(_TEAMS)},
        works=(),
        hours=hours,
        sources={},
        stages=(),
    )


def _texts(into: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    named = {
        "person": [str(one) for one in standing.members],
        "team": [str(one) for one in standing.teams],
        "version": [str(one.id) for one in standing.hours],
        "calendar": [str(one.calendar) for one in standing.hours],
    }
    for kind, texts in named.items():
        into.execute(
            "INSERT INTO code SELECT ?, unnest(range(?)), unnest(?::VARCHAR[])", [kind, len(texts), texts]
        )
    for kind, count in _KINDS.items():
        into.execute("INSERT INTO code SELECT ?, n, ? || ' ' || n FROM range(?) t(n)", [kind, kind, count])


def _chunk(
    chance: np.random.Generator, standing: Standing, count: int, share: float
) -> dict[str, npt.NDArray[Any]]:
    """Rows in the order in which they come in; `share` of all were before."""
    span = YEARS * 366 * 86_400
    begun = END - span + int(span * share)
    start = np.sort(
        chance.integers(begun, begun + max(1, int(span * _CHUNK / max(count, _CHUNK) / 10)), count)
    )
    start = np.minimum(start, END - 60)
    outcome = chance.choice(np.array([0, 1, 2, 3], dtype=np.int8), count, p=[0.05, 0.85, 0.07, 0.03])
    wall = np.minimum(np.exp(chance.normal(8, 2, count)).astype(np.int64), END - start)
    version = chance.integers(0, 2, count).astype(np.int32)
    clocks = Clocks(standing)
    business = clocks.between(version, start, start + wall)
    ended = outcome > 0
    return {
        "start": start,
        "outcome": outcome,
        "first": chance.random(count) < 0.6,
        "author": chance.integers(-1, PEOPLE, count).astype(np.int32),
        "owner": chance.integers(0, PEOPLE, count).astype(np.int32),
        "version": version,
        "wall": wall,
        "business": business,
        "wall_cell": cells(wall, outcome, ended),
        "business_cell": cells(business, outcome, ended),
        "opened_s": np.where(ended, 0, clocks.upto(version, start)),
        **local_columns(start, ZONE),
        **{kind: chance.integers(0, size, count).astype(np.int32) for kind, size in _KINDS.items()},
    }
