"""`firstreply web | live | worker`: one kind of process, for many machines on one PostgreSQL."""

from firstreply.site.commands.begin import begin


def web() -> None:
    """Answer pages and API until told to end."""
    settings = begin("web")
    from firstreply.site.runner import listening, servers

    listening.refuse_taken(settings.host, settings.port)
    servers.web(settings)


def live() -> None:
    """Serve the live stream until told to end."""
    settings = begin("live")
    from firstreply.site.runner import listening, servers

    listening.refuse_taken(settings.host, settings.live_port)
    servers.live(settings)


def worker() -> None:
    """Do what is due until told to end."""
    settings = begin("worker")
    from firstreply.site.runner import servers

    servers.worker(settings)
