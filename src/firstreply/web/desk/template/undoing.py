"""Undoing: what is done to templates, and its reverse."""

from typing import Final
from uuid import UUID

from firstreply.insights.reasons import mark
from firstreply.journey.organise import templates as keeping
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.template.finding import by
from firstreply.web.desk.visit import Visit

SAID: Final = {
    "template-added": mark("The template is there. Write what it says."),
    "template-standard": mark("The standard set is complete."),
    "template-drafted": mark("The draft is kept. Nobody is offered it yet."),
    "template-published": mark("It is in force."),
    "template-retired": mark("The template is retired. It is offered no more."),
    "template-restored": mark("The template is offered again."),
    "template-discarded": mark("The draft is gone."),
    "template-withdrawn": mark("It says nothing in that language any more."),
}


def _restore(who: Visit, template: str) -> None:
    with acting(who.organisation):
        keeping.restore(UUID(template), by(who))


def _retire(who: Visit, template: str) -> None:
    with acting(who.organisation):
        keeping.retire(UUID(template), by(who))


def _back(who: Visit, version: str) -> None:
    with acting(who.organisation):
        keeping.roll_back(UUID(version), by(who))


def _withdraw(who: Visit, template: str, language: str) -> None:
    with acting(who.organisation):
        keeping.withdraw(UUID(template), language, by(who))


def _write(who: Visit, template: str, language: str, subject: str, body: str) -> None:
    with acting(who.organisation):
        keeping.write(UUID(template), language, subject, body, by(who))


register("restore-template", _restore)
register("retire-template", _retire)
register("roll-back-template", _back)
register("withdraw-template", _withdraw)
register("write-template", _write)
