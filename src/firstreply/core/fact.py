"""Fact kinds: what can happen to a lead, and what each fact's `data` says. Projections are worked out from these."""

from enum import StrEnum


class FactKind(StrEnum):
    """What happened. Ids in `data` are strings; instants there are ISO 8601, UTC."""

    #: {arrival, new, persona (as known from now on), changed: [field], points: [[kind, value]], touch?}
    INQUIRED = "inquired"
    CONSENTED = "consented"  #: {purpose, text, language, state, until?, form?, revision?}: what core.lead.consent reads
    #: Stood in a list that was brought and asks nothing: as `inquired`. Of what a file changed both say {before}.
    LISTED = "listed"
    #: A file was taken back: {file, whole, fields: {field: [before, after]}, gone: [[kind, value]], asked: [instant],
    #: inquired_at, last_in_at}; whole: the lead with it, else only what the file had said of it.
    WITHDRAWN = "withdrawn"
    ENGAGED = "engaged"  #: {what}
    QUALIFIED = "qualified"  #: {answer, definition, reasons, missing}
    SCORED = "scored"  #: {points, reasons, definition}
    #: {assignment, member, team, pool, definition, how, reasons, day, waits?, line?, lines?}; member null: to the pool.
    #: `waits` went with the lead where the fact names none; `line` says how the pool's moved, `lines` those of others.
    ASSIGNED = "assigned"
    OFFERED = "offered"  #: {assignment, member, until, how}
    #: {assignment, member}: refused, or let run out; {withdrawn: true} by who asked, {taken_back: true}: not after all
    DECLINED = "declined"
    CHANGED = "changed"  #: by a person: {field: [before, after], reach?: contact points [gone, come]}
    STAGE_MOVED = (
        "stage_moved"  #: {before, after, reason, since? (put back: since when it is there after all)}
    )
    #: {into, points, chained, waits, changed, holder, owner, team}: what came along, whose the waits are from now on,
    #: and whose the other lead was
    MERGED = "merged"
    UNMERGED = "unmerged"  #: {from, waits, holder}
    # What the clock reads besides messages (core.respond.EventKind); the fact names wait or conversation, and `party`.
    TALKED = "talked"  #: {party, text}
    CALLED = "called"  #: {party, reached}
    DISMISSED = "dismissed"  #: {party, reason}
    CLOSED = "closed"  #: {reason}
    VOIDED = "voided"  #: {party, reason}
    REOPENED = "reopened"  #: {fact}: what that fact said did not happen; the clock leaves it out
    PAUSED = "paused"  #: {reason}
    RESUMED = "resumed"  #: {due_at}
    NOTED = "noted"  #: {text}; {note, gone: true} when that one is taken back
    PLANNED = "planned"  #: the next step: {task, title, due_at, member}
    DONE = "done"  #: {task, title, dropped}: done, or (dropped) not to be done
    FILED = "filed"  #: a file beside the lead: {attachment, name, size}; {attachment, gone: true} when it is taken away
    OVERRULED = "overruled"  #: a person gave a message another class: {message, before, after}
    # What became of a promise.
    PROMISED = "promised"  #: {sla, calendar_version, due_at, owner, first_owner}: frozen when it opened
    ANSWERED = "answered"  #: {message, author, party}
    WARNED = "warned"  #: {moment, percent}
    MISSED = "missed"  #: {moment, due_at}
    ESCALATED = "escalated"  #: {moment, step}
    MOVED_ON = "moved_on"  #: an untouched lead went to someone else: {moment, before, after}
    # What people changed in how the team works: no lead.
    DECIDED = "decided"  #: {what, id, before, after}
