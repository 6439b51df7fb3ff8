"""The list of who waits: what cannot be done to its rows."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "nothing_chosen": mark("Nothing was chosen, so nothing was done. Tick a row first."),
    "too_many_chosen": mark("At most {limit} rows can be changed at once. Nothing was changed."),
    "nothing_waits": mark("Nobody waits here any more, so there is nothing to end."),
    "nothing_to_claim": mark(
        "There is nothing to take right now: others have it, or nothing is offered to you."
    ),
    "no_member": mark("Only a person can do this; whoever looks here is a program. Sign in as yourself."),
    "snooze_past": mark("That time has passed already. Nothing was snoozed; choose a later one."),
    "snooze_far": mark("A lead can be snoozed for {days} days at the most. Choose an earlier day."),
}
