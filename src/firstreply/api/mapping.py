"""Mapping: what another program's delivery would become, before anything is taken by it."""

from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from ninja import Router

from firstreply.api.asking import Asked
from firstreply.api.auth import needs
from firstreply.api.problem import Problem, language
from firstreply.api.schemas_reading import MappingTried, MappingTry
from firstreply.channels.phone import to_e164
from firstreply.core.access import Scope
from firstreply.core.capture.suggest import preview
from firstreply.core.lead.consent import CONSENTS
from firstreply.core.lead.inquiry import OCCURRED
from firstreply.core.lead.reading import FieldError
from firstreply.core.lead.touch import TOUCH
from firstreply.insights import words
from firstreply.store.queries import identity
from firstreply.store.tenancy import acting

router = Router(tags=["Sources"])
_BESIDE: Final = frozenset({OCCURRED, TOUCH, CONSENTS, "capturer", "external_id"})
_MOST_FIELDS: Final = 300


@router.post(
    "/mappings/preview", response=MappingTried, auth=needs(Scope.READ), summary="Try a mapping on an example"
)
def try_mapping(request: Asked, tried: MappingTry) -> Any:
    """What the example would become, what could not be read, what is left over, and where fields may stand in it."""
    with acting(request.auth.organisation):
        region = identity.home().region
    example = _example(tried.example)
    shown = preview(example, tried.mapping, partial(to_e164, region=region), _BESIDE)
    return {
        "fields": dict(shown.fields),
        "persona": None if shown.persona is None else shown.persona.to_dict(),
        "errors": told(request, shown.errors),
        "missing": list(shown.missing),
        "unmapped": [_guess(one) for one in shown.unmapped],
        "suggested": dict(shown.suggested),
    }


def told(request: Asked, errors: tuple[FieldError, ...]) -> list[dict[str, str]]:
    """Errors of fields with a sentence each."""
    say = words.use(language(request)).for_refusal
    return [
        {"field": one.field, "code": one.code, "says": say(one.code, {"limit": one.limit})} for one in errors
    ]


def _guess(one: Any) -> dict[str, str]:
    return {"path": one.path, "value": one.value, "field": one.field, "why": one.why}


def _example(given: Any) -> dict[str, Any]:
    """The example as an object. Raises Problem 422 `example_not_understood`."""
    if isinstance(given, dict):
        return given
    try:
        found = orjson.loads(given)
    except orjson.JSONDecodeError:
        found = _form(given)
    if not isinstance(found, dict) or not found:
        raise Problem(422, "example_not_understood")
    return found


def _form(given: str) -> dict[str, Any] | None:
    try:
        pairs = parse_qsl(
            given.strip(), keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return None
    found: dict[str, Any] = {}
    for name, value in pairs:
        before = found.get(name)
        found[name] = (
            value if before is None else [*(before if isinstance(before, list) else [before]), value]
        )
    return found
