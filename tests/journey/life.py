"""A random life of an organisation, step by step through the real journey. Call inside a test only."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from firstreply.core.message import MessageClass
from firstreply.core.refusal import Refused
from tests.journey.clockwork import ALWAYS, hours, managing, passes, promises
from tests.journey.conftest import NOW, Office

PEOPLE = 12
_RULE = {"version": 1, "rule": {"all": [{"field": "budget", "op": ">=", "value": "1000"}]}}
_HOME = {"version": 1, "rule": {"all": [{"field": "country", "op": "is", "value": "DE"}]}}


def furnished(office: Office) -> Office:
    """With hours, promises, points, qualification, and a pool whose members are offered what comes from Iran."""
    calendar = hours(office, ALWAYS)
    managing(office)
    ladder = {"steps": [{"percent": 70, "action": "reroute", "only_if": "untouched"}]}
    promises(office, seconds=3600, calendar_id=calendar, covers="first", ladder=ladder)
    promises(office, seconds=7200, calendar_id=calendar, covers="next", condition=_HOME)
    office.publish("qualification", {"qualified": _RULE, "questions": ["budget"]})
    office.publish(
        "score",
        {
            "fit": [{"rule": _HOME, "points": 30, "reason": "home"}],
            "engagement": [{"kind": "inquired", "points": 10}],
        },
    )
    offers = _pool(office, {"mode": "claim", "offer_seconds": 600})
    turns = _pool(office, {"mode": "weighted", "capacity": {"open": 9}})
    iran = {"version": 1, "rule": {"all": [{"field": "country", "op": "is", "value": "IR"}]}}
    rules = [{"id": "iran", "action": "pool", "target": offers, "condition": iran}]
    office.publish("routing", {"rules": rules, "fallback": [turns]})
    return office


def _pool(office: Office, value: dict[str, Any]) -> str:
    from firstreply.store.ids import new_id
    from firstreply.store.models import Pool
    from firstreply.store.tenancy import acting

    own = new_id()
    whole = {"id": str(own), "seats": [str(one) for one in office.reps], **value}
    with acting(office.organisation):
        Pool.objects.create(id=own, organisation_id=office.organisation, name=str(own), value=whole)
    return str(own)


@dataclass
class Life:
    """What happens to an office, as a seed decides. `did` counts what did happen, by name, and what was refused."""

    office: Office
    random: Random
    now: datetime = NOW
    did: Counter[str] = field(default_factory=Counter)

    def live(self, steps: int) -> None:
        """So many steps, each some time after the one before."""
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """One thing happens."""
        self.now += timedelta(seconds=self.random.choice([0, 1, 20, 400, 1500, 4000]), microseconds=123_456)
        self.now = self.now.replace(microsecond=self.random.choice([0, 1, 999_999]))
        act = self.random.choice(STEPS)
        try:
            act(self)
            self.did[act.__name__] += 1
        except (Refused, IndexError) as error:  # not now, or nobody to do it to
            self.did["refused" if isinstance(error, Refused) else "nobody"] += 1

    def one(self, model: str, **where: Any) -> UUID:
        found: UUID = self.random.choice(self.office.rows(model, "id", **where))
        return found

    def rep(self) -> UUID:
        return self.random.choice(self.office.reps)

    def wait(self) -> UUID:
        return self.one("Wait", outcome="open")

    def lead(self) -> UUID:
        return self.one("Lead", merged_into=None)

    def act(self, name: str, *args: Any, **kwargs: Any) -> None:
        from firstreply.journey import acted

        whole = {"by": self.office.owner, "now": self.now, **kwargs}
        getattr(acted, name)(self.office.organisation, *args, **whole)

    def arrive(self, **more: Any) -> None:
        """Somebody asks, known or not; sometimes late, sometimes several at once, sometimes what nobody can read."""
        late = timedelta(seconds=self.random.choice([0, 0, 0, 600, 90_000]))
        some = [self.person() for _ in range(self.random.choice([1, 1, 2, 4]))]
        self.office.submit(*some, at=self.now - late)
        self.office.arrived(now=self.now)

    def person(self) -> dict[str, Any]:
        n = self.random.randrange(PEOPLE)
        told: dict[str, Any] = {"name": f"Person {n}", "need": f"Offer {self.random.randrange(4)}"}
        if self.random.random() < 0.7:
            told["email"] = f"p{n}@customer.example"
        if self.random.random() < 0.5:
            told["phone"] = f"+4930901{n:03}"
        if self.random.random() < 0.6:
            told["budget"] = self.random.choice([10, 5000])
        if self.random.random() < 0.5:
            told["country"] = self.random.choice(["DE", "IR"])
        return told if self.random.random() < 0.95 else {}

    def says(self, direction: str, **more: Any) -> None:
        n = self.random.randrange(PEOPLE)
        party = self.random.choice([f"p{n}@customer.example", f"+4930901{n:03}"])
        channel = self.random.choice(["chat", "whatsapp"])
        late = timedelta(seconds=self.random.choice([0, 0, 300, 20_000]))
        told = {"direction": direction, "channel": channel, "party": party, "text": "Words", **more}
        told |= {"at": (self.now - late).isoformat(), "author": str(self.rep())}
        self.office.bring([self.office.incoming(told, self.now, kind="message")])
        self.office.arrived(now=self.now)


def asks(life: Life) -> None:
    life.arrive()


def writes(life: Life) -> None:
    life.says("in")


def answers(life: Life) -> None:
    life.says("out")


def is_answered_by_a_machine(life: Life) -> None:
    life.says("out", automatic=True)


def time_passes(life: Life) -> None:
    passes(life.office, life.now)


def a_rep_talks(life: Life) -> None:
    life.act("talked", life.wait(), channel="phone")


def a_rep_calls(life: Life) -> None:
    life.act("called", life.wait())


def a_wait_is_dismissed(life: Life) -> None:
    life.act("dismiss", life.wait())


def a_wait_is_voided(life: Life) -> None:
    life.act("void", life.wait(), reason="spam")


def a_conversation_is_closed(life: Life) -> None:
    life.act("close", life.wait())


def a_wait_is_reopened(life: Life) -> None:
    life.act("reopen", life.one("Wait", outcome__in=["dismissed", "voided", "answered"]))


def a_wait_is_paused(life: Life) -> None:
    life.act("pause", life.wait(), reason="agreed")


def a_wait_is_resumed(life: Life) -> None:
    life.act("resume", life.one("Wait", outcome="open", due_at=None))


def a_lead_is_assigned(life: Life) -> None:
    life.act("assign", life.lead(), to=life.rep())


def a_lead_goes_to_a_pool(life: Life) -> None:
    life.act("assign", life.lead(), pool=life.one("Pool"))


def an_offer_is_claimed(life: Life) -> None:
    life.act("claim", life.one("Assignment", kind__in=["offered", "given"]), by=life.rep())


def an_offer_is_declined(life: Life) -> None:
    life.act("decline_offer", life.one("Assignment", kind="offered"), by=life.rep())


def cover_is_asked(life: Life) -> None:
    life.act("ask_for_cover", life.lead())


def a_stage_is_moved(life: Life) -> None:
    life.act("move_stage", life.lead(), life.random.choice(["contacted", "nurture", "qualified", "open"]))


def a_lead_is_changed(life: Life) -> None:
    n = life.random.randrange(PEOPLE)
    fields: dict[str, Any] = {"company": life.random.choice(["Acme", "", "Beta"])}
    if life.random.random() < 0.5:
        fields["emails"] = [f"p{n}@customer.example", f"other{n}@customer.example"]
    if life.random.random() < 0.3:
        fields["budget"] = life.random.choice(["2000", None])
    life.act("change_lead", life.lead(), fields)


def leads_are_merged(life: Life) -> None:
    life.act("merge", life.lead(), life.lead())


def a_merge_is_undone(life: Life) -> None:
    life.act("unmerge", life.one("Lead", merged_into__isnull=False))


def a_message_is_overruled(life: Life) -> None:
    kind = life.random.choice(
        [None, MessageClass.SPAM, MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_AUTO]
    )
    life.act("overrule_class", life.one("Message", party__gt=""), kind)


def somebody_is_away(life: Life) -> None:
    from firstreply.core.member import Presence

    life.act("set_presence", life.rep(), life.random.choice(list(Presence)))


STEPS: list[Callable[[Life], None]] = [
    asks, asks, asks, asks, writes, writes, answers, answers, is_answered_by_a_machine, time_passes, time_passes,
    a_rep_talks, a_rep_calls, a_wait_is_dismissed, a_wait_is_voided, a_conversation_is_closed, a_wait_is_reopened,
    a_wait_is_paused, a_wait_is_resumed, a_lead_is_assigned, a_lead_goes_to_a_pool, an_offer_is_claimed,
    an_offer_is_declined, cover_is_asked, a_stage_is_moved, a_lead_is_changed, leads_are_merged, a_merge_is_undone,
    a_message_is_overruled, somebody_is_away,
]  # fmt: skip
