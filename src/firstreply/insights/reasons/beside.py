"""The page of a lead: next steps, files beside it, what is taken back."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "task_over": mark("This step is over already: it was done, or dropped. Nothing was changed."),
    "task_open": mark("This step is still to be done. Nothing was changed."),
    "attachment_too_large": mark(
        "The file is larger than {limit} MB. It was not kept. Send a link to it instead."
    ),
    "assignment_passed": mark(
        "The lead has been given on meanwhile, so this cannot be undone. Give it anew."
    ),
}
