"""Forms, consent and documents."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "form_invalid": mark("This form is not right yet. Nothing was changed."),
    "form_suspected": mark(
        "It may not have been sent by a person ({why}). It is kept; work on it again if you know that it was."
    ),
    "form_type_unknown": mark("A form cannot be sent as “{found}”. Send it as one of: {want}."),
    "form_too_many_parts": mark("The form was sent with more than {limit} fields. Nothing was kept."),
    "form_parts_broken": mark(
        "What was sent breaks off in the middle or is not written as a form. Please send it again. "
        "Nothing was kept."
    ),
    "form_file": mark("Files are not taken here. Leave it out; what you wrote is still here."),
    "form_host_not_allowed": mark(
        "This form may not be used on that page. Go back, copy what you wrote, and open the form at "
        "its own address. Nothing was kept."
    ),
    "form_ticket_unknown": mark(
        "This link or button is not complete, or no longer valid. Open the form, or the link in the "
        "e-mail, once more."
    ),
    "form_not_defined": mark("This form has no fields yet. Write its definition first."),
    "document_unnamed": mark("The document has no name. Give it one with its ending, such as prices.pdf."),
    "document_empty": mark("The document is empty. Nothing was kept."),
    "document_too_large": mark("The document is larger than {limit} bytes. Nothing was kept."),
    "document_over": mark(
        "This link to the document is no longer valid. Fill in the form again to get a new one."
    ),
    "consent_not_ready": mark(
        "What you sent is still being worked on. Please try the link again in a minute."
    ),
    "consent_missing": mark("Please agree to this; without it the form cannot be sent."),
    "consent_state_unknown": mark("A consent is either “given” or “withdrawn”."),
    "answer_missing": mark("This answer is needed."),
    "answer_too_long": mark("This is too long: {limit} characters fit."),
    "choice_unknown": mark("This is none of the answers to choose from."),
    "touch_unknown": mark(
        "This is not known of how somebody came. Known: utm_source, utm_medium, utm_campaign, "
        "utm_term, utm_content, gclid, fbclid, referrer, page."
    ),
    "form_text_too_long": mark("This text is too long: at most {limit} characters fit."),
    "text_unfit": mark(
        "This text holds characters that control its direction or cannot be shown. Remove them."
    ),
    "texts_wrong": mark("This must be text, or an object of texts by language: en, ar, fa."),
    "language_unknown": mark("This language is not one of ours: en, ar, fa."),
    "entry_unknown": mark("This entry is not known here. Remove it, or check its spelling."),
    "not_a_switch": mark("This must be true or false."),
    "number_too_small": mark("This must be a whole number of {limit} or more."),
    "number_too_large": mark("This must not be more than {limit}."),
    "not_an_address": mark("This is no address that begins with https:// or http://."),
    "not_an_own_id": mark("This is no id of ours."),
    "not_a_list": mark("This must be a list."),
    "not_a_host": mark(
        "This is no name of a host. Write it as example.com, *.example.com or localhost:8000."
    ),
    "name_twice": mark("This name occurs twice."),
    "persona_field_unknown": mark(
        "There is no such field. Name one of the persona, or custom.something, or social.network."
    ),
    "type_unfit": mark("This field cannot be filled in that way. Choose another type, or text."),
    "choices_unasked": mark("Only fields of type choice or choices have choices."),
    "nothing_asked": mark("All fields are hidden. Add one that people fill in."),
    "email_field_missing": mark(
        "To have consents confirmed by e-mail, the form must ask for the e-mail address."
    ),
}
