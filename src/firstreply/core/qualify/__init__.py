"""Qualify: rules over what is known of a lead, and what the team calls qualified."""

from firstreply.core.qualify.definition import (
    Answer,
    Definition,
    Qualified,
    qualified,
    qualified_many,
    read_definition,
)
from firstreply.core.qualify.field import FIELDS, OPERATORS, Kind
from firstreply.core.qualify.holds import Reason, because, holds
from firstreply.core.qualify.rule import AllOf, AnyOf, Condition, Not, Rule, conditions, from_dict, to_dict
from firstreply.core.qualify.sheet import Sheet, sheet

__all__ = [
    "FIELDS",
    "OPERATORS",
    "AllOf",
    "Answer",
    "AnyOf",
    "Condition",
    "Definition",
    "Kind",
    "Not",
    "Qualified",
    "Reason",
    "Rule",
    "Sheet",
    "because",
    "conditions",
    "from_dict",
    "holds",
    "qualified",
    "qualified_many",
    "read_definition",
    "sheet",
    "to_dict",
]
