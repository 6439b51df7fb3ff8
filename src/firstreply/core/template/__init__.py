"""Templates: texts with merge fields. A template is text and never code: values are put in, nothing runs.

A field is `{name}` or `{name|fallback}`; the fallback stands where the value is not known, and may be empty.
A brace itself is written twice (`{{`, `}}`). Values are put in as text and never read again.
"""

from firstreply.core.template.choice import Chosen, choose
from firstreply.core.template.difference import Part, difference
from firstreply.core.template.field import CUSTOM, FIELDS, is_known, may_be_empty
from firstreply.core.template.first_name import first_name
from firstreply.core.template.lint import Problem, lint
from firstreply.core.template.opening import opening
from firstreply.core.template.purpose import PURPOSES
from firstreply.core.template.rendering import Rendered, Run, gaps, render
from firstreply.core.template.short_message import Segments, segments
from firstreply.core.template.slot import Slot, slots

__all__ = [
    "CUSTOM", "FIELDS", "PURPOSES", "Chosen", "Part", "Problem", "Rendered", "Run", "Segments", "Slot", "choose",
    "difference", "first_name", "gaps", "is_known", "lint", "may_be_empty", "opening", "render", "segments", "slots",
]  # fmt: skip
