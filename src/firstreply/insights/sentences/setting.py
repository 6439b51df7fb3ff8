"""Setting: the few settings of an organisation that its rules need, in words."""

from collections.abc import Mapping
from typing import Any, Final

from firstreply.core.respond.waits import IDLE_S
from firstreply.insights.reasons import mark
from firstreply.insights.sentences.speaking import Sentences, isolated

#: What becomes of leads of whom too little is known.
INCOMPLETE: Final[Mapping[str, str]] = {
    "sales": mark("go to sales, who ask the rest"),
    "nurture": mark("are set aside until the rest is known"),
}


def for_settings(speak: Sentences, settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what it is known by, in words) of settings as they are stored; what is not set is as it is for everyone."""
    aside = settings.get("aside_pool")
    answered = speak.pool(aside) if aside else speak.say(mark("Marketers and managers in turn"))
    days = speak.words.number(settings.get("idle_days", IDLE_S // 86400))
    found = [
        ("incomplete", mark("Leads of whom too little is known"), _incomplete(speak, settings)),
        ("aside", mark("Who answers leads that are not for sales"), answered),
        ("idle", mark("Days of silence after which a message is a new inquiry"), days),
    ]
    told = [
        (key, speak.say(mark("{what}: {how}"), what=speak.say(what), how=how)) for key, what, how in found
    ]
    shared = sorted(value for _, value in settings.get("shared_points", ()))
    return told + [
        (f"shared {one}", speak.say(mark("{address} belongs to several people."), address=isolated(one)))
        for one in shared
    ]


def _incomplete(speak: Sentences, settings: Mapping[str, Any]) -> str:
    return speak.say(INCOMPLETE.get(settings.get("incomplete", "sales"), INCOMPLETE["sales"]))
