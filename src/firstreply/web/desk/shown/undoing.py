"""Undoing: figures by mail that were ended come again."""

from uuid import UUID

from firstreply.journey.organise import By, digests
from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.visit import Visit


def _resume(who: Visit, digest: str) -> None:
    digests.resume(UUID(digest), who.me, By(who.caller.member, who.caller.role, who.now))


register("resume-digest", _resume)
