"""Qualification and score: rules and definitions that are not understood."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "rule_malformed": mark("The rule is not understood at “{path}”: expected {want}."),
    "rule_version_unknown": mark("Rules of version “{version}” are not known here. Use version 1."),
    "rule_unknown_field": mark("There is no field “{field}” (at “{path}”)."),
    "rule_unknown_operator": mark(
        "“{field}” cannot be compared by “{op}” (at “{path}”). Use one of: {known}."
    ),
    "rule_wrong_type": mark("The value at “{path}” must be: {wanted}."),
    "rule_value_too_long": mark("The value at “{path}” is too long: at most {limit}."),
    "rule_too_deep": mark("The rule is nested too deeply: at most {limit} levels. Make it flatter."),
    "rule_too_large": mark("The rule is too large: at most {limit} parts. Split it."),
    "definition_malformed": mark(
        "The definition of “qualified” is not understood at “{path}”: expected {want}."
    ),
    "scoring_malformed": mark("The scoring is not understood at “{path}”: expected {want}."),
    "definition_not_a_draft": mark(
        "Version {number} is no draft any more ({state}). Make a new draft to change it."
    ),
    "definition_not_retired": mark(
        "Only a version that was in force before can be brought back; version {number} is: {state}."
    ),
}
