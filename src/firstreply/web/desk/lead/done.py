"""Done: what is said of what was done to a lead."""

from firstreply.insights.reasons import mark
from firstreply.web.desk.done import DONE

DONE.update(
    {
        "lead-sending": mark("It is sent in 10 seconds."),
        "lead-merged-into": mark("That lead was merged into this one."),
        "lead-dismissed": mark("No reply is needed: the clock has stopped."),
        "lead-closed": mark("Closed. What they write next is a new question."),
        "lead-voided": mark("Set aside: it is in no number any more."),
        "lead-paused": mark("The clock stands still."),
        "lead-resumed": mark("The clock goes on."),
        "lead-reopened": mark("It waits for an answer again, since they asked."),
        "lead-called": mark("The call is written down, and the clock has stopped."),
        "lead-tried": mark("The attempt is written down. The clock goes on."),
        "lead-met": mark("The meeting is written down, and the clock has stopped."),
        "lead-noted": mark("The note is kept."),
        "lead-planned": mark("The next step is planned."),
        "lead-task-done": mark("Done."),
        "lead-task-dropped": mark("It is not to be done any more."),
        "lead-changed": mark("Changed."),
        "lead-given": mark("It is theirs now, and they are told."),
        "lead-cover-asked": mark("A colleague who has time is asked. Until they take it, it stays yours."),
        "lead-cover-managers": mark("Nobody is free now, so the managers are told. It stays yours."),
        "lead-claimed": mark("It is yours."),
        "lead-declined": mark("It goes on to the next."),
        "lead-moved": mark("Moved to another stage."),
        "lead-filed": mark("The file lies beside it."),
        "lead-unfiled": mark("The file is taken away."),
        "lead-merged": mark("They are one lead now. Nothing is lost: it can be taken apart again."),
        "lead-unmerged": mark("They are two leads again."),
        "lead-apart": mark("They stay two."),
    }
)
