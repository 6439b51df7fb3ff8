"""The one door by which text becomes markup without being escaped."""

from markupsafe import Markup


def ours(text: str) -> Markup:
    """Markup that this package wrote. Whatever strangers wrote in it has been escaped by the caller."""
    return Markup(text)  # noqa: S704  # the only such place: callers are few and reviewed
