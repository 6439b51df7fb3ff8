"""Rules as queries: the same leads that `core.qualify.holds` says yes to, found by the database."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import BooleanField, F, Q
from django.db.models.expressions import Expression

from firstreply.core.qualify.field import CUSTOM, FIELDS, Kind
from firstreply.core.qualify.rule import AllOf, Condition, Not, Rule, parts_of

_COLUMNS: Final = ("folded", "budget", "deal_size", "points", "created_at")
_Sql = tuple[str, list[Any]]


def to_q(rule: Rule, *, today: date | None = None, prefix: str = "") -> Q:
    """The condition on leads under which the rule holds; `today` is the day that ages are counted to.

    `prefix` leads from another model to the lead (`lead__`). Use it in `filter` only: in SQL an unknown comparison is
    null, so `exclude` would lose leads; exclude by `filter(to_q(Not(rule)))`. Makes no query of its own.
    """
    return Q(RuleHolds(rule, today=today, prefix=prefix))


class RuleHolds(Expression):
    """A rule as one condition: true exactly for the leads it holds of."""

    conditional = True

    def __init__(self, rule: Rule, *, today: date | None = None, prefix: str = "") -> None:
        super().__init__(output_field=BooleanField())
        self.sql, self.parameters = _compiled(rule, today)
        self.used = tuple(name for name in _COLUMNS if f"{{{name}}}" in self.sql)
        self.columns: list[Any] = [F(f"{prefix}{name}") for name in self.used]

    def get_source_expressions(self) -> list[Any]:
        """The columns that the rule reads."""
        return self.columns

    def set_source_expressions(self, exprs: Any) -> None:
        """Columns, once Django knows which table they are of."""
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQL and its parameters."""
        named = {
            name: compiler.compile(column)[0] for name, column in zip(self.used, self.columns, strict=True)
        }
        return self.sql.format(**named), tuple(self.parameters)


def _compiled(rule: Rule, today: date | None) -> _Sql:
    """SQL that is true where the rule holds, false or null elsewhere.

    Null counts as false below `AND`, `OR` and `WHERE`; only a negation could tell them apart, and `IS NOT TRUE` does
    not.
    """
    if isinstance(rule, Condition):
        return _condition(rule, today)
    if isinstance(rule, Not):
        sql, parameters = _compiled(rule.part, today)
        return f"({sql}) IS NOT TRUE", parameters
    joined, empty = (" AND ", "TRUE") if isinstance(rule, AllOf) else (" OR ", "FALSE")
    compiled = [_compiled(part, today) for part in parts_of(rule)]
    sql = joined.join(f"({one})" for one, _ in compiled)
    return sql or empty, [parameter for _, parameters in compiled for parameter in parameters]


def _condition(rule: Condition, today: date | None) -> _Sql:
    kind = FIELDS.get(rule.field)
    if rule.op in ("is_known", "is_empty"):
        sql, parameters = _is_known(rule.field, kind)
        return (sql, parameters) if rule.op == "is_known" else (f"({sql}) IS NOT TRUE", parameters)
    if rule.op in _CONTAINED:
        return "{folded} @> %s::jsonb", [_document(rule.field, _CONTAINED[rule.op](rule))]
    if rule.op in ("older_than", "newer_than"):
        if today is None:
            return "FALSE", []
        sql, parameters = _typed(rule.field, "date")
        return f"%s::date - {sql} {'>' if rule.op == 'older_than' else '<'} %s", [
            today,
            *parameters,
            rule.wanted,
        ]
    shape, template = _TEMPLATES[rule.op]
    sql, parameters = _typed(rule.field, shape)
    return template.format(sql), [*parameters, *_wanted(rule.wanted)]


def _wanted(value: Any) -> list[Any]:
    """Parameters of a value: two for a pair of bounds, one array for a set of texts."""
    if isinstance(value, tuple):
        return list(value)
    return [sorted(value)] if isinstance(value, frozenset) else [value]


def _is_known(field: str, kind: Kind | None) -> _Sql:
    if kind is Kind.NUMBER or field == "created":
        return f"{_NUMBERS.get(field, '{created_at}')} IS NOT NULL", []
    if kind is None:
        return "{folded} -> 'custom' ? %s", [field.removeprefix(CUSTOM)]
    return "{folded} ? %s", [field]


_NUMBERS: Final[Mapping[str, str]] = {name: f"{{{name}}}" for name in ("budget", "deal_size", "points")}
_CASTS: Final[Mapping[str, str]] = {"text": "", "number": "::numeric", "date": "::date"}


def _typed(field: str, shape: str) -> _Sql:
    """The field's value as text, number, date or list; null when it is not known or a custom field of another kind."""
    if field in _NUMBERS:
        return _NUMBERS[field], []
    if field == "created":
        return "({created_at} AT TIME ZONE 'UTC')::date", []
    if shape == "list":
        return "({folded} -> %s)", [field]
    cast = _CASTS[shape]
    if field.startswith(CUSTOM):
        return f"({{folded}} -> 'custom' -> %s ->> '{shape}'){cast}", [field.removeprefix(CUSTOM)]
    return f"({{folded}} ->> %s){cast}", [field]


def _document(field: str, value: Any) -> str:
    """What a lead's folded document contains when the field has that value."""
    if not field.startswith(CUSTOM):
        return json.dumps({field: value})
    return json.dumps({"custom": {field.removeprefix(CUSTOM): value}})


def _text_of(rule: Condition) -> Any:
    return {"text": rule.wanted} if rule.field.startswith(CUSTOM) else rule.wanted


def _flag_of(rule: Condition) -> Any:
    truth = rule.op == "is_true"
    return {"flag": truth} if rule.field.startswith(CUSTOM) else truth


#: Operators that ask what the folded document contains. Row-level security keeps every index but the organisation's
#: from helping here, a GIN one too: PostgreSQL does not call `@>` and `->>` leakproof.
_CONTAINED: Final[Mapping[str, Callable[[Condition], Any]]] = {
    "is": _text_of,
    "is_true": _flag_of,
    "is_false": _flag_of,
    "has": lambda rule: [rule.wanted],
    "has_all": lambda rule: sorted(rule.wanted),
}
#: Operator -> the shape it reads, and SQL with `{}` for the value.
_TEMPLATES: Final[Mapping[str, tuple[str, str]]] = {
    "is_not": ("text", "{} <> %s"),
    "in": ("text", "{} = ANY(%s::text[])"),
    "contains": ("text", "strpos({}, %s) > 0"),
    "starts_with": ("text", "starts_with({}, %s)"),
    "has_any": ("list", "{} ?| %s::text[]"),
    "=": ("number", "{} = %s"),
    "<": ("number", "{} < %s"),
    "<=": ("number", "{} <= %s"),
    ">": ("number", "{} > %s"),
    ">=": ("number", "{} >= %s"),
    "between": ("number", "{} BETWEEN %s AND %s"),
    "on": ("date", "{} = %s"),
    "before": ("date", "{} < %s"),
    "after": ("date", "{} > %s"),
    "within": ("date", "{} BETWEEN %s AND %s"),
}
