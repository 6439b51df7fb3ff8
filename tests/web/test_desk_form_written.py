"""A form that was written by the API, as short as it may be, opens in the designer and is saved as it was."""

from typing import Any

import pytest

from tests.web.desk import Desk
from tests.web.test_desk_accounts import desk, source

pytestmark = pytest.mark.postgres
__all__ = ["desk"]
SHORTEST: dict[str, Any] = {"title": "Ask us", "fields": [{"name": "email", "label": "E-mail"}]}
FULL: dict[str, Any] = {
    "title": {"en": "Ask for an offer", "fa": "درخواست پیشنهاد"},
    "languages": ["en", "fa"],
    "fields": [
        {"name": "name", "label": {"en": "Your name", "fa": "نام شما"}, "required": True},
        {"name": "custom.size", "type": "choice", "label": "Size", "choices": ["S", {"value": "l", "label": "L"}]},
    ],
    "consents": [{"purpose": "contact", "text": "You may write to me."}],
    "newsletter": {"text": "News, once a month."},
}  # fmt: skip


@pytest.mark.parametrize("form", [SHORTEST, FULL])
def test_form_written_elsewhere_opens_in_the_designer(desk: Desk, form: dict[str, Any]) -> None:
    from firstreply.store.models import Source

    own = desk.add("form", "Contact")
    with desk.office.acting():
        Source.objects.filter(id=own).update(settings={"form": form})
    answer = desk.get(f"/channels/{own}/form")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(f'value="{one["name"]}"' in page for one in form["fields"])
    assert 'value="Ask ' in page
    assert source(desk, own).settings["form"] == form


def test_a_form_is_offered_to_be_opened_once_it_was_saved(desk: Desk) -> None:
    own = desk.add("form", "Contact")
    address = f"/channels/{own}/form"
    assert "Open the saved form" not in desk.get(address).content.decode()
    with desk.office.acting():
        from firstreply.store.models import Source

        Source.objects.filter(id=own).update(settings={"form": SHORTEST})
    assert "Open the saved form" in desk.get(address).content.decode()
