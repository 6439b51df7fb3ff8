"""Templates: what is wrong with a text, and what cannot be done with it."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "template_empty": mark("There is no text yet."),
    "template_long": mark("The text is longer than {limit} signs. Shorten it."),
    "template_subject_long": mark("The subject is longer than {limit} signs. Shorten it."),
    "template_subject_missing": mark("There is no subject. A new mail would have none."),
    "template_sms_long": mark(
        "By SMS it takes {parts} parts ({encoding}), and each is paid for. Shorten it."
    ),
    "template_other_script": mark("The text is not written in the script of its language."),
    "template_digits_mixed": mark("It mixes digits of different scripts. Use one kind."),
    "template_brace_alone": mark("The brace “{sign}” stands alone. Close the field, or write it twice."),
    "template_field_unknown": mark("There is no field “{field}”. Choose one from the menu."),
    "template_fallback_missing": mark(
        "“{field}” may be unknown. Say after a bar what shall stand there then, or nothing."
    ),
    "template_braces_doubled": mark("“{field}” stands in double braces and is not put in. Use one brace."),
    "template_signs_unfit": mark(
        "It holds signs that nobody sees, or that turn lines round. They are left out."
    ),
    "template_spaces_doubled": mark("Two spaces follow each other."),
    "template_link_open": mark("The link “{link}” is not safe. Begin it with https."),
    "template_many": mark("There are {limit} templates already. Retire some first. Nothing was added."),
    "template_purpose_unknown": mark("There is no purpose “{purpose}”. Known: {known}."),
    "template_channel_unknown": mark("Nothing is sent by “{channel}”. Known: {known}."),
    "template_retired": mark("“{name}” is retired. Restore it first. Nothing was changed."),
    "template_language_wrong": mark("“{language}” is no code of a language, such as en or ar."),
    "template_no_draft": mark("There is no draft in this language ({language}). Write one first."),
    "template_not_published": mark("It says nothing in this language ({language}). Nothing was changed."),
    "template_not_retired": mark("Version {number} is a draft or in force. Nothing was changed."),
    "shortcut_wrong": mark(
        "“{shortcut}” is no shortcut: one word of {limit} signs at most. Nothing was changed."
    ),
    "shortcut_taken": mark(
        "The shortcut “{shortcut}” is taken already. Choose another. Nothing was changed."
    ),
}
