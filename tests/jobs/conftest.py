"""The organisation of the journey's tests, for those of its loops."""

from tests.journey.conftest import office

__all__ = ["office"]
