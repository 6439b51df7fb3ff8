"""Telephone calls: who is owed one, who was answered, who was tried; whatever the telephone system told, and when."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

CALLER = "+4930901820"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone(office: Office) -> UUID:
    """A telephone system of the office, in which extension 101 is Ann's."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import sources
    from firstreply.journey.organise.decided import By
    from firstreply.store.tenancy import acting

    by = By(office.owner, Role.OWNER, NOW)
    with acting(office.organisation):
        settings = {"agents": {"101": "ann@ours.example"}}
        return sources.add_source("Telephone", "telephony", {}, settings, by).id


def event(call: str = "1", **more: Any) -> dict[str, Any]:
    """One event of a call, as our documentation names the fields."""
    told = {"call_id": call, "direction": "in", "from": CALLER, "to": "101", "state": "missed"}
    return {**told, "started_at": NOW.isoformat(), **more}


def hear(office: Office, phone: UUID, *events: dict[str, Any], now: Any = NOW) -> None:
    """Have the door take events, and the journey what they say."""
    import orjson

    from firstreply.journey import door

    door.accept(
        [
            door.incoming(office.organisation, phone, "piece", at=now, payload=orjson.dumps(one))
            for one in events
        ]
    )
    office.arrived(now=now)


def waits(office: Office) -> list[Any]:
    """Outcome, channel, party, and whether somebody has it."""
    found = office.rows("Wait", "outcome", "channel", "party", "owner_id")
    return [(outcome, channel, party, owner is not None) for outcome, channel, party, owner in found]


def facts(office: Office) -> list[Any]:
    """What the clock was told of calls."""
    return office.rows("Fact", "kind", "member_id", "data__reached", kind__in=["talked", "called"])


def test_missed_call_of_a_stranger_is_a_lead_that_waits_for_a_call(office: Office, phone: UUID) -> None:
    hear(office, phone, event(name="Lea"))
    assert waits(office) == [("open", "phone", CALLER, True)]
    assert office.rows("Lead", "name", "persona__phones") == [("Lea", [CALLER])]
    assert office.rows("Call", "inbound", "reached", "party") == [(True, False, CALLER)]
    assert facts(office) == []


def test_several_missed_calls_are_one_wait_from_the_first(office: Office, phone: UUID) -> None:
    hear(office, phone, event("1"))
    hear(office, phone, event("2", started_at=(NOW + MINUTE).isoformat()), now=NOW + 2 * MINUTE)
    assert waits(office) == [("open", "phone", CALLER, True)]
    assert office.rows("Wait", "started_at") == [NOW]
    assert len(office.rows("Wait", "joined")[0]) == 1
    assert len(office.rows("Lead", "id")) == 1


def test_number_that_is_a_leads_is_that_leads(office: Office, phone: UUID) -> None:
    office.submit({"name": "Lea", "email": "lea@there.example", "phone": "030 901820"})
    office.arrived()
    hear(office, phone, event(**{"from": "030901820"}), now=NOW + MINUTE)
    assert len(office.rows("Lead", "id")) == 1
    assert [one[0] for one in waits(office)] == ["open", "open"]


def test_conversation_answers_what_was_asked_by_mail(office: Office, phone: UUID) -> None:
    office.submit({"name": "Lea", "email": "lea@there.example", "phone": CALLER})
    office.arrived()
    talk = event(direction="out", **{"from": "101", "to": CALLER}, state="ended", duration=65)
    hear(office, phone, talk | {"started_at": (NOW + MINUTE).isoformat()}, now=NOW + 3 * MINUTE)
    assert [one[0] for one in waits(office)] == ["answered"]
    ann = office.reps[0]
    assert office.rows("Wait", "author_id", "ended_at") == [(ann, NOW + MINUTE)]
    assert facts(office) == [("talked", ann, True)]


def test_call_in_vain_is_an_attempt_and_ends_nothing(office: Office, phone: UUID) -> None:
    office.submit({"name": "Lea", "phone": CALLER})
    office.arrived()
    tried = event(direction="out", **{"from": "101", "to": CALLER}, state="busy")
    hear(office, phone, tried | {"started_at": (NOW + MINUTE).isoformat()}, now=NOW + 2 * MINUTE)
    assert office.rows("Wait", "outcome", "called_at") == [("open", NOW + MINUTE)]
    assert facts(office) == [("called", office.reps[0], False)]


def test_stranger_who_was_answered_is_a_lead_of_whoever_answered_and_waits_for_nothing(
    office: Office, phone: UUID
) -> None:
    hear(office, phone, event(state="ended", answered_at=(NOW + timedelta(seconds=9)).isoformat()))
    assert waits(office) == []
    assert office.rows("Lead", "owner_id", "persona__phones") == [(office.reps[0], [CALLER])]
    assert facts(office) == [("talked", office.reps[0], True)]


def test_number_that_we_called_is_nobodys_lead(office: Office, phone: UUID) -> None:
    hear(office, phone, event(direction="out", **{"from": "101", "to": CALLER}, state="ended", duration=9))
    assert office.rows("Lead", "id") == []
    assert office.rows("Call", "party", "lead_id", "member_id") == [(CALLER, None, office.reps[0])]


@pytest.mark.parametrize(
    "withheld", ["anonymous", "", "+266696687", "Restricted", "sip:anonymous@pbx.example"]
)
def test_withheld_number_is_written_down_and_nobodys_lead(office: Office, phone: UUID, withheld: str) -> None:
    hear(office, phone, event(**{"from": withheld}))
    assert (office.rows("Lead", "id"), waits(office)) == ([], [])
    assert office.rows("Call", "party", "inbound", "reached") == [("", True, False)]
    assert office.rows("Arrival", "state") == ["done"]


def test_call_among_ourselves_is_nothing(office: Office, phone: UUID) -> None:
    hear(office, phone, event(**{"from": "102"}), event(direction="internal"))
    assert office.rows("Call", "id") == []


REPORTS = (
    event(state="missed", to="102"),
    event(state="answered"),
    event(state="ended", duration=40, recording="https://pbx.example/1.wav"),
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("together", [True, False])
def test_reports_of_one_call_come_to_the_same_in_any_order(
    office: Office, phone: UUID, order: Sequence[int], together: bool
) -> None:
    reports = [REPORTS[one] for one in order]
    if together:
        hear(office, phone, *reports)
    else:
        for one in (*reports, *reports):
            hear(office, phone, one)
    assert waits(office) == []
    assert office.rows("Call", "reached", "seconds", "member_id", "link") == [
        (True, 40, office.reps[0], "https://pbx.example/1.wav")
    ]
    assert facts(office) == [("talked", office.reps[0], True)]
    assert len(office.rows("Lead", "id")) == 1


def test_voice_message_that_is_written_down_later_is_what_they_said(office: Office, phone: UUID) -> None:
    hear(office, phone, event())
    hear(office, phone, event(state="voicemail", note="Please call me back."), now=NOW + MINUTE)
    assert office.rows("Message", "kind", "body") == [("INBOUND_HUMAN", "Please call me back.")]
    assert len(waits(office)) == 1


def test_call_that_cannot_be_read_is_put_aside_with_the_reason(office: Office, phone: UUID) -> None:
    hear(office, phone, event(direction="sideways"), event(call=""), event(started_at="yesterday"))
    aside = office.rows("Arrival", "reason", "facts__field", state="quarantined")
    assert sorted(aside) == [("call_field_wrong", one) for one in ("call_id", "direction", "started_at")]


def test_facts_and_rows_are_rebuilt_as_they_stand(office: Office, phone: UUID) -> None:
    from firstreply.journey import rebuild

    for one in (
        event("1"),
        event("2", state="answered"),
        event("3", state="ended", **{"from": "+4930901821"}),
    ):
        hear(office, phone, one)
    hear(office, phone, event("4", state="ended", duration=5, **{"from": "+4930901822"}))
    hear(office, phone, event("5", **{"from": "+4930901823"}))
    hear(office, phone, event("5", state="answered", **{"from": "+4930901823"}))
    found = rebuild.check(office.organisation).shown
    assert list(found) == []


def test_telephone_that_rings_is_on_the_screens_of_the_leads_owner_and_of_whoever_it_rings_at(
    office: Office, phone: UUID
) -> None:
    office.submit({"name": "Lea", "company": "Acme", "phone": CALLER})
    office.arrived()
    (owner,) = office.rows("Lead", "owner_id")
    extension = {"agents": {"101": "cem@ours.example"}}
    office.change("Source", {"id": phone}, settings=extension)
    hear(office, phone, event(state="ringing"))
    rings = office.rows("LiveEvent", "owner_id", "payload", kind="ringing")
    assert [whose for whose, _ in rings] == [owner, office.reps[2]]
    assert {told["name"] for _, told in rings} == {"Lea"}
    assert rings[0][1]["company"] == "Acme"
    assert rings[0][1]["direction"] == "in"
    assert rings[0][1]["number"] == CALLER
    assert (office.rows("Call", "id"), facts(office)) == ([], [])


def test_telephone_that_rang_an_hour_ago_is_on_no_screen(office: Office, phone: UUID) -> None:
    hear(office, phone, event(state="ringing"), now=NOW + timedelta(hours=1))
    assert office.rows("LiveEvent", "id", kind="ringing") == []
    assert office.rows("Arrival", "state") == ["done"]


def test_batch_of_calls_asks_no_more_than_one_call(office: Office, phone: UUID) -> None:
    from tests.statements import counted

    def calls(first: int, many: int) -> list[dict[str, Any]]:
        """As many of strangers that were missed as were answered."""
        states = ("missed", "answered") * many
        return [
            event(f"{n}", state=state, **{"from": f"+493090{n:04}"}) for n, state in enumerate(states, first)
        ]

    hear(office, phone, *calls(9000, 2))
    with counted() as one:
        hear(office, phone, *calls(9100, 1))
    with counted() as three:
        hear(office, phone, *calls(9200, 3))
    assert len(office.rows("Assignment", "id", kind="took_call")) == 6
    assert len(three) == len(one)
