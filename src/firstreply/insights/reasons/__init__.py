"""Which sentence belongs to which code: refusals, and the evidence of what was decided; one file for each step.

The sentences are English and marked for the catalogues; `words.Words` translates them and fills in the facts.
"""

from typing import Final

from firstreply.insights.reasons import (
    access,
    account,
    archive,
    beside,
    calendar,
    call,
    capture,
    desk,
    fields,
    file,
    form,
    frame,
    inbox,
    insight,
    lead,
    machine,
    mailbox,
    messenger,
    organise,
    pipeline,
    profile,
    qualify,
    question,
    reply,
    request,
    respond,
    route,
    rule,
    sending,
    template,
    watch,
)
from firstreply.insights.reasons.evidence import EVIDENCE
from firstreply.insights.reasons.marking import mark
from firstreply.insights.reasons.terms import SAME_TERMS, TERMS
from firstreply.insights.reasons.titles import ANY_TITLE, TITLES

#: What happened, what was kept, and what to do about it.
REFUSALS: Final[dict[str, str]] = {
    **archive.REFUSALS,
    **calendar.REFUSALS,
    **capture.REFUSALS,
    **lead.REFUSALS,
    **beside.REFUSALS,
    **qualify.REFUSALS,
    **route.REFUSALS,
    **rule.REFUSALS,
    **respond.REFUSALS,
    **organise.REFUSALS,
    **access.REFUSALS,
    **account.REFUSALS,
    **request.REFUSALS,
    **machine.REFUSALS,
    **fields.REFUSALS,
    **profile.REFUSALS,
    **insight.REFUSALS,
    **question.REFUSALS,
    **desk.REFUSALS,
    **file.REFUSALS,
    **messenger.REFUSALS,
    **form.REFUSALS,
    **frame.REFUSALS,
    **sending.REFUSALS,
    **mailbox.REFUSALS,
    **call.REFUSALS,
    **reply.REFUSALS,
    **inbox.REFUSALS,
    **watch.REFUSALS,
    **pipeline.REFUSALS,
    **template.REFUSALS,
}

__all__ = ["ANY_TITLE", "EVIDENCE", "REFUSALS", "SAME_TERMS", "TERMS", "TITLES", "mark"]
