"""The HTML report: one file, no way out of it, nothing in it that a stranger wrote acts, every figure opens."""

import base64
import hashlib
import json
import re
import zlib
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

from firstreply.insights import words
from firstreply.insights.report import headline, html, wait_table
from tests.insights.sample_report import sample

HOSTILE = "</script><img src=x onerror=alert(1)>\"'`{{7*7}}\u202egnp.exe\x00\ud800"
LANGUAGES = (("en", "gregorian"), ("ar", "hijri"), ("fa", "jalali"))


class Page(HTMLParser):
    """What the page is made of: tags with attributes, ids, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") and dict(attrs).get("type") is None else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.inline.append((self._inside, data))

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


@cache
def page(lang: str = "en", system: str = "gregorian", waits: int = 120) -> str:
    return html.render(*sample(waits), lang, system)


def content(text: str) -> dict[str, Any]:
    found = re.search(r'id="data">([^<]*)<', text)
    assert found
    loaded: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    return loaded


@pytest.mark.parametrize(("lang", "system"), LANGUAGES)
def test_the_page_loads_nothing_and_names_no_address_to_load_from(lang: str, system: str) -> None:
    found = Page(page(lang, system))
    assert [
        value for name in ("src", "action", "style", "srcset", "poster") for value in found.all(name)
    ] == []
    assert {link[0] for link in found.all("href")} == {"#"}
    inline = [re.sub(r'"data:font/woff2;base64,[^"]+"', "#font", body) for _, body in found.inline]
    assert [body for body in inline if re.search(r"https?:|//[a-z]|url\((?!#)", body)] == []


@pytest.mark.parametrize(("lang", "system"), LANGUAGES)
def test_the_policy_allows_this_very_style_and_script_and_nothing_else(lang: str, system: str) -> None:
    text = page(lang, system)
    inline = {
        tag: base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        for tag, body in Page(text).inline
    }
    policy = next(value for value in Page(text).all("content") if value.startswith("default-src"))
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{inline['style']}'; script-src 'sha256-{inline['script']}'; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fa", "rtl")])
def test_the_page_says_its_language_and_direction(lang: str, direction: str) -> None:
    assert ("html", {"lang": lang, "dir": direction}) in Page(page(lang, dict(LANGUAGES)[lang])).tags


@pytest.mark.parametrize(("lang", "font"), [("en", False), ("ar", True), ("fa", True)])
def test_the_arabic_font_is_in_the_page_only_where_it_is_read(lang: str, font: bool) -> None:
    assert ("data:font/woff2" in page(lang, dict(LANGUAGES)[lang])) is font


def test_every_link_of_a_figure_leads_to_a_definition_or_place_in_the_page() -> None:
    found = Page(page())
    ids = found.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found.all("href")} - set(ids) == set()


def test_the_style_mirrors_by_itself() -> None:
    style = files("firstreply.insights.report").joinpath("assets", "report.css").read_text("utf-8")
    physical = (
        r"(?:margin|padding|border|inset)-(?:left|right)|(?<![-\w])(?:left|right)\s*:"
        r"|(?:text-align|float):\s*(?:left|right)"
    )
    assert re.findall(physical, style) == []


def test_the_script_stays_small_and_makes_text_not_markup() -> None:
    found = dict(Page(page()).inline)["script"]
    assert len(found.encode()) < 7400
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(", found
        )
        == []
    )


def hostile() -> str:
    document, waits, messages = sample(40)
    for wait in (*waits, *document["oldest_unanswered"]):
        wait.update(subject=HOSTILE, party=HOSTILE, author=HOSTILE, owner=HOSTILE, mailbox=HOSTILE)
    for message in messages:
        message.update({"from": HOSTILE, "subject": HOSTILE, "evidence": f"new:{HOSTILE}"})
    for person in document["by_person"]:
        person.update(person=HOSTILE, team=HOSTILE)
    for group in ("mailbox", "domain", "calendar"):
        for row in document[f"by_{group}"]:
            row[group] = HOSTILE
    document["volume"]["top_senders"] = [{"address": HOSTILE, "messages": 3}]
    document["coverage"]["sources"] = [{"name": HOSTILE, "kind": "mbox", "messages": 1, "unreadable": 0}]
    document["coverage"]["unreadable_list"] = [{"source": HOSTILE, "at": HOSTILE, "reason": HOSTILE}]
    document["team"].update(domains=[HOSTILE], lists=[HOSTILE])
    return html.render(document, waits, messages, "en", "gregorian")


def test_what_strangers_wrote_is_text_and_carries_no_controls() -> None:
    text = hostile()
    found = Page(text)
    assert [tag for tag, _ in found.tags if tag in ("img", "iframe", "object")] == []
    assert [name for _, attributes in found.tags for name in attributes if name.startswith("on")] == []
    assert sum(tag == "script" for tag, _ in found.tags) == 2
    assert re.findall("[\x00-\x08\u202a-\u202e\ud800-\udfff]", text) == []
    assert [entry for entry in content(text)["texts"] if re.search("[\x00-\x1f\u202a-\u202e]", entry)] == []
    assert text.encode()


def test_the_packed_columns_say_what_the_rows_say() -> None:
    _, waits, messages = sample(120)
    packed = content(page())
    rows = wait_table.chosen(waits)
    assert [int(flag) for flag in packed["first"]] == [row["first"] and not row["truncated"] for row in rows]
    assert "".join(row["outcome"][0] for row in rows) == packed["outcome"]
    for place, limit in enumerate(packed["limits"]):
        kept = [ord(letter) - 97 <= 2 * place + 1 for letter in packed["within"]]
        assert (limit, kept) == (limit, [row["wall_s"] <= limit for row in rows])
    assert packed["count"] == [len(row["messages"]) for row in rows]
    assert len(packed["minute"]) == sum(packed["count"])
    assert [packed["texts"][place] for place in packed["author"]] == [row["author"] or "" for row in rows]
    assert {messages[row["messages"][0]]["subject"] for row in rows} == {row["subject"] for row in rows}


def test_waits_come_longest_open_first_then_newest_and_no_more_than_the_limit() -> None:
    _, waits, _ = sample(60)
    many = [{**wait, "conversation": copy} for copy in range(100) for wait in waits]
    chosen = wait_table.chosen(many)
    still = [wait["received_at"] for wait in chosen if wait["outcome"] == "open"]
    ended = [wait["received_at"] for wait in chosen if wait["outcome"] != "open"]
    assert len(chosen) == 5000
    assert [wait["outcome"] == "open" for wait in chosen] == [True] * len(still) + [False] * len(ended)
    assert (still, ended) == (sorted(still), sorted(ended, reverse=True))


def test_the_page_says_when_it_does_not_hold_all_waits() -> None:
    document, waits, messages = sample(60)
    text = html.render(document, waits * 100, messages, "en", "gregorian")
    assert "5,000 of 6,000 waits are in this file" in text
    assert "Without script the first 1,500 can be read here." in text
    assert text.partition('id="all"')[2].partition("</table>")[0].count("<tr><td>") == 1500
    assert len(content(text)["rest"]) == 3500


def test_an_archive_without_inquiries_gives_a_page_that_says_so() -> None:
    document, waits, messages = sample(0)
    text = html.render(document, waits, messages, "en", "gregorian")
    assert "<h1>No new inquiries were found in this mail.</h1>" in text
    assert "Nobody is waiting for an answer." in text
    headings = re.findall("<h2>([^<]+)</h2>", text.partition('</div>\n<p class="soft no-print hint')[2])
    assert "Over time" not in headings
    assert "Against the period before" not in headings


def test_too_small_a_sample_is_withheld_and_says_why() -> None:
    document, waits, messages = sample(4)
    document["curve"] = {"wall": [], "business": []}
    text = html.render(document, waits, messages, "en", "gregorian")
    assert "too few for reliable figures" in text
    assert "withheld: fewer than 5" in text


def test_without_working_hours_nothing_speaks_of_them() -> None:
    document, waits, messages = sample(60)
    document["options"]["calendar"] = None
    document["definitions"] = {}
    text = html.render(document, waits, messages, "en", "gregorian").partition("<dialog")[0]
    assert "working hours" not in text.partition("<main")[2]


def test_the_page_without_its_font_stays_within_its_size() -> None:
    text = page(waits=2600)
    without = re.sub(r"url\(\"data:font[^)]*\)", "", text)
    assert len(without.encode()) < 400_000


def course(median_s: int, moved: int, likely: list[int]) -> list[str]:
    document, *_ = sample(60)
    before = document["previous_period"]["first_response"]["business"]
    before.update(median_s=median_s, ci95={**before["ci95"], "median_s": likely})
    document["previous_period"]["change"]["median_s"] = moved
    return headline.answers(words.use("en"), document)[1].rpartition("Counting")[2].split(". ")[1:]


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (-3000, "Faster than before: half within 10\u00a0min, in the period before within 1\u00a0h."),
        (-600, "About as fast as before: half within 50\u00a0min, in the period before within 1\u00a0h."),
        (3600, "Slower than before: half within 2\u00a0h, in the period before within 1\u00a0h."),
    ],
)
def test_it_is_faster_or_slower_only_beyond_the_likely_range(moved: int, said: str) -> None:
    assert course(3600, moved, [2400, 5400]) == [said]


def test_a_card_speaks_of_what_is_pending_only_when_something_is() -> None:
    document, *_ = sample(60)
    document["sla"].update(missed=3, pending=0, within=0.5, low=0.5, high=0.5)
    document["response_rate_30d"].update(pending=0)
    remarks = [remark for card in headline.cards(words.use("en"), document) for remark in card.remarks]
    assert "3 missed" in remarks
    assert [remark for remark in remarks if "decided" in remark] == []
