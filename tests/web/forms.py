"""A form, whoever fills it in, and what became of it. Call inside a test only."""

import hashlib
import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from tests.api.conftest import Office
from tests.postgres import Database

FORM: dict[str, Any] = {
    "title": {"en": "Ask for an offer", "fa": "درخواست پیشنهاد", "ar": "اطلب عرضًا"},
    "intro": {"en": "We answer within the hour.", "fa": "ظرف یک ساعت پاسخ می‌دهیم.", "ar": "نجيب خلال ساعة."},
    "fields": [
        {"name": "name", "label": {"en": "Your name", "fa": "نام شما", "ar": "اسمك"}, "required": True},
        {
            "name": "email",
            "type": "email",
            "label": {"en": "E-mail", "fa": "ایمیل", "ar": "البريد الإلكتروني"},
            "required": True,
        },
        {"name": "phone", "type": "phone", "label": {"en": "Phone", "fa": "تلفن", "ar": "الهاتف"}},
        {
            "name": "need",
            "type": "longtext",
            "label": {"en": "What do you need?", "fa": "چه نیازی دارید؟", "ar": "ماذا تحتاج؟"},
            "help": {"en": "A few words will do.", "fa": "چند کلمه کافی است.", "ar": "بضع كلمات تكفي."},
        },
        {
            "name": "product",
            "type": "choice",
            "label": {"en": "Product", "fa": "محصول", "ar": "المنتج"},
            "choices": [
                {"value": "chairs", "label": {"en": "Chairs", "fa": "صندلی", "ar": "كراسي"}},
                {"value": "tables", "label": {"en": "Tables", "fa": "میز", "ar": "طاولات"}},
            ],
        },
        {
            "name": "tags",
            "type": "choices",
            "label": {"en": "Of interest", "fa": "علاقه‌مندی", "ar": "الاهتمامات"},
            "choices": [
                {"value": "delivery", "label": {"en": "Delivery", "fa": "تحویل", "ar": "التوصيل"}},
                {"value": "assembly", "label": {"en": "Assembly", "fa": "نصب", "ar": "التركيب"}},
            ],
        },
        {"name": "custom.seats", "type": "number", "label": {"en": "Seats", "fa": "تعداد", "ar": "المقاعد"}},
    ],
    "consents": [
        {
            "purpose": "contact",
            "text": {
                "en": "You may keep this and contact me.",
                "fa": "می‌توانید این را نگه دارید و با من تماس بگیرید.",
                "ar": "يمكنكم حفظ هذا والتواصل معي.",
            },
            "required": True,
        }
    ],
    "newsletter": True,
    "pow_bits": 8,
    "least_s": 0,
    "wait_s": 0,
}
GOOD = {"name": "Sara", "email": "sara@acme.example", "need": "200 chairs", "consent.contact": "1"}


def founded() -> Office:
    """An organisation of which nothing is remembered."""
    from firstreply.api import auth

    auth.forget()
    return Office()


def work(own: str, bits: int) -> str:
    """What a browser's script works out."""
    number = 0
    while int.from_bytes(hashlib.sha256(f"{own}:{number}".encode()).digest()[:8]) >> (64 - bits):
        number += 1
    return str(number)


@dataclass
class Outside:
    """A form on the web and somebody outside."""

    office: Office
    database: Database
    definition: dict[str, Any]
    id: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from firstreply.web.forms import asked

        asked.forget()
        new = {"name": "Offers", "kind": "form", "settings": {"form": self.definition}}
        made = self.office.ask("POST", "/sources", new)
        assert made.status_code == 201, made.content
        self.id = made.json()["id"]

    def get(self, path: str = "", **headers: str) -> Any:
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.office.client.get(f"/f/{self.id}{path}", headers=self.headers | given)

    def hidden(self, page: Any, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
        assert found, page.content.decode()
        return html.unescape(found[1])

    def opened(self, path: str = "", *, script: bool = True, **headers: str) -> dict[str, str]:
        """What a browser sends beside the fields, having shown the page."""
        page = self.get(path, **headers)
        own = re.search(r'data-own="(\w+)"', page.content.decode())
        assert own
        bits = self.definition["pow_bits"]
        return {
            "_t": self.hidden(page, "_t"),
            "_l": self.hidden(page, "_l"),
            "_w": work(own[1], bits) if script else "",
            "_gotcha": "",
        }

    def send(self, fields: dict[str, Any], path: str = "", **headers: str) -> Any:
        """Press the button."""
        body = urlencode(fields, doseq=True)
        return self.raw(body.encode(), path=path, **headers)

    def raw(
        self, body: bytes, kind: str = "application/x-www-form-urlencoded", path: str = "", **headers: str
    ) -> Any:
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.office.client.generic(
            "POST", f"/f/{self.id}{path}", body, content_type=kind, headers=self.headers | given
        )

    def arrived(self, after: timedelta = timedelta()) -> None:
        """Let the worker take what came."""
        from firstreply.journey import flow

        flow.arrived(self.office.id, now=datetime.now(UTC) + after)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database.admin) as connection:
            return connection.execute(query).fetchall()

    def kept(self) -> list[tuple[Any, ...]]:
        """Every submission: how far it got, and why no further."""
        with psycopg.connect(self.database.admin) as connection:
            query = "SELECT state, reason, facts->>'why' FROM arrival WHERE source_id = %s ORDER BY id"
            return connection.execute(query, [UUID(self.id)]).fetchall()
