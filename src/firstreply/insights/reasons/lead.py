"""What is done to a lead: merging, stages, notes, giving it to somebody."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "lead_merged": mark(
        "This lead was merged into another ({into}). Work with that one, or separate them first."
    ),
    "merge_with_itself": mark("A lead cannot be merged with itself. Name two different ones."),
    "not_merged": mark("This lead is not merged with another, so there is nothing to separate."),
    "stage_unknown": mark("There is no stage “{stage}”. Choose one of: {known}."),
    "text_missing": mark("The {what} is empty. Write something first."),
    "already_theirs": mark("The lead belongs to this member already. Nothing was changed."),
    "one_receiver": mark("Name one receiver: a member or a pool, not both and not none."),
    "offer_moved_on": mark(
        "Somebody has this lead by now, so the offer cannot be opened again. Nothing was changed."
    ),
    "offer_over": mark("This offer is over: its time ran out ({until}), or somebody was faster."),
}
