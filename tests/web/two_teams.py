"""Two teams of one organisation: what Bea of team B has, and Ann and Max of team A are never to see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from psycopg import sql

from firstreply.core.lead.stage import STAGES
from tests.api.conftest import Office
from tests.api.tenants import desk
from tests.browser.places import every, path_of
from tests.journey.test_beside import asks
from tests.postgres import Database
from tests.web.desk import Desk
from tests.web.tenants_things import kept

#: Stands in whatever is out of sight, wherever people can write something.
WORD: Final = "xanthippe"
#: Stands there, too; what is looked for by it must not be found.
SOUGHT: Final = "quokka"
_ASKED: Final = {
    "name": "Quokka Xanthippe", "email": "quokka@xanthippe.example", "company": "Xanthippe Quokka Works",
    "phone": "+4930123456", "need": "Twelve quokka saddles for Xanthippe", "city": "Xanthippe Falls",
    "product": "xanthippe quokka", "segment": "xanthippe quokka", "campaign": "xanthippe", "tags": ["xanthippe"],
    "custom": {"saddles": "xanthippe"}, "deal_size": 7000, "currency": "EUR",
}  # fmt: skip
_LETTER: Final = b"""\
From: Quokka Xanthippe <quokka@xanthippe.example>
To: sales@example.com
Subject: Xanthippe asks again
Date: %s
Message-ID: <again@xanthippe.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>When will the <b>quokka saddles</b> of Xanthippe come?</p>
--b
Content-Type: application/pdf; name="xanthippe.pdf"
Content-Disposition: attachment; filename="xanthippe.pdf"

%%PDF-1.7
--b--
"""
#: Parts of what is known of it: of a name, an address, a number, of what was written.
_BITS: Final = [{"q": one} for one in ("quok", "quokka@", "30123456", "saddles", "quokka saddles come")]
#: Lists in each of their faces.
_LISTS: Final = {
    "inbox": [{"split": split, "whose": whose} for split in ("new", "waiting", "tasks", "snoozed")
              for whose in ("mine", "team", "all")],
    "leads": [{"order": order, "cols": "name,company,email,step,city,tags"}
              for order in ("newest", "inquired", "points", "rotting", "value")] + _BITS,
    "search": _BITS,
    "search/export.csv": _BITS,
    "palette": _BITS,
    "pipeline": [{"order": order} for order in ("rotting", "newest", "value")] + _BITS,
    "insights": [{"period": "all", "by": "product,segment,campaign,tag,country,mailbox,domain"}],
    "insights/mail": [{"period": "all"}],
    "insights/waits": [{"period": "all"}, {"period": "all", "end": "open"}, {"period": "all", "end": "answered"}],
    "insights/leads": [{"period": "all", "stage": stage} for stage in (STAGES[0].key, STAGES[1].key)],
    "insights/leads.csv": [{"period": "all", "stage": stage} for stage in (STAGES[0].key, STAGES[1].key)],
    "insights/waits.csv": [{"period": "all"}],
    "insights/table.csv": [{"period": "all", "part": f"by_{one}"} for one in ("person", "product", "tag", "domain")],
    "leads/export.csv": [{"cols": "name,company,email,step,city"}, {"of": "pipeline", "cols": "name,email"}],
}  # fmt: skip
_LISTS["inbox/rows"] = _LISTS["inbox/export.csv"] = _LISTS["inbox"]
#: Not asked for as pages: files of the desk, what needs no signing in, the way back from another service.
_NO_PAGES: Final = ("desk/", "wall/", "badge/", "oauth/")


class TwoTeams:
    """Bea's lead with one of everything, another of hers that looks like it, and one of Ann's that does, too.

    `ids`: what is Bea's, by the names in addresses; `own`: the same names, what is Ann's where she has such a thing.
    """

    def __init__(self) -> None:
        from firstreply.journey import access
        from firstreply.store import models

        access.forget()
        self.office = office = Office("Own")
        self.ids: dict[str, Any] = {**kept(office), "api": office.founded.source}
        with office.acting():
            teams = [models.Team.objects.create(organisation_id=office.id, name=name).pk for name in "AB"]
        self.team_a, self.team_b = teams
        self.bea, self.bea_token = office.member("rep", "Bea Basalt", (self.team_b,))
        self.ann, self.ann_token = office.member("rep", "Ann Amber", (self.team_a,))
        self.max, self.max_token = office.member("manager", "Max Malachite", (self.team_a,))
        with office.acting():
            models.Membership.objects.filter(member_id=self.max).update(manages=True)
        self.own = {**self.ids, **self._olives()}
        self.ids |= self._hidden()
        self.seats = {"rep": self.ann, "manager": self.max}

    def desk(self, member: UUID) -> Desk:
        return Desk(self.office, member=member)

    def _given(self, to: UUID, **fields: Any) -> UUID:
        """Somebody asks, and is given to them."""
        from firstreply.journey import acted
        from firstreply.store.models import Lead

        lead = asks(self.office, **fields)
        with self.office.acting():
            owner = Lead.objects.get(pk=lead).owner_id
        if owner != to:
            acted.assign(self.office.id, lead, by=self.office.founded.member, now=datetime.now(UTC), to=to)
        return lead

    def _olives(self) -> dict[str, Any]:
        """Two of Ann's."""
        from firstreply.journey import acted
        from firstreply.store.models import Message, Wait

        self._given(self.ann, name="Otto Own", email="otto@own.example")
        lead = self._given(self.ann, name="Olive Own", email="olive@own.example")
        task = acted.plan(self.office.id, lead, "Call", by=self.ann, now=datetime.now(UTC)).made
        with self.office.acting():
            wait = Wait.objects.get(lead_id=lead)
            message = Message.objects.get(lead_id=lead).pk
        return {
            "lead": lead, "into": lead, "wait": wait.pk, "message": message, "task": task,
            "conversation": wait.conversation_id,
        }  # fmt: skip

    def _hidden(self) -> dict[str, Any]:
        """Bea's, and what is done to it by her."""
        from firstreply.journey import acted, flow
        from firstreply.store import models

        office, now, bea = self.office, datetime.now(UTC), self.bea
        whose = {"organisation_id": office.id}
        lead = self._given(bea, **_ASKED)
        like = {**_ASKED, "email": "second@xanthippe.example", "phone": "+4930654321"}
        other = self._given(bea, **like)
        raw = _LETTER % now.strftime("%a, %d %b %Y %H:%M:%S +0000").encode()
        headers = {"Authorization": f"Bearer {office.token}"}
        sent = office.client.generic(
            "POST", "/api/v1/messages", raw, content_type="message/rfc822", headers=headers
        )
        assert sent.status_code == 202, sent.content
        flow.arrived(office.id, now=datetime.now(UTC))
        acted.note(office.id, lead, "Xanthippe wants a quokka first.", by=bea, now=now)
        task = acted.plan(office.id, lead, "Call Xanthippe about the quokka", by=bea, now=now).made
        file = acted.lay(office.id, lead, "xanthippe-quokka.txt", "text/plain", b"xanthippe", by=bea, now=now)
        at = self.desk(bea)
        assert at.post(f"/leads/{lead}/draft", text="Dear Xanthippe").status_code == 200
        assert at.post(f"/leads/{lead}/looking", writing="yes").status_code == 303
        with office.acting():
            row = models.Lead.objects.get(pk=lead)
            assert (row.owner_id, row.team_id) == (bea, self.team_b)
            message = models.Message.objects.get(lead_id=lead, subject__startswith="Xanthippe")
            wait = models.Wait.objects.filter(lead_id=lead).order_by("pk")[0]
            for page in ("inbox", "leads", "pipeline", "insights"):
                view = models.View.objects.create(
                    **whose, member_id=bea, page=page, name="Xanthippe", query="q=xanthippe", opens=True
                ).pk
            template = models.Template.objects.create(**whose, name="Dear Xanthippe", member_id=bea).pk
            offer = models.Assignment.objects.create(
                **whose, lead_id=lead, member_id=office.founded.member, kind="offered", at=now,
                until=now + timedelta(hours=1),
            ).pk  # fmt: skip
            reply = models.Outgoing.objects.create(
                **whose, source_id=self.ids["source"], channel="email", lead_id=lead,
                recipient="quokka@xanthippe.example", body="Dear Xanthippe",
            ).pk  # fmt: skip
            pairs = [(lead, other), (self.own["lead"], lead)]
            alike = [
                models.Suggestion.objects.create(
                    **whose, lead_id=one, other_id=two, reason="name", state="open"
                ).pk
                for one, two in pairs
            ]
            arrival = models.Arrival.objects.filter(lead_id=lead).order_by("pk")[0].pk
            delivery = models.Delivery.objects.filter(lead_id=lead).order_by("pk").first()
        assert delivery is not None, "Bea was told of it"
        return {
            "lead": lead, "other": other, "into": other, "wait": wait.pk, "conversation": wait.conversation_id,
            "message": message.pk, "task": task, "lead_file": file.made, "offer": offer, "view": view,
            "suggestion": alike[0], "alike": alike[1], "reply": reply, "arrival": arrival, "delivery": delivery.pk,
            "template": template, "team": self.team_b, "member": bea, "to": bea, "away": "x",
            "form": self.ids["form"], "program": self.ids["of webhook"], "whatsapp": self.ids["source"],
        }  # fmt: skip

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page of the desk, about what is Bea's: as it is, asking for all of that, and lists in all faces."""
        ids = {name: str(one) for name, one in self.ids.items()}
        known = {place: path_of(place, ids) for place in desk() if not place.startswith(_NO_PAGES)}
        for place, path in {**known, **_signed_in(ids)}.items():
            yield place, path
            yield place, f"{path}{'&' if '?' in path else '?'}{urlencode(self.question(), doseq=True)}"
        for place, faces in _LISTS.items():
            for face in faces:
                yield place, f"/{place}?{urlencode(face)}"
                yield place, f"/{place}?{urlencode({**self.question(), **face}, doseq=True)}"

    def question(self) -> dict[str, Any]:
        """What an address may ask for, all of it about what is Bea's."""
        ids = self.ids
        return {
            "q": SOUGHT, "who": SOUGHT, "text": SOUGHT, "lead": ids["lead"], "other": ids["other"],
            "owner": self.bea, "person": self.bea, "member": self.bea, "team": self.team_b, "wait": ids["wait"],
            "test": ids["arrival"], "item": [f"{ids['lead']}.{ids['wait']}", str(ids["lead"])],
        }  # fmt: skip

    def sums(self, database: Database) -> dict[str, str]:
        """A checksum of what is Bea's in every table that has something of a lead."""
        leads = [self.ids["lead"], self.ids["other"]]
        with psycopg.connect(database.admin) as connection:
            found = connection.execute(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND (a.attname IN ('lead_id',"
                " 'other_id', 'merged_into_id') OR a.attname = 'id' AND c.relname = 'lead')"
                " WHERE n.nspname = 'public' AND c.relkind = 'r'"
            ).fetchall()
            told = {}
            for table, column in found:
                asking = sql.SQL(
                    "SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {} t WHERE {} = ANY(%s)"
                )
                row = connection.execute(
                    asking.format(sql.Identifier(table), sql.Identifier(column)), [leads]
                ).fetchone()
                told[f"{table}.{column}"] = str(row and row[0])
            return told


def _signed_in(ids: dict[str, str]) -> dict[str, str]:
    """Pages in all their kinds, save those of signing in."""
    outside = ("account", "organisations", "sign-in", "password", "wall", "invitation")
    filled = ids | dict.fromkeys(("wall", "badge", "invitation", "link", "key"), "x")
    return {place: path for place, path in every(filled).items() if not place.startswith(outside)}


def text_of(answer: Any) -> str:
    """All that an answer says, its headers included, in small letters."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers} {body.decode(errors='replace')}".lower()
