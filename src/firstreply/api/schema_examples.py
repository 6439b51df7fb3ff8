"""Examples for every body, worked out of its schema, so that none is forgotten and each fits."""

from collections.abc import Mapping
from typing import Any, Final

_ID: Final = "01970000-0000-7000-8000-000000000001"
_DEEPEST: Final = 12  #: schemas that hold themselves end here
_AT: Final = "2026-03-02T09:00:00Z"
#: By the name of a field, where anything that fits the schema would say too little.
_SPOKEN: Final[Mapping[str, Any]] = {
    "name": "Sales",
    "email": "jane@example.com",
    "party": "jane@example.com",
    "company": "Example Ltd",
    "zone": "Asia/Tehran",
    "region": "IR",
    "stage": "contacted",
    "key": "contacted",
    "language": "fa",
    "channel": "email",
    "url": "https://example.com/hook",
    "reason": "asked for by phone",
    "text": "Called back, wants an offer.",
    "next": None,
    "evidence": "first_inbound",
    "secret": "whsec_bm90IGEgcmVhbCBzZWNyZXQsIG9ubHkgYW4gZXhhbXBsZQ==",
}  # fmt: skip


def example(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema. `schemas` are the document's components, `name` the field it is for."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth + 1)
    for key in ("example", "const", "default"):
        if key in schema and schema[key] not in (None, {}, []):
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "allOf" in schema:
        return example(schema["allOf"][0], schemas, name, depth)
    if "anyOf" in schema:
        return _either(schema["anyOf"], schemas, name, depth)
    return _of_type(schema, schemas, name, depth)


def _either(choices: list[Mapping[str, Any]], schemas: Mapping[str, Any], name: str, depth: int) -> Any:
    real = [one for one in choices if one.get("type") != "null"]
    empty = name.endswith("_at") or name in ("until", "next", "reason")
    return None if empty and len(real) < len(choices) else example(real[0], schemas, name, depth)


def _of_type(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        return {key: example(one, schemas, key, depth + 1) for key, one in properties.items()}
    if kind == "array":
        items = schema.get("items", {})
        filled = items.get("$ref") or name == "teams" or schema.get("minItems")
        return [example(items, schemas, name, depth + 1)] if filled and depth < _DEEPEST else []
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", schema.get("exclusiveMinimum", 0)))
    return {"boolean": False, "null": None}.get(str(kind), _text(schema, name))


def _text(schema: Mapping[str, Any], name: str) -> str:
    by_format = {"uuid": _ID, "date-time": _AT, "date": "2026-03-02"}
    if schema.get("format") in by_format:
        return by_format[schema["format"]]
    found = _SPOKEN.get(name)
    if found is not None:
        return str(found)
    return "text" if schema.get("minLength", 0) or "pattern" not in schema else ""
