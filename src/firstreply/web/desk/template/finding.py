"""Finding: a template that somebody may see, as whom they change it, and words for what it is."""

from typing import Final
from uuid import UUID

from firstreply.channels import registry
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.permission import WRITING
from firstreply.core.refusal import Refused
from firstreply.insights.put_in import CHANNELS
from firstreply.insights.reasons import mark
from firstreply.insights.words import LANGUAGES, NAMES, Words
from firstreply.journey.organise import By
from firstreply.store.queries import templates
from firstreply.store.queries.templates import TemplateShown
from firstreply.web.desk.visit import Visit

PURPOSES: Final = {
    "introduction": mark("Introduction"),
    "meeting": mark("Ask for a meeting"),
    "thanks": mark("Thank you"),
    "launch": mark("Something new"),
    "decline": mark("Decline politely"),
    "busy": mark("Out of capacity"),
    "no_samples": mark("No free samples"),
    "closed": mark("We are closed"),
}


def find(who: Visit, template: UUID) -> TemplateShown:
    """One that they see. Refuses `not_found`. Inside a transaction."""
    row = templates.one(who.caller.member, template)
    if row is None:
        raise Refused("not_found", what="template", id=str(template))
    return row


def by(who: Visit) -> By:
    """As whom something is changed; the step says whether they may. Refuses `token_lacks_scope`."""
    if Scope.WRITE not in who.caller.scopes:
        raise Refused("token_lacks_scope", scope=Scope.WRITE.value)
    return By(who.caller.member, who.caller.role, who.now)


def may_write_team(who: Visit) -> bool:
    """Whether the team's are theirs to change."""
    return Scope.WRITE in who.caller.scopes and who.caller.role in WRITING


def may_write(who: Visit, row: TemplateShown) -> bool:
    """Whether this one is theirs to change."""
    own = row.member is not None and may_have_own(who)
    return own or (row.member is None and may_write_team(who))


def may_have_own(who: Visit) -> bool:
    """Whether they have some of their own."""
    is_person = who.caller.member is not None and who.caller.role is not Role.VIEWER
    return is_person and Scope.WRITE in who.caller.scopes


def language_name(words: Words, code: str) -> str:
    """A language in its own words, else its code."""
    return NAMES.get(code, code)


def languages(row: TemplateShown) -> list[str]:
    """Ours, and whatever else it speaks."""
    return [*LANGUAGES, *(one for one in row.languages if one not in LANGUAGES)]


def channels(words: Words) -> list[tuple[str, str]]:
    """Kinds of channels that send, with their names."""
    kinds = sorted({one.channel for one in registry.channels().values() if one.send})
    return [(one, words.say(CHANNELS.get(one, one))) for one in kinds]


def purposes(words: Words) -> list[tuple[str, str]]:
    """What templates are for, with names."""
    return [(one, words.say(text)) for one, text in PURPOSES.items()]
