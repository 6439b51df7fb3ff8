"""The rows behind the numbers."""

from firstreply.core.message import MessageClass, Seen
from firstreply.core.respond.wait import Outcome
from firstreply.insights.facts import facts
from firstreply.insights.rows import CSV_COLUMNS, rows
from tests.insights.looks import DAY, HOUR, MONDAY, NineToFive, look, seen, wait

MESSAGES = (
    seen(MONDAY + 9 * HOUR, message_id="q@x", subject="Price?", sender="=?utf-8?b?w4dhxJ9sYQ==?= <c@x.test>"),
    seen(MONDAY + 10 * HOUR, message_id="q2@x"),
    seen(MONDAY + 11 * HOUR, MessageClass.OUTBOUND_HUMAN, message_id="a@x", person="Ada"),
)


def test_wait_row_leads_to_its_messages_in_order() -> None:
    answered = wait(MONDAY + 9 * HOUR, 2 * HOUR, joined=(1,), ended_by=2, owner="Ben", evidence="references")
    made_of = look(answered, messages=MESSAGES, calendar=NineToFive())
    found = rows(made_of, facts(made_of))
    assert list(found.waits()) == [
        {
            "inquiry_message_id": "q@x",
            "conversation": 0,
            "party": "customer@shop.test",
            "received_at": "2026-01-05T09:00:00Z",
            "outcome": "answered",
            "answer_message_id": "a@x",
            "answered_at": "2026-01-05T11:00:00Z",
            "author": "Ada",
            "wall_s": 7200,
            "business_s": 7200,
            "off_hours": False,
            "evidence": "references",
            "first": True,
            "truncated": False,
            "owner": "Ben",
            "team": "North",
            "mailbox": "sales@team.test",
            "subject": "Price?",
            "messages": [0, 1, 2],
        }
    ]


def test_csv_columns_are_the_first_of_each_row() -> None:
    made_of = look(wait(MONDAY))
    (row,) = rows(made_of, facts(made_of)).waits(decoded=False)
    assert tuple(row)[: len(CSV_COLUMNS)] == CSV_COLUMNS


def test_message_rows_are_decoded_when_looked_at() -> None:
    made_of = look(messages=MESSAGES)
    messages = rows(made_of, facts(made_of)).messages
    assert len(messages) == 3
    assert messages[0] == {
        "id": "q@x",
        "at": "2026-01-05T09:00:00Z",
        "from": "Çağla <c@x.test>",
        "class": "INBOUND_HUMAN",
        "evidence": "test",
        "person": None,
        "subject": "Price?",
        "depth": 0,
    }


def test_message_rows_say_how_deep_they_stand_in_their_conversation() -> None:
    def told(place: int, conversation: int, *references: str) -> Seen:
        one = seen(MONDAY + place, conversation=conversation, message_id=f"{place}@x")
        return one._replace(envelope=one.envelope._replace(references=references))

    messages = (
        told(0, 0), told(1, 0, "0@x"), told(2, 1, "gone@x"), told(3, 0, "0@x", "1@x"), told(4, 1, "gone@x"),
        told(5, 1, "gone@x", "4@x"), told(6, 0),
    )  # fmt: skip
    made_of = look(messages=messages)
    found = rows(made_of, facts(made_of)).messages
    assert [row["depth"] for row in found] == [0, 1, 0, 2, 0, 1, 0]
    assert [row["depth"] for row in found[-3:]] == [0, 1, 0]
    assert found[-2]["depth"] == 1


def test_a_dismissed_wait_has_no_answer() -> None:
    made_of = look(wait(MONDAY + 9 * HOUR, HOUR, Outcome.DISMISSED, ended_by=1), messages=MESSAGES)
    (row,) = rows(made_of, facts(made_of)).waits()
    assert (row["answer_message_id"], row["answered_at"], row["messages"]) == (None, None, [0, 1])


def test_rows_come_by_arrival_and_only_from_the_chosen_stretch() -> None:
    waits = (wait(MONDAY + 3 * DAY), wait(MONDAY + DAY), wait(MONDAY))
    made_of = look(*waits, since=MONDAY + DAY)
    arrivals = [row["received_at"] for row in rows(made_of, facts(made_of)).waits()]
    assert arrivals == ["2026-01-06T00:00:00Z", "2026-01-08T00:00:00Z"]
