"""The commands of the pages about channels do what the pages say."""

import json
import re
from typing import Any

import pytest

from tests.api.conftest import Office
from tests.docs.pages import blocks, text

pytestmark = pytest.mark.postgres


def sent(page: str) -> list[tuple[str, Any]]:
    """The path and the JSON of each command of a page that sends some."""
    commands = re.split(r"(?=curl )", "\n".join(blocks(text(page), "sh")))
    found = ((re.search(r"/api/v1(/\S+)", one), re.search(r"-d '(.*?)'", one, re.DOTALL)) for one in commands)
    return [(path[1], json.loads(body[1])) for path, body in found if path and body]


def test_a_webhook_is_made_and_its_mapping_tried(office: Office) -> None:
    (add, source), (preview, example) = sent("docs/channels/webhook.md")
    assert office.ask("POST", add, source).status_code == 201
    shown = office.ask("POST", preview, example).json()
    assert shown["persona"] == {"emails": ["ada@example.com"]}
    assert shown["suggested"] == {"name": "contact.first", "emails": "contact.mail"}


def test_a_rule_is_learned_from_the_marks_of_the_page(office: Office) -> None:
    ((learn, example),) = sent("docs/channels/mail-rules.md")
    learned = office.ask("POST", learn, example).json()
    assert learned["persona"] == {
        "name": "Ada King",
        "emails": ["ada@example.com"],
        "need": "Is it free in May?",
    }
    kept = {"rules": [learned["rule"]]}
    assert office.ask("PUT", "/mail-rules", kept).json() == kept


@pytest.mark.parametrize("page", ["whatsapp", "telegram"])
def test_messengers_are_added_as_the_page_says(office: Office, page: str) -> None:
    path, source = sent(f"docs/channels/{page}.md")[0]
    assert office.ask("POST", path, source).status_code == 201
