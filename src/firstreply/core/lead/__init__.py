"""Lead: who asks and what they want, as values; how two of them are known to be one.

Rows of leads hold what rules and searches read, all of it derived from the persona by these functions:

- `persona` jsonb: `Persona.to_dict()`;
- `folded` jsonb: `folded(persona)` - text fields by their folded key, lists (`tags`, `emails`, `phones`, `domains`),
  `has_email`, `has_phone`, `birthday` and `custom`; see `core.lead.folded` for its exact shape;
- `budget`, `deal_size`: numeric(19,4); `points`: integer, the score; `created_at`: timestamptz.

Everything that text is compared with is folded before it reaches the database, so one deterministic collation is
enough and no function of the database needs to know about letters.
"""

from firstreply.core.lead.alike import alike
from firstreply.core.lead.contact import ContactPoint, PointKind, points
from firstreply.core.lead.fold import ascii_digits, fold, fold_email, fold_name
from firstreply.core.lead.folded import folded
from firstreply.core.lead.identity import Fresh, Identified, Suggestion, resolve
from firstreply.core.lead.merge import merged
from firstreply.core.lead.persona import CustomValue, Persona
from firstreply.core.lead.reading import FieldError

__all__ = [
    "ContactPoint",
    "CustomValue",
    "FieldError",
    "Fresh",
    "Identified",
    "Persona",
    "PointKind",
    "Suggestion",
    "alike",
    "ascii_digits",
    "fold",
    "fold_email",
    "fold_name",
    "folded",
    "merged",
    "points",
    "resolve",
]
