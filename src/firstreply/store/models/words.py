"""Words: what leads are found by, and which of them have to be read again for it."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from firstreply.store.fields import OfOrganisation, link

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
    _Lookup = models.Lookup[Any]
else:  # which cannot be subscripted when they run
    _Field, _Lookup = models.Field, models.Lookup


class WordsField(_Field):
    """A set of words (PostgreSQL's tsvector). Written and asked by statements of ours."""

    def db_type(self, connection: Any) -> str:
        """As PostgreSQL calls it."""
        return "tsvector"


@WordsField.register_lookup
class Says(_Lookup):
    """`words__says`: whether words are as a text asks, in the language of PostgreSQL's tsquery."""

    lookup_name = "says"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """`words @@ '...'::tsquery`."""
        words, first = self.process_lhs(compiler, connection)
        return f"{words} @@ %s::tsquery", [*first, self.rhs]


class LeadWords(OfOrganisation):
    """The folded words of one lead and of what was written to and by it, as `core.lead.words` makes them.

    A moment behind the lead: `WordsDue` says whose have to be made anew.
    """

    lead = link("store.Lead", primary_key=True, db_constraint=False)
    words = WordsField()

    class Meta:
        db_table = "lead_words"
        indexes = [GinIndex(fields=["words"], name="lead_words_found")]


class WordsDue(OfOrganisation):
    """A lead whose words changed. Written by triggers, in the transaction that changed them: so none is missed."""

    id = models.BigAutoField(primary_key=True)
    lead = link("store.Lead", db_constraint=False)

    class Meta:
        db_table = "words_due"
        indexes = [models.Index(fields=["organisation_id", "id"], name="words_due_of")]
