"""."""


def command() -> None:
    """."""
