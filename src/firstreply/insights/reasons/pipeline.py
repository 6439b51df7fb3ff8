"""Stages, views, and lists that are taken out."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "stages_too_many": mark("A team may have one to {limit} stages. Nothing was changed."),
    "stage_key_malformed": mark(
        "“{stage}” is no key of a stage: small Latin letters, digits, - and _, 40 at most. Nothing was changed."
    ),
    "stage_key_repeated": mark("Two stages have the key “{stage}”. Nothing was changed."),
    "stage_fixed": mark(
        "The stage “{stage}” is where leads are put by what qualifies them. It may have another name, and it "
        "stays, with its meaning. Nothing was changed."
    ),
    "stage_open_missing": mark(
        "At least one stage must mean that somebody works on it. Nothing was changed."
    ),
    "stage_name_missing": mark("Each stage needs a name of {limit} characters at most. Nothing was changed."),
    "stage_name_repeated": mark("Two stages have the name “{stage}”. Nothing was changed."),
    "stage_rots_wrong": mark(
        "After how many working days a lead is left too long: 1 to {limit}, or empty for never. Nothing was changed."
    ),
    "stage_reasons_wrong": mark(
        "A stage may ask for one of {limit} reasons at most, each of {length} characters at most. Nothing was changed."
    ),
    "stage_reason_missing": mark(
        "“{stage}” asks for a reason, one of: {known}. The lead stays where it is. Choose one, and move it again."
    ),
    "stage_leads_homeless": mark(
        "{leads} leads are still in “{stage}”. Nothing was changed. Say to which stage they go, and save again."
    ),
    "stage_still_full": mark(
        "{leads} leads are still in “{stage}”, more than go at once ({limit}). Nothing was changed. Move its leads on "
        "first, as often as it takes."
    ),
    "export_not_allowed": mark(
        "Your role does not allow taking lists out. Ask an administrator or your manager."
    ),
    "view_of_nobody": mark("A view belongs to a person. Sign in as one to save views."),
    "views_too_many": mark("There are {limit} views of this page already. Delete one first."),
    "view_too_long": mark(
        "This is too long to be kept as a view: {limit} characters at most. Nothing was saved."
    ),
}
