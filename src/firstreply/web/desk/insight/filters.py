"""Filters: what can be chosen on a page of Insights, and what its figures mean."""

from collections.abc import Iterable, Mapping
from typing import Any

from firstreply.insights.asked_for import DIMENSIONS
from firstreply.insights.dates import Dates
from firstreply.insights.day_input import typed
from firstreply.insights.live import known
from firstreply.insights.metrics import registry
from firstreply.store.queries import stages
from firstreply.store.tenancy import acting
from firstreply.web.desk.insight import groups
from firstreply.web.desk.insight.asking import CONDITIONS, PERIODS, Question
from firstreply.web.desk.kinds import kind
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.visit import Visit


def filters(who: Visit, asked: Question, names: Iterable[str]) -> dict[str, Any]:
    """What can be chosen; a dimension with nothing to choose from is left out."""
    offered = known(who.organisation, who.viewer, who.now)
    dates = Dates(who.words, who.looks.system, who.zone)
    channels = [(one, kind(who.words, one).name) for one, _ in offered.get("channels") or ()]
    called = {**offered, "channels": channels}
    choices = [
        (name, groups.title(who.words, name), called.get(field) or [], asked.chosen.get(name, ()))
        for name, (field, _) in DIMENSIONS.items()
        if name in names
    ]
    return {
        "choices": [one for one in choices if one[2] or one[3]],
        "elsewhere": [name for name in CONDITIONS if name not in names],
        "periods": [(name, who.words.digits(who.words.say(title))) for name, title in PERIODS],
        "since": typed(asked.since, dates),
        "until": typed(asked.until, dates),
    }


def terms(definitions: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Title and sentence of every metric, those that the answer does not define included."""
    found = {name: (one.title, one.sentence) for name, one in registry.EVERY.items()}
    return found | {name: (one["title"], one["sentence"]) for name, one in definitions.items()}


def stage_names(who: Visit) -> Mapping[str, str]:
    """What stages are called, by their keys."""
    with acting(who.organisation):
        own = stages.named()
        return own | {one.key: stage_name(who.words, one.key, one.name) for one in stages.stages()}
