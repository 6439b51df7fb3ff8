"""Hostile texts through every door, on every page that shows them: nothing runs, asks elsewhere or turns about."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import Any, Final
from uuid import UUID

import pytest
from playwright.sync_api import Dialog, Page

from tests.api.conftest import Office
from tests.browser.hostile import PAYLOADS, PUBLIC, TURNING

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
At = Callable[..., Page]

_LEADS: Final = 60
_FIELDS: Final = ("name", "company", "product", "segment", "source", "campaign", "city", "customer_id")
#: What people do with a page: point at everything, open everything.
_PROD: Final = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll("main *"))
    one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
}"""
_UNHIT: Final = """() => window.hit === undefined && Array.from(frames).every((one) => {
  try { return one.hit === undefined; } catch { return true; }
})"""
#: Texts with an override, or with an isolate or embedding that ends elsewhere.
_TURNED: Final = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    let depth = 0, bad = /[\\u202a-\\u202e]/.test(node.data);
    for (const one of node.data) {
      if (/[\\u2066-\\u2068]/.test(one)) depth++;
      if (one === "\\u2069" && --depth < 0) bad = true;
    }
    if ((bad || depth) && !["SCRIPT", "STYLE", "TEXTAREA"].includes(node.parentElement.tagName)) found.push(node.data);
  }
  return found;
}"""


def ask(office: Office, bodies: list[dict[str, Any]]) -> None:
    from firstreply.journey import flow

    for body in bodies:
        answer = office.ask("POST", "/inquiries", body)
        assert answer.status_code == 202, answer.content
    while flow.arrived(office.id, now=datetime.now(UTC)):
        pass


def leads(office: Office) -> list[UUID]:
    from firstreply.store.models import Lead

    with office.acting():
        return list(Lead.objects.order_by("id").values_list("id", flat=True))


def hostile(office: Office) -> None:
    """Every text through some field, and every field with many of them."""
    given, keys = cycle(PAYLOADS + PUBLIC), cycle(PAYLOADS)
    ask(office, [
        {**{field: next(given) for field in _FIELDS}, "email": f"p{n}@there.example", "tags": [next(keys)[:60]],
         "custom": {next(keys)[:40]: next(given)}, "need": "\n".join(islice(given, 300))}
        for n in range(_LEADS)
    ])  # fmt: skip


def letter(office: Office, n: int) -> None:
    """Mail whose head, text, page and names of files are hostile."""
    from email.message import EmailMessage

    from firstreply.journey import flow

    texts = PAYLOADS[n * 40 :] + PUBLIC + PAYLOADS[: n * 40]
    given = cycle(texts)
    one = EmailMessage()
    one["From"], one["To"] = f"p{n}@there.example", "sales@example.com"
    one["Subject"], one["Message-ID"] = next(given).replace("\u2028", " "), f"<{n}@there.example>"
    one["Date"] = datetime.now(UTC)
    one.set_content("\n".join(islice(given, 40)) + "\n".join(PUBLIC))
    one.add_alternative("\n".join(islice(given, 100)) + "\n".join(PUBLIC), subtype="html")
    one.add_attachment(
        b"<script>top.hit=1</script>", "text", "html", filename=next(given).replace("\u2028", " ")
    )
    headers = {"Authorization": f"Bearer {office.token}"}
    answer = office.client.generic(
        "POST", "/api/v1/messages", one.as_bytes(), content_type="message/rfc822", headers=headers
    )
    assert answer.status_code == 202, answer.content
    flow.arrived(office.id, now=datetime.now(UTC))


def own(office: Office) -> str:
    """Names that members give, notes, steps and files; the secret of a wall's address."""
    from firstreply.core.member import Role
    from firstreply.journey import acted
    from firstreply.journey.file import keep
    from firstreply.journey.organise import By, links, templates
    from firstreply.journey.organise.teams import add_team
    from firstreply.store import models

    now, me, given = datetime.now(UTC), office.founded.member, cycle(PAYLOADS[::-7])
    by = By(me, Role.OWNER, now)
    office.member("rep", "Rita <img/src/onerror=window.hit=1>", (office.founded.team,))
    for lead in leads(office)[:3]:
        acted.note(office.id, lead, next(given), by=me, now=now)
        acted.plan(office.id, lead, next(given), by=me, now=now)
        acted.lay(
            office.id,
            lead,
            next(given).replace("/", ":"),
            "text/html",
            b"<script>top.hit=1</script>",
            by=me,
            now=now,
        )
    whose = {"organisation_id": office.id}
    with office.acting():
        for n in range(6):
            add_team(next(given)[:60], None, by)
            templates.add(next(given)[:60], by)
            models.View.objects.create(
                **whose, member_id=me, page="leads", name=next(given)[:60], query="tag=x", position=n
            )
            source = models.Source.objects.create(**whose, name=next(given), kind="form")
            keep.add(next(given).replace("/", ":"), b"Name\nAnn\n", member=me, now=now)
            models.Arrival.objects.create(
                **whose, source=source, external_id=next(given), digest=b"", received_at=now, state="quarantined",
                reason="form_suspected", facts={"why": next(given)}, payload={next(given): next(given)},
            )  # fmt: skip
        return str(links.share("wall", next(given)[:60], {"names": True}, by)[1])


def places(office: Office, wall: str) -> list[str]:
    from firstreply.store.models import Arrival

    found = ["/inbox", "/pipeline", "/leads", "/search?q=script", "/insights", "/insights/waits", "/audit",
             "/quarantine", "/people", "/organisation", "/templates", "/channels", "/files", "/palette?q=onerror",
             "/begin", "/rules",             f"/wall/{wall}"]  # fmt: skip
    with office.acting():
        one = Arrival.objects.filter(state="quarantined").order_by("id")[0]
        mails = (
            Arrival.objects.exclude(raw=None).exclude(message_id=None).values_list("lead_id", "message_id")
        )
        found += [f"/leads/{lead}/messages/{message}" for lead, message in mails]
    found.append(f"/channels/{one.source_id}/arrivals/{one.pk}")
    return found + [f"/leads/{lead}" for lead in leads(office)] + [f"/leads/{leads(office)[0]}?show=notes"]


def watched(page: Page, own: tuple[str, ...]) -> list[str]:
    """What the page asks for elsewhere than of `own`, and the boxes it opens, from now on."""
    seen: list[str] = []
    page.on("request", lambda one: None if one.url.startswith(own) else seen.append(one.url))

    def closed(box: Dialog) -> None:
        seen.append(box.message)
        box.dismiss()

    page.on("dialog", closed)
    return seen


def test_nothing_runs_or_asks_elsewhere(at_desk: At, office: Office, site: str, live: int) -> None:
    hostile(office)
    for n in range(3):
        letter(office, n)
    wall = own(office)
    page = at_desk("/channels")
    seen, hit = watched(page, (site, f"http://127.0.0.1:{live}", "data:")), []
    shown = 0
    for place in places(office, wall):
        answer = page.goto(site + place)
        page.evaluate(_PROD)
        shown += page.inner_text("body").lower().count("hit")
        assert (place, answer is not None and answer.status) == (place, 200)
        if not page.evaluate(_UNHIT) or not page.url.startswith(site):
            hit.append(place)
    assert (hit, seen) == ([], [])
    assert shown > len(PAYLOADS)  # as text, for people to read
    assert (len(PAYLOADS) >= 8_000, len(PUBLIC) >= 450) == (True, True)


def test_names_turn_no_sentence_about(at_desk: At, office: Office, site: str) -> None:
    ask(office, [{"name": one, "company": one, "email": f"t{n}@there.example", "need": one, "tags": [one]}
                 for n, one in enumerate(TURNING)])  # fmt: skip
    page = at_desk("/channels", locale="ar")
    found = {}
    for place in [
        "/inbox",
        "/pipeline",
        "/leads",
        "/insights/waits",
        "/audit",
        *(f"/leads/{one}" for one in leads(office)),
    ]:
        page.goto(site + place)
        found[place] = page.evaluate(_TURNED)
    assert {place: texts for place, texts in found.items() if texts} == {}
