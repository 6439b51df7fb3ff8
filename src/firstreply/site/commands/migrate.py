"""`firstreply migrate`: prepare the database, as `up` does before anything else."""

from firstreply.site.commands.begin import begin


def command() -> None:
    """Roles, rights and tables: made, or brought up to date."""
    settings = begin("migrate")
    from firstreply.site.ready import database

    with database(settings):
        print("The database is ready.")
