"""Reading: a notice names somebody who is to be fetched; what was fetched is an inquiry."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from firstreply.channels.base import Setup
from firstreply.channels.loose import at, items, text
from firstreply.core.capture.brought import Asked, Brought, Nothing, Wanted
from firstreply.core.refusal import Refused

#: Questions that Meta offers ready-made, by the field of ours that they fill. All others are custom fields.
_OURS: Final[Mapping[str, str]] = {
    "full_name": "name",
    "email": "emails",
    "work_email": "emails",
    "phone_number": "phones",
    "work_phone_number": "phones",
    "phone": "phones",
    "company_name": "company",
    "city": "city",
    "state": "region",
    "province": "region",
}
_LISTS: Final = frozenset({"emails", "phones", "tags"})
_CUSTOM: Final = "custom."
_DUMMY: Final = "<test lead:"
_TEST_ADDRESSES: Final = frozenset({"test@fb.com", "test@meta.com"})
_PLATFORMS: Final = {"fb": "facebook", "ig": "instagram", "msg": "messenger", "wa": "whatsapp"}
_MOST, _LONG = 40, 2000


def read(payload: Any, setup: Setup, received_at: object) -> Brought:
    """One piece. Refuses `piece_not_understood` naming what is missing."""
    if at(payload, "lead") is not None:
        return _asked(payload, setup)
    notice = at(payload, "notice")
    own = text(notice, "leadgen_id")
    if not own.isascii() or not own.isdecimal():
        raise Refused("piece_not_understood", channel="meta_leads", error="leadgen_id")
    page, ours = text(notice, "page_id"), str(setup.settings.get("page_id") or "")
    if ours and page and page != ours:
        return Nothing(what="other_page")
    facts = {name: text(notice, name) for name in ("form_id", "ad_id", "page_id")}
    return Wanted(id=own, facts={name: value for name, value in facts.items() if value})


def _asked(payload: Any, setup: Setup) -> Asked:
    lead = payload["lead"]
    answers = list(_answers(lead))
    fields: dict[str, Any] = {}
    custom: dict[str, str] = {}
    for question, answer in answers:
        _put(fields, custom, question, answer, setup.mapping)
    if "name" not in fields:
        told = dict(answers)
        fields["name"] = " ".join(filter(None, (told.get("first_name"), told.get("last_name"))))
    for one in items(lead, "custom_disclaimer_responses"):
        if text(one, "checkbox_key"):
            custom[f"agreed_{text(one, 'checkbox_key')}"] = text(one, "is_checked") or "0"
    if is_test(answers):
        fields["tags"] = ["test", *fields.get("tags", ())]
    return Asked(fields={**fields, **_origin(payload), "custom": dict(list(custom.items())[:_MOST])})


def is_test(answers: list[tuple[str, str]]) -> bool:
    """Whether Meta's test tool filled it in."""
    return any(answer.startswith(_DUMMY) or answer.casefold() in _TEST_ADDRESSES for _, answer in answers)


def _answers(lead: Any) -> Iterator[tuple[str, str]]:
    """Question and answer; several choices with commas between."""
    for one in items(lead, "field_data"):
        values = [value.strip() for value in items(one, "values") if isinstance(value, str) and value.strip()]
        if text(one, "name") and values:
            yield text(one, "name"), ", ".join(values)[:_LONG]


def _put(
    fields: dict[str, Any], custom: dict[str, str], question: str, answer: str, mapping: Mapping[str, str]
) -> None:
    """An answer where it belongs; what does not look like what its question asks for is kept beside."""
    chosen = next((name for name, path in mapping.items() if path == question), "")
    name = chosen or _OURS.get(question.casefold(), "")
    if (name == "emails" and "@" not in answer) or (name == "phones" and answer.startswith(_DUMMY)):
        name = ""
    if question.casefold() == "country" and not chosen and len(answer) == 2:
        name = "country"
    if name in _LISTS:
        fields.setdefault(name, []).append(answer)
    elif name and not name.startswith(_CUSTOM):
        fields[name] = answer
    elif question not in ("first_name", "last_name") or chosen:
        custom[name.removeprefix(_CUSTOM) or question] = answer


def _origin(payload: Any) -> dict[str, Any]:
    """How they came: by which campaign, ad and form, and when."""
    lead = payload["lead"]
    platform = _PLATFORMS.get(text(lead, "platform"), text(lead, "platform"))
    touch = {
        "utm_source": platform or "meta",
        "utm_medium": "organic" if at(lead, "is_organic") is True else "lead_ad",
        "utm_campaign": text(lead, "campaign_name") or text(lead, "campaign_id"),
        "utm_content": text(lead, "ad_name") or text(lead, "ad_id"),
        "utm_term": text(payload, "form_name") or text(lead, "form_id"),
    }
    origin: dict[str, Any] = {"touch": {name: value for name, value in touch.items() if value}}
    if touch["utm_campaign"]:
        origin["campaign"] = touch["utm_campaign"]
    if text(lead, "created_time"):
        origin["occurred_at"] = text(lead, "created_time")
    return origin
