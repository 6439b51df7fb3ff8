"""Undoing: what each act on this page is taken back by."""

from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.lead import attachment, change, clock, compose, owner, snooze, speak, step, twin

register("unsend", compose.unsend)
register("reopen-wait", clock.reopen_wait)
register("resume-wait", clock.resume_wait)
register("pause-wait", clock.pause_wait)
register("unsay", speak.unsay)
register("unplan", step.unplan)
register("take-up", step.take_up)
register("put-back", change.put_back)
register("give-back", owner.give_back)
register("withdraw", owner.withdraw)
register("reconsider", owner.reconsider)
register("stage-back", owner.stage_back)
register("unmerge", twin.take_apart)
register("merge-again", twin.merge_again)
register("alike-again", twin.alike_again)
register("unfile", attachment.unfile)
register("file-again", attachment.file_again)
register("snooze-again", snooze.snooze_again)
