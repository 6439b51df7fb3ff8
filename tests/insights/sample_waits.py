"""Made-up waits and their messages: three languages, invented people, example domains."""

import datetime as dt
import random
from typing import Any

Row = dict[str, Any]
PEOPLE = (
    ("Mara Lindqvist", "North", "mara@ours.example"),
    ("عمر الخطيب", "Gulf", "omar@ours.example"),
    ("نگار رستگار", "Iran", "negar@ours.example"),
    ("Tomás Varela", "North", "tomas@ours.example"),
    ("ليلى منصور", "Gulf", "leila@ours.example"),
    ("کیان فرهمند", "Iran", "kian@ours.example"),
    ("Ines Okafor", "North", "ines@ours.example"),
)
SUBJECTS = (
    "Quote for 300 solar panels",
    "Delivery to Rotterdam in March?",
    "Price list 2026",
    "Meeting at the fair",
    "Samples of the blue coating",
    "Question about the warranty",
    "Re-order, same terms as last year",
    "استعلام قیمت پمپ صنعتی",
    "درخواست نمونه محصول",
    "زمان تحویل سفارش",
    "سؤال درباره گارانتی دستگاه",
    "طلب عرض سعر لألواح شمسية",
    "موعد التسليم إلى جدة",
    "استفسار عن شروط الدفع",
    "طلب كتالوج المنتجات",
)
SENDERS = (
    "Hanna Brook",
    "Pavel Sorin",
    "Amara Diallo",
    "Yuki Tan",
    "سارة النجار",
    "خالد البكري",
    "پریسا مهرگان",
    "آرش کاویان",
)
START = dt.datetime(2025, 11, 3, tzinfo=dt.UTC)
DAYS = 180


def iso(at: int) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rows(waits: int, seed: int) -> tuple[list[Row], list[Row]]:
    """Wait rows and the message rows behind them."""
    chance = random.Random(seed)
    end = int(START.timestamp()) + DAYS * 86400
    found: list[Row] = []
    messages: list[Row] = []
    for number in range(waits):
        at = int(START.timestamp()) + int(chance.triangular(0, DAYS, DAYS * 0.6)) * 86400
        at += int(min(86399, max(0, chance.gauss(12, 3.5)) * 3600)) + chance.randrange(60)
        subject = chance.choice(SUBJECTS) + (
            f" #{chance.randrange(400, 999)}" if chance.random() < 0.3 else ""
        )
        sender, domain = (
            chance.choice(SENDERS),
            chance.choice(("example.com", "example.org", "mail.example.net")),
        )
        party = f"buyer{chance.randrange(900)}@{domain}"
        place = min(int(chance.expovariate(0.5)), len(PEOPLE) - 1)
        owner = PEOPLE[place][0]
        span = int(min(86400 * 20, chance.lognormvariate(8.1 + place * 0.22, 1.7)))
        outcome = chance.choices(("answered", "open", "dismissed", "voided"), (86, 9, 3, 2))[0]
        if outcome == "answered" and at + span > end:
            outcome = "open"
        author = owner if chance.random() < 0.85 else chance.choice(PEOPLE)[0]
        closed = outcome != "open"
        behind = [len(messages)]
        messages.append(
            {
                "id": f"q{number}@{domain}",
                "at": iso(at),
                "from": f"{sender} <{party}>",
                "person": None,
                "class": "INBOUND_HUMAN",
                "evidence": "outside_sender",
                "subject": subject,
            }
        )
        if closed and chance.random() < 0.25:
            behind.append(len(messages))
            messages.append(
                {
                    "id": f"c{number}@{domain}",
                    "at": iso(at + span // 2),
                    "from": f"{sender} <{party}>",
                    "person": None,
                    "class": "INBOUND_HUMAN",
                    "evidence": "outside_sender",
                    "subject": f"Re: {subject}",
                }
            )
        if outcome == "answered":
            behind.append(len(messages))
            messages.append(
                {
                    "id": f"a{number}@ours.example",
                    "at": iso(at + span),
                    "from": f"{author} <sales@ours.example>",
                    "person": author,
                    "class": "OUTBOUND_HUMAN",
                    "evidence": "team_sender",
                    "subject": f"Re: {subject}",
                }
            )
        ended = at + span if outcome == "answered" else end
        found.append(
            {
                "inquiry_message_id": f"q{number}@{domain}",
                "conversation": number,
                "party": party,
                "received_at": iso(at),
                "outcome": outcome,
                "answer_message_id": f"a{number}@ours.example" if outcome == "answered" else None,
                "answered_at": iso(at + span) if closed else None,
                "author": author if outcome == "answered" else None,
                "wall_s": ended - at,
                "business_s": (ended - at) // 3,
                "off_hours": outcome == "answered" and span < 900 and not 7 <= (at // 3600) % 24 < 18,
                "evidence": "reply_in_thread" if outcome == "answered" else "outside_sender",
                "first": chance.random() < 0.7,
                "truncated": chance.random() < 0.02,
                "owner": owner,
                "team": {name: team for name, team, _ in PEOPLE}[author if outcome == "answered" else owner],
                "mailbox": chance.choice(("sales@ours.example", "info@ours.example")),
                "subject": subject,
                "messages": behind,
            }
        )
    return found, messages
