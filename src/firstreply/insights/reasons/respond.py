"""The clock: waits, promises, warnings, escalation, quiet hours."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "target_not_positive": mark("The target must be longer than 0 seconds; {seconds} was given."),
    "warning_out_of_range": mark(
        "A warning must come between 0 and 100 percent of the target; {percent} was given."
    ),
    "wait_not_open": mark(
        "This wait has ended already ({outcome}). Nothing was changed; it can be reopened."
    ),
    "wait_open": mark("This wait is open already: its clock runs. Nothing was changed."),
    "wait_paused": mark("The clock of this wait stands still already. Nothing was changed."),
    "wait_not_paused": mark("The clock of this wait is running, so there is nothing to resume."),
    "ended_by_message": mark(
        "A message ended this wait ({evidence}). Correct the class of that message instead."
    ),
    "class_unfit": mark(
        "This message is “{kind}” and cannot become “{class}”: a class does not change who wrote it."
        " Choose one that fits."
    ),
    "reason_missing": mark("Say why. Without a reason nothing was changed."),
    "channel_unknown": mark("There is no channel “{channel}”. Choose one of: {known}."),
    "not_yet": mark(
        "The conversation cannot have been at {at}: it must lie between {since}, when they asked, and now."
    ),
    "covers_unknown": mark("A promise cannot cover “{covers}”. Choose one of: {known}."),
    "sla_in_force": mark("The promise “{name}” is in force as it is. Choose an earlier version."),
    "promises_changed": mark(
        "Promises were added or taken away meanwhile. The order stays; look at it again."
    ),
    "sla_retired": mark("The promise “{name}” is retired and no longer changes. Make a new one."),
    "ladder_malformed": mark("The steps of escalation are not understood at “{at}”."),
    "ladder_step_without_time": mark(
        "A step of escalation needs either a percentage of the target or a time after it, not both."
    ),
    "ladder_percent_out_of_range": mark(
        "A step at {percent} percent of the target is out of range. Use 1 to {most}."
    ),
    "ladder_after_out_of_range": mark(
        "A step {after} seconds after the target is out of range. Use 0 to {most}."
    ),
    "ladder_too_long": mark("There are {steps} steps of escalation; at most {most} are possible."),
    "ladder_step_repeated": mark("Step {step} of the escalation is there twice. Keep one."),
    "quiet_malformed": mark("The quiet hours are not understood at “{at}”."),
    "quiet_never_ends": mark(
        "The quiet hours cover the whole week, so nothing could ever be delivered. Leave some time free."
    ),
}
