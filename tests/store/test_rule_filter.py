"""A rule picks the same leads in Python and in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstreply.core.lead import Persona, folded
from firstreply.core.qualify import FIELDS, OPERATORS, AllOf, AnyOf, Condition, Not, Rule, holds, sheet
from firstreply.core.qualify.field import takes
from tests.core.rules import KEYS, TODAY, drawn, personas, rules
from tests.postgres import Database

pytestmark = pytest.mark.postgres

ENOUGH = settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
POINTS, CREATED = st.integers(0, 100), st.integers(0, 1_795_392_000)
BATCHES = st.builds(
    lambda random, written: random + written,
    st.lists(st.tuples(st.integers(0, 1 << 32).map(drawn), POINTS, CREATED), min_size=18, max_size=18),
    st.lists(st.tuples(personas(), POINTS, CREATED), min_size=2, max_size=2),
)


class Undone(Exception):  # noqa: N818 (ends a transaction on purpose)
    """Nothing written in an example stays."""


@contextmanager
def some_organisation() -> Iterator[None]:
    """Act for an organisation nobody else knows; what is written is undone."""
    from firstreply.store.tenancy import acting

    try:
        with acting(uuid4()):
            yield
            raise Undone
    except Undone:
        pass


def stored(batch: list[tuple[Persona, int, int]]) -> list[UUID]:
    from firstreply.store.models import Lead
    from firstreply.store.tenancy import organisation

    rows = [
        Lead(
            organisation_id=organisation(),
            persona=persona.to_dict(),
            folded=folded(persona),
            budget=persona.budget,
            deal_size=persona.deal_size,
            points=points,
            created_at=datetime.fromtimestamp(created, UTC),
            inquired_at=datetime.fromtimestamp(created, UTC),
        )
        for persona, points, created in batch
    ]
    Lead.objects.bulk_create(rows)
    return [row.pk for row in rows]


def found(rule: Rule, today: date | None = TODAY) -> set[Any]:
    from firstreply.store.models import Lead
    from firstreply.store.queries.rule_filter import to_q

    return set(Lead.objects.filter(to_q(rule, today=today)).values_list("pk", flat=True))


def meant(
    rule: Rule, batch: list[tuple[Persona, int, int]], ids: list[UUID], today: date | None = TODAY
) -> set[UUID]:
    sheets = [sheet(one, points=points, created=created, today=today) for one, points, created in batch]
    return {pk for pk, lead in zip(ids, sheets, strict=True) if holds(rule, lead)}


@pytest.mark.slow
@ENOUGH
@given(batch=BATCHES, asked=st.lists(rules(), min_size=3, max_size=5))
def test_rule_finds_the_same_leads_both_ways(
    database: Database, batch: list[tuple[Persona, int, int]], asked: list[Rule]
) -> None:
    with some_organisation():
        ids = stored(batch)
        for rule in asked:
            assert found(rule) == meant(rule, batch, ids)
            assert found(Not(rule)) == set(ids) - found(rule)


def examples() -> list[Condition]:
    """Each field with each of its operators."""
    values: dict[str, Any] = {
        "nothing": None,
        "text": "a'b%_\\",
        "texts": ("علي", 'a"b'),
        "number": Decimal("12.5"),
        "two numbers": (Decimal(0), Decimal(50)),
        "day": date(2026, 11, 1),
        "two days": (date(1990, 1, 1), date(2026, 11, 1)),
        "count of days": 21,
    }
    known = [(field, op) for field, kind in FIELDS.items() for op in OPERATORS[kind]]
    own = [
        (f"custom.{KEYS[2]}", op) for kind in set(FIELDS.values()) if kind != "list" for op in OPERATORS[kind]
    ]
    return [
        Condition(field=field, op=op, value=values[takes(field, op)]) for field, op in sorted({*known, *own})
    ]


SAMPLE = [
    (Persona(), 0, 0),
    *(
        (
            Persona(
                **dict.fromkeys((name for name, kind in FIELDS.items() if kind in ("text", "choice")), word),
                budget=number,
                deal_size=number,
                tags=(word, "x"),
                emails=("jane@work.example",),
                phones=("+4930123456",),
                birthday=day,
                custom={KEYS[2]: own},
            ),
            12,
            1_793_491_200,
        )
        for word, number, day in (
            ("a'b%_\\", Decimal("12.5"), date(2026, 11, 1)),
            ("علی", Decimal(999_999_999_999_999), date(1, 1, 1)),
            ('xa"bx', Decimal(0), date(9999, 12, 31)),
        )
        for own in (word, number, day, True, False, None)
    ),
]


def test_every_field_and_operator_finds_the_same_leads_both_ways(database: Database) -> None:
    with some_organisation():
        ids = stored(SAMPLE)
        differing = [
            (condition.field, condition.op)
            for condition in examples()
            if found(condition) != meant(condition, SAMPLE, ids)
        ]
    assert differing == []


def test_rule_without_parts_finds_everybody_or_nobody(database: Database) -> None:
    with some_organisation():
        ids = stored(SAMPLE)
        assert (found(AllOf()), found(AnyOf())) == (set(ids), set())


def test_ages_need_a_day_to_count_to(database: Database) -> None:
    rule = Condition(field="created", op="older_than", value=0)
    with some_organisation():
        ids = stored(SAMPLE)
        assert (found(rule, today=None), found(rule)) == (set(), set(ids))


def test_rule_reaches_leads_from_another_table(database: Database) -> None:
    from firstreply.store.models import Engagement
    from firstreply.store.queries.rule_filter import to_q
    from firstreply.store.tenancy import organisation

    with some_organisation():
        ids = stored(SAMPLE)
        at = datetime(2026, 11, 22, tzinfo=UTC)
        Engagement.objects.bulk_create(
            [Engagement(organisation_id=organisation(), lead_id=pk, kind="visit", at=at) for pk in ids]
        )
        rule = AllOf((Condition(field="budget", op="=", value=0), Condition(field="created", op="is_known")))
        got = set(Engagement.objects.filter(to_q(rule, prefix="lead__")).values_list("lead_id", flat=True))
        assert got == meant(rule, SAMPLE, ids)
        assert len(got) == 6


def test_every_part_of_a_large_rule_is_one_query(database: Database) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rule = AnyOf(tuple(Condition(field="city", op="is", value=f"city {n}") for n in range(199)))
    with some_organisation():
        stored(SAMPLE)
        with CaptureQueriesContext(connection) as queries:
            assert found(rule) == set()
    assert len(queries) == 1
