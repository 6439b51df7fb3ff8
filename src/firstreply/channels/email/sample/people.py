"""The invented company of the sample archive, its people, hours and customers; reserved domains only."""

from random import Random
from typing import Final, NamedTuple

SHARED: Final = "sales@example.com"
INFO: Final = "info@example.com"
COMPANY: Final = "Nile & Alborz Trading"


class Rep(NamedTuple):
    """One of ours. `median_minutes` and `spread` shape the open time to an answer (log-normal)."""

    name: str
    native: str
    address: str
    team: str
    calendar: str
    zone: str
    languages: tuple[str, ...]
    median_minutes: float
    spread: float
    answers: float  #: share of inquiries that get an answer at all


class Customer(NamedTuple):
    """Somebody outside. `name` is as they write it themselves."""

    name: str
    address: str
    language: str
    zone: str
    company: str


REPS: Final = (
    Rep(
        "Sara Mansour",
        "سارة منصور",
        "sara.mansour@example.com",
        "Cairo",
        "cairo",
        "Africa/Cairo",
        ("ar", "en"),
        14,
        1.0,
        0.92,
    ),
    Rep(
        "Omar Haddad",
        "عمر حداد",
        "omar.haddad@example.com",
        "Cairo",
        "cairo",
        "Africa/Cairo",
        ("ar", "en"),
        95,
        1.3,
        0.75,
    ),
    Rep(
        "Neda Karimi",
        "ندا کریمی",
        "neda.karimi@example.com",
        "Tehran",
        "tehran",
        "Asia/Tehran",
        ("fa", "en"),
        26,
        1.1,
        0.86,
    ),
    Rep(
        "Reza Tavakoli",
        "رضا توکلی",
        "reza.tavakoli@example.com",
        "Tehran",
        "tehran",
        "Asia/Tehran",
        ("fa",),
        150,
        1.4,
        0.69,
    ),
    Rep(
        "Lena Vogt",
        "Lena Vogt",
        "lena.vogt@example.com",
        "Hamburg",
        "hamburg",
        "Europe/Berlin",
        ("en",),
        42,
        1.2,
        0.84,
    ),
)
MANAGER: Final = Rep(
    "Karim Aziz",
    "كريم عزيز",
    "karim.aziz@example.com",
    "Cairo",
    "cairo",
    "Africa/Cairo",
    ("ar", "en"),
    60,
    1.0,
    0.0,
)
#: Neda wrote from another address until this day.
OLD_ADDRESS: Final = ("n.karimi@tehran.example.com", "2026-04-04")

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALENDARS: Final[dict[str, dict[str, object]]] = {
    "cairo": {
        "zone": "Africa/Cairo",
        "versions": [
            {
                "from": "2025-01-01",
                "week": {day: [["09:00", "17:00"]] for day in ("sun", "mon", "tue", "wed", "thu")},
                "holidays": [
                    "2026-03-20",
                    "2026-03-21",
                    "2026-03-22",
                    "2026-04-13",
                    "2026-05-27",
                    "2026-05-28",
                ],
            }
        ],
    },
    "tehran": {
        "zone": "Asia/Tehran",
        "versions": [
            {
                "from": "2025-01-01",
                "week": {
                    day: [["08:30", "12:30"], ["13:30", "17:00"]]
                    for day in ("sat", "sun", "mon", "tue", "wed")
                },
                "holidays": [
                    "2026-03-21",
                    "2026-03-22",
                    "2026-03-23",
                    "2026-03-24",
                    "2026-04-01",
                    "2026-05-27",
                ],
                "exceptions": {"2026-04-02": [["10:00", "12:00"]]},
            }
        ],
    },
    "hamburg": {
        "zone": "Europe/Berlin",
        "versions": [
            {
                "from": "2025-01-01",
                "week": {day: [["08:00", "16:30"]] for day in _DAYS[:5]},
                "holidays": ["2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25"],
            }
        ],
    },
}

TEAM: Final[dict[str, object]] = {
    "people": [
        {
            "name": rep.name,
            "team": rep.team,
            "addresses": [
                rep.address,
                *([{"address": OLD_ADDRESS[0], "to": OLD_ADDRESS[1]}] if rep.name == "Neda Karimi" else []),
            ],
            "calendar": rep.calendar,
        }
        for rep in (*REPS, MANAGER)
    ],
    "domains": ["example.com"],
    "lists": [SHARED, INFO],
    "calendars": CALENDARS,
    "calendar": "cairo",
    "sla": {"first_response": "1h"},
}

_NAMES: Final[dict[str, tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]]] = {
    "en": (
        tuple((name, name) for name in (
            "Emma", "James", "Priya", "Daniel", "Sofia", "Lucas", "Hannah", "Arjun", "Grace", "Oliver", "Mei",
        )),
        tuple((name, name) for name in (
            "Whitfield", "Okafor", "Lindqvist", "Sharma", "Moreau", "Castellan", "Brandt", "Thapa", "Novak",
        )),
    ),
    "ar": (
        (("Ahmed", "أحمد"), ("Fatima", "فاطمة"), ("Khaled", "خالد"), ("Mona", "منى"), ("Youssef", "يوسف"),
         ("Layla", "ليلى"), ("Hassan", "حسن"), ("Nour", "نور"), ("Tarek", "طارق"), ("Huda", "هدى")),
        (("Naguib", "نجيب"), ("Farouk", "فاروق"), ("Zaki", "زكي"), ("Shami", "الشامي"), ("Masri", "المصري"),
         ("Qasim", "قاسم"), ("Harbi", "الحربي"), ("Otaibi", "العتيبي")),
    ),
    "fa": (
        (("Ali", "علی"), ("Maryam", "مریم"), ("Hossein", "حسین"), ("Zahra", "زهرا"), ("Amir", "امیر"),
         ("Parisa", "پریسا"), ("Kaveh", "کاوه"), ("Shirin", "شیرین"), ("Babak", "بابک"), ("Laleh", "لاله")),
        (("Ahmadi", "احمدی"), ("Rostami", "رستمی"), ("Jafari", "جعفری"), ("Moradi", "مرادی"), ("Sadeghi", "صادقی"),
         ("Golzar", "گلزار"), ("Pakzad", "پاکزاد"), ("Yeganeh", "یگانه")),
    ),
}  # fmt: skip
_ZONES: Final = {
    "en": ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu",
           "Australia/Sydney"),
    "ar": ("Africa/Cairo", "Asia/Dubai", "Asia/Riyadh", "Africa/Casablanca"),
    "fa": ("Asia/Tehran", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul"),
}  # fmt: skip
_COMPANIES: Final = (
    "delta-foods", "zagros-pack", "lotus-interiors", "oasis-build", "karun-valves", "falcon-retail",
    "harbour-supply", "cedar-hotels", "saffron-house", "atlas-tiles", "palm-logistics", "north-bridge",
    "orchid-labs",
    "quartz-lighting", "river-textiles", "summit-kitchens", "tulip-gardens", "vega-motors",
    "willow-clinics", "yarrow-farms",
)  # fmt: skip


def customer(chance: Random) -> Customer:
    """A customer of chance: language, name, address, company and time zone."""
    language = chance.choices(("en", "ar", "fa"), (40, 33, 27))[0]
    firsts, lasts = _NAMES[language]
    (first, first_native), (last, last_native) = chance.choice(firsts), chance.choice(lasts)
    company = chance.choice(_COMPANIES)
    domain = f"{company}.{chance.choice(('example.org', 'example.net'))}"
    local = chance.choice((f"{first}.{last}", f"{first[0]}{last}", first)) + chance.choice(
        ("", "", str(chance.randint(2, 99)))
    )
    return Customer(
        f"{first_native} {last_native}",
        f"{local.lower()}@{domain}",
        language,
        chance.choice(_ZONES[language]),
        company,
    )
