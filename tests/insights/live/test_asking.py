"""Questions to live data: filters, sight, what is behind a figure, CSV, funnel, and while nothing is ready."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.sight import Viewer
from firstreply.insights.live import asking
from firstreply.insights.live.asked import Asked, Group, Where
from firstreply.insights.live.fresh import Mirrors
from firstreply.insights.live.parts import PARTS
from firstreply.insights.live.stretches import presets
from firstreply.insights.live.tables import table_csv
from firstreply.insights.statistics.buckets import NAMES
from firstreply.insights.words import use
from firstreply.store.tenancy import acting
from tests.insights.live.conftest import Looking, Office
from tests.journey.conftest import NOW, office_of

pytestmark = pytest.mark.postgres

ADMIN = Viewer(member=None, role=Role.ADMIN)
END = int(NOW.timestamp()) + 86_400
ALL = Asked(where=Where(), clock="wall", as_of=END)


def test_every_part_can_be_asked_for(busy: Office) -> None:
    answer = asking.ask(busy.organisation, ADMIN, ALL, *PARTS)
    assert set(answer.parts) == set(PARTS)
    assert (answer.preparing, answer.precision, answer.zone) == (None, 0.0, "Europe/Berlin")
    assert answer.parts["headline"]["inquiries"] == 9
    assert answer.parts["headline"]["answered"] == 8
    assert sum(answer.parts["headline"]["buckets"].values()) == 9
    assert set(answer.definitions) >= {"median_s", "answered", "buckets"}


def test_groups_add_up_to_the_whole(busy: Office) -> None:
    names = [name for name in PARTS if name.startswith("by_")]
    parts = asking.ask(busy.organisation, ADMIN, ALL, *names).parts
    for name in names:
        # What came through no mailbox is in none of them.
        assert sum(row["inquiries"] for row in parts[name]) == (0 if name == "by_mailbox" else 9), name


def test_what_a_source_brought_can_be_left_out_of_everything(busy: Office) -> None:
    left_out = replace(ALL, where=Where(without=(busy.source,)))
    parts = asking.ask(busy.organisation, ADMIN, left_out, *PARTS).parts
    assert (parts["headline"]["inquiries"], parts["funnel"]["stages"][0]["reached"]) == (0, 0)
    assert sum(map(sum, parts["heatmap"]["received"])) == 0
    other = replace(ALL, where=Where(without=(busy.organisation,)))
    assert asking.ask(busy.organisation, ADMIN, other, "headline").parts["headline"]["inquiries"] == 9


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (Where(products=("Product 1",)), 3),
        (Where(products=("Product 1", "Product 2")), 6),
        (Where(products=("Product 1",), domains=("c2.example",)), 0),
        (Where(domains=("c2.example",)), 3),
        (Where(tags=("t0",)), 5),
        (Where(campaigns=("",)), 9),
        (Where(products=("nobody's",)), 0),
        (Where(products=("'); DROP TABLE ended; --",)), 0),
        (Where(since=int(NOW.timestamp()) + 120), 7),
        (Where(until=int(NOW.timestamp()) + 120), 2),
        (Where(channels=("api",), first=False), 9),
    ],
)
def test_filters_choose(busy: Office, where: Where, count: int) -> None:
    asked = replace(ALL, where=where)
    block = asking.ask(busy.organisation, ADMIN, asked, "headline").parts["headline"]
    assert block["inquiries" if where.first else "waits"] == count
    assert asking.behind(busy.organisation, ADMIN, asked, now=NOW).total == count


def test_a_rep_sees_their_own_and_their_teams_only(busy: Office) -> None:
    rep = busy.reps[0]
    mine = len(busy.rows("Wait", "id", owner_id=rep))
    assert 0 < mine < 9
    alone = Viewer(member=rep, role=Role.REP)
    assert asking.ask(busy.organisation, alone, ALL, "headline").parts["headline"]["inquiries"] == mine
    assert asking.behind(busy.organisation, alone, ALL, now=NOW).total == mine
    assert len(asking.behind(busy.organisation, alone, ALL, now=NOW).rows) == mine
    stranger = Viewer(member=UUID(int=7), role=Role.REP)
    assert asking.ask(busy.organisation, stranger, ALL, "headline").parts["headline"]["inquiries"] == 0
    assert asking.behind(busy.organisation, stranger, ALL, now=NOW).rows == []
    assert asking.known(busy.organisation, stranger)["people"] == []
    assert asking.behind_funnel(busy.organisation, stranger, ALL, "open").ids == []
    teams = busy.rows("Lead", "team_id")
    colleague = Viewer(member=UUID(int=7), role=Role.REP, teams=frozenset(one for one in teams if one))
    seen = sum(1 for one in teams if one)
    assert asking.ask(busy.organisation, colleague, ALL, "headline").parts["headline"]["inquiries"] == seen


def test_another_organisation_is_asked_of_its_own(busy: Office) -> None:
    other = office_of("Theirs")
    answer = asking.ask(
        other.organisation, ADMIN, ALL, "headline", "trend", "funnel", "by_person", "volume", "sla"
    )
    assert answer.parts["headline"]["inquiries"] == 0
    assert answer.parts["by_person"] == []
    assert answer.parts["funnel"]["leads"] == 0
    assert asking.behind(other.organisation, ADMIN, ALL, now=NOW).total == 0


def test_every_bar_of_the_distribution_opens_to_as_many_waits(busy: Office) -> None:
    block = asking.ask(busy.organisation, ADMIN, ALL, "headline").parts["headline"]
    for bucket in NAMES:
        page = asking.behind(busy.organisation, ADMIN, ALL, now=NOW, bucket=bucket)
        assert page.total == len(page.rows) == block["buckets"][bucket]


@pytest.mark.parametrize("part", ["person", "team", "product", "domain", "tag", "weekday", "hour", "source"])
def test_every_row_of_a_table_opens_to_its_waits(busy: Office, part: str) -> None:
    for row in asking.ask(busy.organisation, ADMIN, ALL, f"by_{part}").parts[f"by_{part}"]:
        for end in ("answered", "open"):
            page = asking.behind(
                busy.organisation, ADMIN, ALL, now=NOW, group=Group(part, row["key"]), end=end
            )
            assert page.total == row[end]


def test_points_of_the_trend_and_cells_open(busy: Office) -> None:
    answer = asking.ask(busy.organisation, ADMIN, ALL, "trend", "arrivals").parts
    point = next(one for one in answer["trend"] if one["inquiries"])
    at = int(datetime.fromisoformat(point["from"]).timestamp())
    assert (
        asking.behind(busy.organisation, ADMIN, ALL, now=NOW, group=Group("trend", at)).total
        == point["inquiries"]
    )
    weekday, hour = next((w, h) for w in range(7) for h in range(24) if answer["arrivals"]["counts"][w][h])
    cell = Group("arrivals", weekday * 24 + hour)
    assert asking.behind(busy.organisation, ADMIN, ALL, now=NOW, group=cell).total == 9


def test_pages_of_waits_go_on_where_the_last_one_ended(busy: Office) -> None:
    found, after = [], None
    while True:
        page = asking.behind(busy.organisation, ADMIN, ALL, now=NOW, after=after, limit=2)
        found += [row.wait.id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(found) == len(set(found)) == 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": "nothing"}, {"bucket": "long"}, {"after": "x"}, {"group": Group("outcome", 1)},
        {"group": Group("weekday", 9)}, {"group": Group("trend", 5)},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(busy: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="question_malformed"):
        asking.behind(busy.organisation, ADMIN, ALL, now=NOW, **wrong)


def test_a_part_that_there_is_not_is_refused(busy: Office) -> None:
    with pytest.raises(Refused, match="question_malformed"):
        asking.ask(busy.organisation, ADMIN, ALL, "everything")


def test_waits_as_csv(busy: Office) -> None:
    rows = list(csv.reader(io.StringIO("".join(asking.waits_csv(busy.organisation, ADMIN, ALL, now=NOW)))))
    assert len(rows) == 10
    assert [row[4] for row in rows[1:]].count("answered") == 8


def test_tables_as_csv_hold_no_formulas(busy: Office) -> None:
    part = [{"key": "=1+1", "name": "@x", "median_s": -5, "within": {"300": None}}]
    assert "".join(table_csv("by_product", part, use("en"))).splitlines() == [
        "\ufeffkey,name,Median response time,Answered within 300",
        "'=1+1,'@x,-5,",
    ]
    answer = asking.ask(busy.organisation, ADMIN, ALL, *PARTS)
    for name, each in answer.parts.items():
        assert "".join(table_csv(name, each, use("fa"))).startswith("\ufeff")


def test_the_funnel_counts_whom_a_step_was_reached_by(busy: Office) -> None:
    part = asking.ask(busy.organisation, ADMIN, ALL, "funnel").parts["funnel"]
    assert [(one["stage"], one["reached"]) for one in part["stages"]] == [
        ("open", 9), ("contacted", 1), ("qualified", 1), ("negotiation", 1), ("customer", 1),
    ]  # fmt: skip
    assert part["stages"][4]["conversion"] == 1.0
    assert part["leads"] == 9
    assert len(asking.behind_funnel(busy.organisation, ADMIN, ALL, "customer").ids) == 1
    products = asking.ask(busy.organisation, ADMIN, ALL, "funnel_by_product").parts["funnel_by_product"]
    assert sorted((one["name"], one["leads"]) for one in products) == [(f"Product {n}", 3) for n in range(3)]


def test_a_promise_is_held_against_each_wait_or_against_one_target(busy: Office) -> None:
    asked = replace(ALL, target_s=30 * 60)
    part = asking.ask(busy.organisation, ADMIN, asked, "sla").parts["sla"]
    assert (part["met"], part["missed"], part["pending"]) == (2, 7, 0)
    for end in ("met", "missed", "pending"):
        assert asking.behind(busy.organisation, ADMIN, asked, now=NOW, end=end).total == part[end]


def test_while_the_copy_is_made_the_answer_says_so(
    office: Office, mirrors: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "mirrors", lambda: Mirrors(mirrors.folder, "host=/nowhere dbname=none"))
    answer = asking.ask(office.organisation, ADMIN, ALL, "headline")
    assert (answer.parts, answer.preparing, answer.as_of) == ({}, 0.0, None)
    assert asking.behind(office.organisation, ADMIN, ALL, now=NOW).rows == []
    assert asking.known(office.organisation, ADMIN) == {}
    assert asking.typical(office.organisation, NOW) is None


def test_what_filters_offer_has_names(busy: Office) -> None:
    found = asking.known(busy.organisation, ADMIN)
    assert sorted(name for _, name in found["people"]) == ["Ann", "Ben", "Cem"]
    assert sorted(value for value, _ in found["products"]) == [f"Product {n}" for n in range(3)]
    assert sorted(value for value, _ in found["tags"]) == ["t0", "t1"]


def test_asking_opens_no_transaction_of_its_callers(busy: Office) -> None:
    with acting(busy.organisation):
        assert asking.ask(busy.organisation, ADMIN, ALL, "headline").parts["headline"]["inquiries"] == 9


@pytest.mark.parametrize(
    ("months", "name", "since"),
    [
        ("gregorian", "month", datetime(2026, 10, 31, 20, 30, tzinfo=UTC)),
        ("jalali", "month", datetime(2026, 11, 21, 20, 30, tzinfo=UTC)),
        ("jalali", "year", datetime(2026, 3, 20, 20, 30, tzinfo=UTC)),
        ("jalali", "last_month", datetime(2026, 10, 22, 20, 30, tzinfo=UTC)),
        ("gregorian", "today", datetime(2026, 11, 23, 20, 30, tzinfo=UTC)),
    ],
)
def test_presets_begin_at_local_midnight_in_the_readers_months(
    months: str, name: str, since: datetime
) -> None:
    found = presets(NOW, "Asia/Tehran", "jalali" if months == "jalali" else "gregorian")
    assert found[name][0] == int(since.timestamp())
    assert found["all"] == (None, None)


def test_what_was_given_to_somebody_or_called_opens_as_many_waits(busy: Office) -> None:
    parts = asking.ask(busy.organisation, ADMIN, ALL, "assigned", "called").parts
    opened = {end: asking.behind(busy.organisation, ADMIN, ALL, now=NOW, end=end).total for end in parts}
    assert opened == {end: part["n"] for end, part in parts.items()}
    assert opened["assigned"] > 0


def test_leads_behind_a_stage_come_page_by_page(busy: Office) -> None:
    def page(after: str | None) -> Any:
        return asking.behind_funnel(busy.organisation, ADMIN, ALL, "open", after=after, limit=4)

    first = page(None)
    second = page(first.after)
    third = page(second.after)
    assert [len(one.ids) for one in (first, second, third)] == [4, 4, 1]
    assert ({one.total for one in (first, second, third)}, third.after) == ({9}, None)
    assert set(first.ids + second.ids + third.ids) == set(busy.rows("Lead", "id"))
    with pytest.raises(Refused, match="question_malformed"):
        page("soon")
