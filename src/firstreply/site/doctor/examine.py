"""The whole examination."""

from firstreply.core.refusal import Refused
from firstreply.site import ready
from firstreply.site.doctor.database import database
from firstreply.site.doctor.finding import Finding, fail
from firstreply.site.doctor.machine import machine
from firstreply.site.settings import Settings


def examine(settings: Settings) -> list[Finding]:
    """Every finding. The embedded PostgreSQL is started for it when it does not run, and ended again."""
    from firstreply.site.django import set_up

    found = list(machine(settings))
    try:
        with ready.running(settings):
            set_up()
            for finding in database(settings):  # one by one: what was found before a refusal stays
                found += [finding]
    except Refused as refused:
        found.append(fail("database", _said(refused), _hint(settings)))
    return found


def _said(refused: Refused) -> str:
    from firstreply.insights import words

    return words.use("en").for_refusal(refused.code, dict(refused.facts))


def _hint(settings: Settings) -> str:
    if settings.database_url:
        return "Check DATABASE_URL, the network, and that the server lets this machine in."
    return f"See {settings.postgres_folder / 'log'} and {settings.postgres_folder / 'start.log'}."
