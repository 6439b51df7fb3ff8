"""Routing: rulesets, pools and members that do not fit together."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "routing_not_an_object": mark("“{at}” must be an object."),
    "routing_key_unknown": mark("“{at}” has an unknown key “{key}”. Remove it, or check its spelling."),
    "routing_value_missing": mark("“{at}” is missing."),
    "routing_value_wrong": mark("“{at}” is not of the right kind: expected {want}."),
    "routing_value_wrong:one_of": mark("“{at}” is none of the possible values. Choose one of: {choices}."),
    "routing_number_out_of_range": mark("“{at}” is {value}; it must lie between {least} and {most}."),
    "routing_repeated": mark("“{at}” names {name} twice. Keep one."),
    "routing_leave_backwards": mark("“{at}” ends before it begins."),
    "routing_state_version_unknown": mark(
        "The stored state of a pool has version {version}, which this release does not know."
    ),
    "routing_target_missing": mark("A rule with the action “{action}” needs a target (“{at}”)."),
    "routing_target_unwanted": mark("A rule with the action “{action}” takes no target. Remove “{at}”."),
    "routing_pool_unknown": mark(
        "“{at}” names the pool {pool}, which does not exist. Choose another, or make it first."
    ),
    "routing_viewers": mark(
        "Viewers read and cannot answer: {names}. Choose people who can, or give these another role first."
    ),
    "routing_member_unknown": mark("“{at}” names {member}, who is not a member. Choose somebody else."),
    "routing_nobody": mark(
        "Nobody of this organisation is active, so the lead cannot be given to anyone. It is kept; invite "
        "or activate a member."
    ),
    "pool_in_use": mark(
        "Rules in force still send leads to the pool “{name}”. Change them first. Nothing was changed."
    ),
}
