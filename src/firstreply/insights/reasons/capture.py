"""What comes in: inquiries, messages and mail that are not understood, and what is kept of them."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "inquiry_not_an_object": mark(
        "An inquiry must be a JSON object with fields such as name, emails, need. Nothing was kept."
    ),
    "inquiry_empty": mark(
        "Nothing says who asks or what for. Give at least a name, a company, an address, a number or the "
        "need."
    ),
    "lead_fields_invalid": mark("Some fields are not understood."),
    "not_text": mark("This must be text."),
    "not_a_number": mark("This is no number that can be read."),
    "number_negative": mark("This must not be negative."),
    "not_a_currency": mark("This is no currency. Write its code of three letters, such as EUR."),
    "not_a_country": mark("This is no country. Write its code of two letters, such as AE."),
    "not_a_language": mark("This is no language. Write its code, such as fa."),
    "not_a_date": mark("This is no date. Write it as 2026-01-31."),
    "not_an_email": mark("This is no e-mail address. Write it as name@example.com."),
    "not_a_table": mark("This must be an object of names and values."),
    "not_a_value": mark("This must be text, a number, a date, true or false."),
    "too_many": mark("There are more than {limit}."),
    "not_an_id": mark("This must be printable text of 1 to {limit} characters."),
    "not_an_instant": mark("This is no instant. Write it as 2026-01-31T09:00:00Z."),
    "instant_without_zone": mark("This instant names no time zone. Add an offset, such as +03:00, or Z."),
    "nul_in_text": mark("There is a NUL character in this text, which cannot be kept. Remove it."),
    "external_id_reused": mark(
        "This id was used for something else before. What came first was kept; send the new one under a "
        "new id."
    ),
    "arrival_unfit": mark(
        "The database cannot hold this: a text or a number in it is beyond every limit. Nothing was kept."
    ),
    "arrival_not_json": mark(
        "What came is not JSON. It is kept as it came; work on it again once its source or mapping is right."
    ),
    "arrival_not_an_object": mark("What came is JSON, but no object with fields. It is kept as it came."),
    "mapping_unreadable": mark(
        "The mapping of the source has a path that is not understood: “{path}”. What came is kept; "
        "correct the mapping, then work on it again."
    ),
    "unexpected": mark(
        "Working on it failed several times ({error}). It is kept as it came; work on it again after an "
        "update."
    ),
    "arrival_not_found": mark(
        "There is no arrival with the id {id}. Check it with: firstreply quarantine list."
    ),
    "arrival_not_quarantined": mark(
        "Only what is in quarantine can be worked on again, and this is not. Nothing was changed."
    ),
    "replay_what": mark("Say what to work on again: ids, or --all. Not both."),
    "mail_unreadable": mark("This is no mail that can be read ({reason}). It is kept as it came."),
    "message_field_wrong": mark("The field “{field}” of the message is missing or not understood."),
    "message_not_an_object": mark(
        "A message must be a JSON object with fields such as party, direction, text. Nothing was kept."
    ),
    "message_empty": mark("The message is empty. Nothing was kept."),
    "organisation_not_chosen": mark("Several organisations are here: {names}. Name one with --organisation."),
    "organisation_unknown": mark("There is no organisation “{given}”. Known: {names}."),
    "organisation_not_found": mark("There is no organisation with the id {id}."),
}
